namespace MedReason;

/// <summary>Represents a node that two graphs do not hold alike. Immutable.</summary>
public sealed class NodeChange : GraphChange
{
    internal NodeChange(KgNode? before, KgNode? after, IReadOnlyList<string> changedMembers)
        : base(KindOf(before, after), changedMembers)
    {
        Before = before;
        After = after;
    }

    /// <summary>Gets the node in the earlier graph; null when it was added.</summary>
    public KgNode? Before { get; }

    /// <summary>Gets the node in the later graph; null when it was removed.</summary>
    public KgNode? After { get; }

    /// <summary>Gets the id.</summary>
    public NodeId Id => (After ?? Before)!.Id;

    /// <summary>Gets the vocabulary that the node comes from, of the later graph when it holds the node; null when the graph does not state it.</summary>
    public string? KnowledgeSource => (After ?? Before)!.Source;

    /// <summary>Compares two nodes of one id; returns null when they are the same.</summary>
    internal static NodeChange? Between(KgNode before, KgNode after)
    {
        List<string> members = [];
        Add(nameof(KgNode.Name), string.Equals(before.Name, after.Name, StringComparison.Ordinal));
        Add(nameof(KgNode.Type), before.Type == after.Type);
        Add(nameof(KgNode.Source), string.Equals(before.Source, after.Source, StringComparison.Ordinal));
        Add(nameof(KgNode.Synonyms), before.Synonyms.SequenceEqual(after.Synonyms, StringComparer.Ordinal));
        Add(nameof(KgNode.Definition), string.Equals(before.Definition, after.Definition, StringComparison.Ordinal));
        return members.Count == 0 ? null : new NodeChange(before, after, members);

        void Add(string member, bool isSame)
        {
            if (!isSame)
            {
                members.Add(member);
            }
        }
    }
}
