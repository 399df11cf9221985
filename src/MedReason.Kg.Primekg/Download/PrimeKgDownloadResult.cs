namespace MedReason.Kg.Primekg;

/// <summary>A file that is complete and in place. Immutable.</summary>
public sealed class PrimeKgDownloadResult
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Its SHA-256 as 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The checksum that was known beforehand and agrees, such as <c>MD5</c>; null where none was known and only the length was checked.</summary>
    public string? VerifiedBy { get; init; }

    /// <summary>Whether the file was there already and nothing was fetched.</summary>
    public bool WasPresent { get; init; }

    /// <summary>How many attempts it took; 0 where the file was there.</summary>
    public int Attempts { get; init; }

    /// <summary>How many bytes were fetched by earlier runs and not again.</summary>
    public long ResumedBytes { get; init; }
}
