namespace MedReason.Kg.Primekg;

/// <summary>Why a download failed.</summary>
public enum PrimeKgDownloadFailure
{
    /// <summary>The server was not reached, was silent, cut the line or failed, as often as the options allow.</summary>
    Unreachable = 0,

    /// <summary>The server refuses the file: not found, not allowed. Trying again does not help.</summary>
    Refused = 1,

    /// <summary>The server's content has another length than the expected one, or another than it told.</summary>
    WrongLength = 2,

    /// <summary>The content has another checksum than the expected one.</summary>
    WrongHash = 3,

    /// <summary>The content is not PrimeKG's columns (an error page, another file).</summary>
    WrongContent = 4,

    /// <summary>The content at the address kept changing while it was fetched.</summary>
    Unstable = 5,

    /// <summary>A file of that name is there and is not the expected one.</summary>
    FileExists = 6,

    /// <summary>The partial file is in use: another download into the folder is running.</summary>
    Busy = 7,
}
