namespace MedReason.Kg.Primekg;

/// <summary>How far reading has come.</summary>
public readonly record struct PrimeKgReadProgress
{
    /// <summary>Rows read so far, refused ones among them.</summary>
    public required long Rows { get; init; }

    /// <summary>Bytes taken from the input so far, as they are stored (packed or not).</summary>
    public required long BytesRead { get; init; }

    /// <summary>The input's length in bytes; null where it cannot tell.</summary>
    public required long? TotalBytes { get; init; }
}
