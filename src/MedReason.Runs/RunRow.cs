namespace MedReason.Runs;

/// <summary>A row of a run's input. Immutable.</summary>
public sealed class RunRow
{
    /// <summary>Its place in the input, from 0; results come out in this order.</summary>
    public required long Ordinal { get; init; }

    /// <summary>Its id; unique within the run.</summary>
    public required string Id { get; init; }

    /// <summary>A hash over what the row asks; tells repeats of one item. Any text.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The row itself, as UTF-8 JSON or whatever the run's kind keeps.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
