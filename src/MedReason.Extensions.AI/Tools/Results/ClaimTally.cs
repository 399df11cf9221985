namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>The number of claims of a text by what the graph says of them. Immutable.</summary>
internal sealed record ClaimTally
{
    /// <summary>Gets the number of claims that the graph states.</summary>
    public required int Supported { get; init; }

    /// <summary>Gets the number of claims that the graph excludes.</summary>
    public required int Contradicted { get; init; }

    /// <summary>Gets the number of claims between nodes that the graph does not state.</summary>
    public required int NotInGraph { get; init; }

    /// <summary>Gets the number of claims that could not be compared.</summary>
    public required int NotCheckable { get; init; }
}
