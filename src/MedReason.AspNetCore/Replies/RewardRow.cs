using System.Text.Json;
using System.Text.Json.Serialization;

namespace MedReason.AspNetCore.Replies;

/// <summary>The reward of a completion. Immutable.</summary>
internal sealed record RewardRow
{
    /// <summary>Gets the identity that the client gave; null when it gave none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required JsonElement? Id { get; init; }

    /// <summary>Gets the weighted sum.</summary>
    public required double Total { get; init; }

    /// <summary>Gets whether the text reasons and then states one answer.</summary>
    public required double Format { get; init; }

    /// <summary>Gets whether the reference answer is concluded.</summary>
    public required double Answer { get; init; }

    /// <summary>Gets node coverage.</summary>
    public required double NodeCoverage { get; init; }

    /// <summary>Gets structural correctness.</summary>
    public required double StructuralCorrectness { get; init; }

    /// <summary>Gets chain completeness.</summary>
    public required double ChainCompleteness { get; init; }

    /// <summary>Gets the share of pairs that bear on the answer.</summary>
    public required double SupportedShare { get; init; }

    /// <summary>Gets the penalty for what is false by the graph.</summary>
    public required double Contradiction { get; init; }

    /// <summary>Gets the penalty for repetition.</summary>
    public required double Repetition { get; init; }

    /// <summary>Gets the penalty for length.</summary>
    public required double Length { get; init; }

    /// <summary>Gets whether no gold subgraph was supplied.</summary>
    public required bool IsSelfReferenced { get; init; }

    /// <summary>Gets the decision about the text.</summary>
    public required VerdictStatus Verdict { get; init; }

    /// <summary>Creates the row of a reward.</summary>
    public static RewardRow Of(JsonElement? id, RewardScore score) => new()
    {
        Id = id,
        Total = score.Total,
        Format = score.Format,
        Answer = score.Answer,
        NodeCoverage = score.NodeCoverage,
        StructuralCorrectness = score.StructuralCorrectness,
        ChainCompleteness = score.ChainCompleteness,
        SupportedShare = score.SupportedShare,
        Contradiction = score.Contradiction,
        Repetition = score.Repetition,
        Length = score.Length,
        IsSelfReferenced = score.IsSelfReferenced,
        Verdict = score.Verdict,
    };
}
