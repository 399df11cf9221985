namespace MedReason;

/// <summary>One edge as seen from one of its ends.</summary>
public readonly record struct KgNeighbor : IComparable<KgNeighbor>
{
    /// <summary>The node at the other end.</summary>
    public required NodeId Node { get; init; }

    /// <summary>What the edge states.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>Whether the edge starts at the node that was asked about.</summary>
    public required bool IsForward { get; init; }

    /// <summary>By node, then relation, then forward before reverse: the order of a <see cref="NeighborBatch"/>.</summary>
    /// <param name="other">The other neighbour.</param>
    /// <returns>As <see cref="IComparable{T}.CompareTo"/> says.</returns>
    public int CompareTo(KgNeighbor other)
    {
        int order = Node.CompareTo(other.Node);
        if (order == 0)
        {
            order = Relation.CompareTo(other.Relation);
        }

        return order != 0 ? order : other.IsForward.CompareTo(IsForward);
    }

    /// <summary>Determines whether the left neighbour sorts before the right one in the order of <see cref="CompareTo"/>.</summary>
    /// <param name="left">The left neighbour.</param>
    /// <param name="right">The right neighbour.</param>
    /// <returns>True when <paramref name="left"/> sorts before <paramref name="right"/>.</returns>
    public static bool operator <(KgNeighbor left, KgNeighbor right) => left.CompareTo(right) < 0;

    /// <summary>Determines whether the left neighbour sorts before or equals the right one in the order of <see cref="CompareTo"/>.</summary>
    /// <param name="left">The left neighbour.</param>
    /// <param name="right">The right neighbour.</param>
    /// <returns>True when <paramref name="left"/> sorts before or equals <paramref name="right"/>.</returns>
    public static bool operator <=(KgNeighbor left, KgNeighbor right) => left.CompareTo(right) <= 0;

    /// <summary>Determines whether the left neighbour sorts after the right one in the order of <see cref="CompareTo"/>.</summary>
    /// <param name="left">The left neighbour.</param>
    /// <param name="right">The right neighbour.</param>
    /// <returns>True when <paramref name="left"/> sorts after <paramref name="right"/>.</returns>
    public static bool operator >(KgNeighbor left, KgNeighbor right) => left.CompareTo(right) > 0;

    /// <summary>Determines whether the left neighbour sorts after or equals the right one in the order of <see cref="CompareTo"/>.</summary>
    /// <param name="left">The left neighbour.</param>
    /// <param name="right">The right neighbour.</param>
    /// <returns>True when <paramref name="left"/> sorts after or equals <paramref name="right"/>.</returns>
    public static bool operator >=(KgNeighbor left, KgNeighbor right) => left.CompareTo(right) >= 0;
}
