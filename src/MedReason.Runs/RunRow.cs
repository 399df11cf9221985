namespace MedReason.Runs;

/// <summary>Represents a row of a run's input. Immutable.</summary>
public sealed class RunRow
{
    /// <summary>Gets the position of the row in the input, from 0; results are written in this order.</summary>
    public required long Ordinal { get; init; }

    /// <summary>Gets the id of the row, unique within the run.</summary>
    public required string Id { get; init; }

    /// <summary>Gets a hash of what the row asks, which identifies repeats of one item. Any text.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Gets the content of the row, as UTF-8 JSON or in another format of the run's kind.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
