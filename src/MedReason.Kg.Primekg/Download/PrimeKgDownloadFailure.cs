namespace MedReason.Kg.Primekg;

/// <summary>Specifies why a download failed.</summary>
public enum PrimeKgDownloadFailure
{
    /// <summary>The server was not reached, was silent, closed the connection or failed, as often as the options allow.</summary>
    Unreachable = 0,

    /// <summary>The server refuses the file (not found, not allowed); a retry does not help.</summary>
    Refused = 1,

    /// <summary>The server's content does not have the length that was expected or reported.</summary>
    WrongLength = 2,

    /// <summary>The content does not have the expected checksum.</summary>
    WrongHash = 3,

    /// <summary>The content does not have PrimeKG's columns (an error page, another file).</summary>
    WrongContent = 4,

    /// <summary>The content at the address kept changing during the download.</summary>
    Unstable = 5,

    /// <summary>A file of that name exists and is not the expected one.</summary>
    FileExists = 6,

    /// <summary>The partial file is in use: another download into the folder is running.</summary>
    Busy = 7,
}
