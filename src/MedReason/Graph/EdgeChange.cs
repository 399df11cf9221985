namespace MedReason;

/// <summary>Represents an edge that two graphs do not hold alike. Immutable.</summary>
public sealed class EdgeChange : GraphChange
{
    private static readonly string[] Attributes = [nameof(KgEdge.Attributes)];

    internal EdgeChange(KgEdge? before, KgEdge? after, string? knowledgeSource)
        : base(KindOf(before, after), before is not null && after is not null ? Attributes : [])
    {
        Before = before;
        After = after;
        KnowledgeSource = knowledgeSource;
    }

    /// <summary>Gets the edge with its attributes in the earlier graph; null when it was added.</summary>
    public KgEdge? Before { get; }

    /// <summary>Gets the edge with its attributes in the later graph; null when it was removed.</summary>
    public KgEdge? After { get; }

    /// <summary>
    /// Gets the primary knowledge source of the first statement about the edge that names one, else the vocabulary of the node where the edge starts, in the
    /// later graph when it holds the edge; null when neither is stated.
    /// </summary>
    public string? KnowledgeSource { get; }
}
