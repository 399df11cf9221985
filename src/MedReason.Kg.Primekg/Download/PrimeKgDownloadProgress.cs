namespace MedReason.Kg.Primekg;

/// <summary>Reports the progress of a download. Immutable.</summary>
public sealed class PrimeKgDownloadProgress
{
    /// <summary>Gets the number of bytes on disk, those of earlier runs included.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>Gets the length of the complete file in bytes; null when the server does not report it.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Gets the number of the attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Gets a description of why the previous attempt failed; null when it did not.</summary>
    public string? Problem { get; init; }
}
