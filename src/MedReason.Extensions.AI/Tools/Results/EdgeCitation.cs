namespace MedReason.Extensions.AI.Tools.Results;

/// <summary>An edge of the graph, as it can be cited. Immutable.</summary>
internal sealed record EdgeCitation
{
    /// <summary>Gets what the edge says, in words.</summary>
    public required string Statement { get; init; }

    /// <summary>Gets the CURIE that the edge starts at.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the relation.</summary>
    public required string Relation { get; init; }

    /// <summary>Gets the CURIE that the edge ends at.</summary>
    public required string Target { get; init; }

    /// <summary>Gets what the graph was built from that states the edge; null when it does not say.</summary>
    public IReadOnlyList<string>? KnowledgeSources { get; init; }

    /// <summary>Gets the first publications as CURIEs; null when the graph names none.</summary>
    public IReadOnlyList<string>? Publications { get; init; }

    /// <summary>Gets the number of further publications; null when all are listed.</summary>
    public int? MorePublications { get; init; }

    /// <summary>Gets how frequent it is, as the source writes it; null when it does not say.</summary>
    public string? Frequency { get; init; }
}
