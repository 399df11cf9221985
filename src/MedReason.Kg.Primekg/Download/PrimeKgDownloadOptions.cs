namespace MedReason.Kg.Primekg;

/// <summary>Configures where PrimeKG's file is downloaded from, and how failures are retried. Immutable.</summary>
public sealed class PrimeKgDownloadOptions
{
    /// <summary>Gets the address of the file.</summary>
    /// <value>Default: kg.csv as published at Harvard Dataverse.</value>
    public Uri Address { get; init; } = new("https://dataverse.harvard.edu/api/access/datafile/6180620");

    /// <summary>Gets the address at which Dataverse reports length and checksum of the file.</summary>
    /// <value>Null to request neither. Default: the entry of the published file.</value>
    /// <remarks>It is requested only when neither <see cref="ExpectedMd5"/> nor <see cref="ExpectedSha256"/> is given.</remarks>
    public Uri? MetadataAddress { get; init; } = new("https://dataverse.harvard.edu/api/files/6180620");

    /// <summary>Gets the name of the downloaded file.</summary>
    /// <value>Default: <c>kg.csv</c>.</value>
    public string FileName { get; init; } = "kg.csv";

    /// <summary>Gets the length in bytes that the file must have.</summary>
    /// <value>Default: null, for what <see cref="MetadataAddress"/> or the server reports.</value>
    public long? ExpectedLength { get; init; }

    /// <summary>Gets the MD5 that the file must have, in hexadecimal digits.</summary>
    /// <value>Default: null, for what <see cref="MetadataAddress"/> reports.</value>
    public string? ExpectedMd5 { get; init; }

    /// <summary>Gets the SHA-256 that the file must have, in hexadecimal digits.</summary>
    /// <value>Default: null, for what <see cref="MetadataAddress"/> reports.</value>
    public string? ExpectedSha256 { get; init; }

    /// <summary>Gets whether an existing file that is not the expected one is replaced.</summary>
    /// <value>Default: false, which makes it an error.</value>
    public bool Overwrites { get; init; }

    /// <summary>Gets the maximum number of attempts in a row that may fail without a single new byte.</summary>
    /// <value>At least 1. Default: 6.</value>
    public int MaxFruitlessAttempts { get; init; } = 6;

    /// <summary>Gets the maximum number of times the download starts over because the content changed or arrived damaged.</summary>
    /// <value>Default: 3.</value>
    public int MaxRestarts { get; init; } = 3;

    /// <summary>Gets how long the server may be silent, before its reply and within it.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets the maximum delay before the second attempt; it doubles with every fruitless one.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the maximum delay between attempts, also when the server asks for a longer one.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets the seed of the jitter of the delays.</summary>
    /// <value>Default: 0.</value>
    public int Seed { get; init; }
}
