namespace MedReason.Verification;

/// <summary>The statement that a yes/no question asks about, as it was read. Immutable.</summary>
/// <param name="From">The nodes of its first end.</param>
/// <param name="To">The nodes of its second end.</param>
/// <param name="Relation">How they are related.</param>
/// <param name="IsFromRationale">Whether the rationale names what the question leaves open.</param>
internal sealed record ReadStatement(IReadOnlyList<NodeId> From, IReadOnlyList<NodeId> To, StatementRelation Relation, bool IsFromRationale)
{
    /// <summary>Determines whether a path joins the two ends.</summary>
    public bool IsJoinedBy(KgPath path) => (From.Contains(path.Nodes[0].Id) && To.Contains(path.Nodes[^1].Id))
        || (To.Contains(path.Nodes[0].Id) && From.Contains(path.Nodes[^1].Id));

    /// <summary>Returns what a path says of the statement; only an edge between its ends says anything.</summary>
    /// <param name="path">The path.</param>
    /// <param name="find">Finds the description of a relation.</param>
    public StatementVoices Listen(KgPath path, Func<RelationType, RelationInfo?> find)
    {
        var voices = StatementVoices.None;
        if (path.Length != 1 || !IsJoinedBy(path))
        {
            return voices;
        }

        foreach (KgHopRelation relation in path.Hops[0].Relations)
        {
            if (find(relation.Relation) is { } info)
            {
                bool isFromFirst = From.Contains(path.Nodes[relation.IsForward ? 0 : 1].Id);
                voices |= Relation.IsStatedBy(info, isFromFirst) ? StatementVoices.States : StatementVoices.None;
                voices |= Relation.IsDeniedBy(info, isFromFirst) ? StatementVoices.Denies : StatementVoices.None;
                voices |= Relation.IsHarmedBy(info, isFromFirst) ? StatementVoices.Harms : StatementVoices.None;
            }
        }

        return voices;
    }

    /// <summary>Returns what several paths say of the statement together.</summary>
    /// <remarks>A harm beside the benefit denies no benefit: many a drug can bring about what it is given for.</remarks>
    public StatementSupport Judge(IEnumerable<KgPath> paths, Func<RelationType, RelationInfo?> find)
    {
        StatementVoices voices = paths.Aggregate(StatementVoices.None, (sum, path) => sum | Listen(path, find));
        return (voices & StatementVoices.States) == 0
            ? voices == StatementVoices.None ? StatementSupport.Absent : StatementSupport.Contradicted
            : (voices & StatementVoices.Denies) == 0 ? StatementSupport.Stated : StatementSupport.Mixed;
    }
}
