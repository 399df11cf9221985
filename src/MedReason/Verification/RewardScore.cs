namespace MedReason;

/// <summary>Represents the reward of a completion with its parts, each 0 to 1 and rounded to 1e-9. Immutable.</summary>
/// <remarks>
/// Pairs are unordered pairs of nodes that the text claims a relation of, each counted once. A pair bears on the answer when the graph
/// supports it and it lies between a node of the question and a node of the concluded answer, or when a supplied gold subgraph has it.
/// </remarks>
public sealed record RewardScore
{
    /// <summary>Gets the weighted sum of the parts, -1 to 1.</summary>
    public required double Total { get; init; }

    /// <summary>Gets 1 when the text reasons and then states one answer, with at most one thought, which is well formed; else 0.</summary>
    public required double Format { get; init; }

    /// <summary>Gets 1 when the text concludes the reference answer, else 0.</summary>
    public required double Answer { get; init; }

    /// <summary>Gets node coverage: the share of the reference's nodes that bearing pairs name, times <see cref="SupportedShare"/>.</summary>
    public required double NodeCoverage { get; init; }

    /// <summary>Gets structural correctness: the share of the reference's pairs that are claimed, times <see cref="SupportedShare"/>.</summary>
    public required double StructuralCorrectness { get; init; }

    /// <summary>Gets chain completeness: the largest connected part of these, over the reference's pairs, times <see cref="SupportedShare"/>.</summary>
    public required double ChainCompleteness { get; init; }

    /// <summary>
    /// Gets the share of pairs that bear on the answer among all that could be compared, or among the number of pairs wanted where fewer are claimed;
    /// 0 below a quarter.
    /// </summary>
    public required double SupportedShare { get; init; }

    /// <summary>Gets the penalty for what is false by the graph: a step for each false claim, at most 1.</summary>
    public required double Contradiction { get; init; }

    /// <summary>Gets the penalty for repetition: the share of sentences that repeat another one.</summary>
    public required double Repetition { get; init; }

    /// <summary>Gets the penalty for length: 0 up to the maximum number of words, 1 at twice that.</summary>
    public required double Length { get; init; }

    /// <summary>Gets whether the reference is made of the text's own compared pairs, because no gold subgraph was supplied.</summary>
    public required bool IsSelfReferenced { get; init; }

    /// <summary>Gets the decision about the text as a whole.</summary>
    public required VerdictStatus Verdict { get; init; }
}
