namespace MedReason;

/// <summary>Represents the answer to a <see cref="MechanismQuestion"/>, with the edges that decide it. Immutable.</summary>
public sealed record MechanismAnswer
{
    /// <summary>Gets the question.</summary>
    public required MechanismQuestion Question { get; init; }

    /// <summary>
    /// Gets whether what was asked holds: the mechanism exists, or runs through the link; it still stands when the link is deleted or inverted; the drug
    /// acts against the disease by the added link. Null where the graph does not decide: equal signs for and against, a link without a sign, a search that
    /// was cut.
    /// </summary>
    public required bool? Holds { get; init; }

    /// <summary>Gets whether the graph has the link; false without one.</summary>
    public bool IsLinkInGraph { get; init; }

    /// <summary>Gets whether a path from the drug to the disease runs through the link as the graph is; null where the search was cut.</summary>
    public bool? IsLinkOnPath { get; init; }

    /// <summary>Gets the edges that decide: the link, those of <see cref="Paths"/>, what other drugs do; empty where nothing was found.</summary>
    public IReadOnlyList<MechanismEdge> DecidingEdges { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Gets the paths from the drug to the disease that decide: those by which the mechanism exists or works the other way, the one through the link, or,
    /// where none runs through it, what stands without it. An added link is a hop of its paths.
    /// </summary>
    public IReadOnlyList<KgPath> Paths { get; init => field = value ?? []; } = [];

    /// <summary>Gets a path that remains without the link, when the link stands on one; null where none was found.</summary>
    public KgPath? Bypass { get; init; }

    /// <summary>
    /// Gets how clearly the signs lean to the answer, 0 to 1; null where no signs were weighed, as for a link that is there or is not. It is no probability.
    /// </summary>
    public double? Margin { get; init; }

    /// <summary>Gets whether a limit cut the search, or the graph cut the list of a node's edges, so that there may be more than was seen.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Gets the reason in one sentence, for a person.</summary>
    public required string Detail { get; init; }
}
