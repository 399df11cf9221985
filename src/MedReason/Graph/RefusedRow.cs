namespace MedReason;

/// <summary>Describes a row that was refused. Immutable.</summary>
public sealed record RefusedRow
{
    /// <summary>Gets the name of the input.</summary>
    public required string File { get; init; }

    /// <summary>Gets the line on which the row begins, from 1; the header is line 1.</summary>
    public required long Line { get; init; }

    /// <summary>Gets the offset of its first byte in the decompressed input, from 0.</summary>
    public required long ByteOffset { get; init; }

    /// <summary>Gets the reason, one of <see cref="RefusalReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets the reason as a sentence for a person.</summary>
    public required string Detail { get; init; }
}
