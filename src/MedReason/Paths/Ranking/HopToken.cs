namespace MedReason.Paths;

/// <summary>The kind of a hop, without its nodes: the types at both ends, the relation and its direction along the path.</summary>
/// <param name="From">The type that is left.</param>
/// <param name="Relation">The relation.</param>
/// <param name="IsForward">Whether the edge runs with the path.</param>
/// <param name="To">The type that is reached.</param>
internal readonly record struct HopToken(NodeType From, RelationType Relation, bool IsForward, NodeType To) : IComparable<HopToken>
{
    /// <inheritdoc />
    public int CompareTo(HopToken other)
    {
        int order = From.CompareTo(other.From);
        order = order != 0 ? order : Relation.CompareTo(other.Relation);
        order = order != 0 ? order : other.IsForward.CompareTo(IsForward);
        return order != 0 ? order : To.CompareTo(other.To);
    }

    /// <inheritdoc />
    public override string ToString() => $"{From} {(IsForward ? '>' : '<')}{Relation} {To}";
}
