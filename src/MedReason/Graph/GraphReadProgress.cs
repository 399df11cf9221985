namespace MedReason;

/// <summary>Reports the progress of reading.</summary>
public readonly record struct GraphReadProgress
{
    /// <summary>Gets the number of rows read so far, refused ones included.</summary>
    public required long Rows { get; init; }

    /// <summary>Gets the number of bytes read from the input so far, as they are stored (compressed or not).</summary>
    public required long BytesRead { get; init; }

    /// <summary>Gets the input's length in bytes; null when it is unknown.</summary>
    public required long? TotalBytes { get; init; }
}
