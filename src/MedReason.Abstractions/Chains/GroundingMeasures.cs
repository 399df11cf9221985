namespace MedReason;

/// <summary>How well a chain is grounded in the graph. Immutable. Shares run from 0 to 1; null where there is nothing to measure.</summary>
/// <remarks>
/// Node coverage, structural correctness and chain completeness are the measures of MedCEG (arXiv 2512.13510): recall against a reference graph R.
/// There a match is the cosine of embeddings; here it is identity of ids.
/// </remarks>
public sealed record GroundingMeasures
{
    /// <summary>Mean best match over R's nodes: with identity, the share of R's nodes that the claims name.</summary>
    public double? NodeCoverage { get; init; }

    /// <summary>The share of R's triples that the claims recall.</summary>
    public double? StructuralCorrectness { get; init; }

    /// <summary>The triples of the largest connected component of the recalled ones, over R's triples.</summary>
    public double? ChainCompleteness { get; init; }

    /// <summary>Whether R is made of the hops of the cited paths, and not a supplied gold subgraph.</summary>
    public bool IsSelfReferenced { get; init; }

    /// <summary>Gets the share of claimed triples that the graph contains with their direction and polarity.</summary>
    public double? ClaimPrecision { get; init; }

    /// <summary>Gets the share of steps, background excluded, that cite a path and make at least one claim that the graph contains.</summary>
    public double? GroundedStepShare { get; init; }

    /// <summary>
    /// The share of claims whose words in the step could be read and were compared with the claim. What was not read is neither confirmed nor denied.
    /// </summary>
    public double? ReadClaimShare { get; init; }

    /// <summary>How many triples are claimed.</summary>
    public int ClaimCount { get; init; }

    /// <summary>How many steps, background left out.</summary>
    public int StepCount { get; init; }
}
