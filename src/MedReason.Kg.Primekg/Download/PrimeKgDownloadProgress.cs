namespace MedReason.Kg.Primekg;

/// <summary>How far a download is. Immutable.</summary>
public sealed class PrimeKgDownloadProgress
{
    /// <summary>Bytes that are on disk, those of earlier runs included.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>Bytes of the whole file; null where the server does not tell.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>The number of the attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Why the attempt before failed, for a person; null while all is well.</summary>
    public string? Problem { get; init; }
}
