namespace MedReason.Kg.Primekg;

/// <summary>Describes a downloaded file that is complete and in place. Immutable.</summary>
public sealed class PrimeKgDownloadResult
{
    /// <summary>Gets the path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the length of the file in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Gets the SHA-256 of the file as 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Gets the name of the expected checksum that the file matches, such as <c>MD5</c>; null when only the length was checked.</summary>
    public string? VerifiedBy { get; init; }

    /// <summary>Gets whether the file existed already and nothing was downloaded.</summary>
    public bool WasPresent { get; init; }

    /// <summary>Gets the number of attempts; 0 when the file existed already.</summary>
    public int Attempts { get; init; }

    /// <summary>Gets the number of bytes that earlier runs had downloaded and this one did not repeat.</summary>
    public long ResumedBytes { get; init; }
}
