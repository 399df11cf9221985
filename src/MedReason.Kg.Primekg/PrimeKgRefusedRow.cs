namespace MedReason.Kg.Primekg;

/// <summary>A row that was refused. Immutable.</summary>
public sealed record PrimeKgRefusedRow
{
    /// <summary>The line it begins on, from 1; the header is line 1.</summary>
    public required long Line { get; init; }

    /// <summary>The offset of its first byte in the unpacked input, from 0.</summary>
    public required long ByteOffset { get; init; }

    /// <summary>Why, as one of <see cref="PrimeKgRefusalReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, in a sentence for a person.</summary>
    public required string Detail { get; init; }
}
