namespace MedReason.Diagnosis;

/// <summary>A <see cref="FindingMatch"/> whose nodes are not read yet.</summary>
internal sealed record MatchedFinding(NodeId Finding, FindingRelation Relation)
{
    public NodeId? Matched { get; init; }

    public NodeId? Shared { get; init; }

    public double InformationContent { get; init; }

    public double Score { get; init; }

    public KgFrequency? Frequency { get; init; }

    public string? Onset { get; init; }

    public IReadOnlyList<string> Publications { get; init; } = [];

    public bool IsStatedByName { get; init; }

    public static MatchedFinding Missing(NodeId finding) => new(finding, FindingRelation.Missing);

    /// <summary>Puts the nodes in.</summary>
    public FindingMatch ToMatch(IReadOnlyDictionary<NodeId, KgNode> nodes) => new()
    {
        Finding = nodes[Finding],
        Relation = Relation,
        Matched = Matched is { } matched ? nodes[matched] : null,
        Shared = Shared is { } shared ? nodes[shared] : null,
        InformationContent = InformationContent,
        Score = Score,
        Frequency = Frequency,
        Onset = Onset,
        Publications = Publications,
        IsStatedByName = IsStatedByName,
    };
}
