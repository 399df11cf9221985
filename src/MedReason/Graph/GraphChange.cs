namespace MedReason;

/// <summary>Represents one difference between two graphs: a <see cref="RelationChange"/>, a <see cref="NodeChange"/> or an <see cref="EdgeChange"/>.</summary>
public abstract class GraphChange
{
    private protected GraphChange(GraphChangeKind kind, IReadOnlyList<string> changedMembers)
    {
        Kind = kind;
        ChangedMembers = changedMembers;
    }

    /// <summary>Gets how it differs.</summary>
    public GraphChangeKind Kind { get; }

    /// <summary>Gets the names of the members that differ, such as <c>Name</c> or <c>Attributes</c>; empty for what was added or removed.</summary>
    public IReadOnlyList<string> ChangedMembers { get; }

    private protected static GraphChangeKind KindOf(object? before, object? after) =>
        before is null ? GraphChangeKind.Added : after is null ? GraphChangeKind.Removed : GraphChangeKind.Changed;
}
