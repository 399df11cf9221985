namespace MedReason.Kg.Primekg;

/// <summary>Where PrimeKG's file lies and how patiently it is fetched. Immutable.</summary>
public sealed class PrimeKgDownloadOptions
{
    /// <summary>The file. Default: kg.csv as published at Harvard Dataverse.</summary>
    public Uri Address { get; init; } = new("https://dataverse.harvard.edu/api/access/datafile/6180620");

    /// <summary>
    /// Where Dataverse tells length and checksum of the file; null for nowhere. Default: the entry of the published file. It is asked only where
    /// neither <see cref="ExpectedMd5"/> nor <see cref="ExpectedSha256"/> is given.
    /// </summary>
    public Uri? MetadataAddress { get; init; } = new("https://dataverse.harvard.edu/api/files/6180620");

    /// <summary>The name the file gets. Default: <c>kg.csv</c>.</summary>
    public string FileName { get; init; } = "kg.csv";

    /// <summary>The length in bytes that the file must have; null for what <see cref="MetadataAddress"/> or the server tells.</summary>
    public long? ExpectedLength { get; init; }

    /// <summary>The MD5 that the file must have, in hexadecimal digits; null for what <see cref="MetadataAddress"/> tells.</summary>
    public string? ExpectedMd5 { get; init; }

    /// <summary>The SHA-256 that the file must have, in hexadecimal digits; null for what <see cref="MetadataAddress"/> tells.</summary>
    public string? ExpectedSha256 { get; init; }

    /// <summary>Whether a file that is there and is not the expected one is replaced. Default: false, which makes it an error.</summary>
    public bool Overwrites { get; init; }

    /// <summary>How many attempts in a row may fail without a single new byte, at least 1. Default: 6.</summary>
    public int MaxFruitlessAttempts { get; init; } = 6;

    /// <summary>How often the download may begin anew because the content changed under it or came damaged. Default: 3.</summary>
    public int MaxRestarts { get; init; } = 3;

    /// <summary>How long the server may be silent, before its reply and within it. Default: 60 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait before the second attempt; it doubles with every fruitless one. Default: 1 second.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between attempts, also where the server asks for a longer one. Default: 60 seconds.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Seeds the jitter of the waits. Default: 0.</summary>
    public int Seed { get; init; }
}
