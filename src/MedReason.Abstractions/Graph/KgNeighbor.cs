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

    /// <summary>The told order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes first.</returns>
    public static bool operator <(KgNeighbor left, KgNeighbor right) => left.CompareTo(right) < 0;

    /// <summary>The told order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes first or both are the same.</returns>
    public static bool operator <=(KgNeighbor left, KgNeighbor right) => left.CompareTo(right) <= 0;

    /// <summary>The told order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes last.</returns>
    public static bool operator >(KgNeighbor left, KgNeighbor right) => left.CompareTo(right) > 0;

    /// <summary>The told order.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether <paramref name="left"/> comes last or both are the same.</returns>
    public static bool operator >=(KgNeighbor left, KgNeighbor right) => left.CompareTo(right) >= 0;
}
