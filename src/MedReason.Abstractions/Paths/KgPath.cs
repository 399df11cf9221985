using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>A path through a graph: its node sequence, and what joins each node to the next. Immutable.</summary>
/// <remarks>
/// A path is its node sequence: two paths over the same nodes are equal even when their hops keep different relations. In JSON a node is
/// written as id, name and type; synonyms and source belong to the graph.
/// </remarks>
[JsonConverter(typeof(KgPathJsonConverter))]
public sealed class KgPath : IEquatable<KgPath>, IComparable<KgPath>
{
    /// <summary>The nodes, at least two.</summary>
    public required IReadOnlyList<KgNode> Nodes { get; init; }

    /// <summary>The hops: <c>Hops[i]</c> joins <c>Nodes[i]</c> and <c>Nodes[i + 1]</c>, so there is one fewer than nodes.</summary>
    public required IReadOnlyList<KgHop> Hops { get; init; }

    /// <summary>How many hops.</summary>
    [JsonIgnore]
    public int Length => Hops.Count;

    /// <summary>Whether both run over the same nodes.</summary>
    /// <param name="other">The other path.</param>
    /// <returns>True if they do.</returns>
    public bool Equals(KgPath? other) => other is not null && Nodes.Count == other.Nodes.Count && CompareTo(other) == 0;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as KgPath);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (KgNode node in Nodes)
        {
            hash.Add(node.Id);
        }

        return hash.ToHashCode();
    }

    /// <summary>Shorter first, then by node ids in their order.</summary>
    /// <param name="other">The other path.</param>
    /// <returns>As <see cref="IComparable{T}.CompareTo"/> says.</returns>
    public int CompareTo(KgPath? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = Nodes.Count.CompareTo(other.Nodes.Count);
        for (int i = 0; order == 0 && i < Nodes.Count; i++)
        {
            order = Nodes[i].Id.CompareTo(other.Nodes[i].Id);
        }

        return order;
    }

    /// <summary>The node names joined by arrows, for a person or a debugger; relations are left out.</summary>
    /// <returns>For example <c>metformin -> AMPK -> gluconeogenesis</c>.</returns>
    public override string ToString() => string.Join(" -> ", Nodes.Select(node => node.Name));

    /// <summary>The same node sequence.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether both run over the same nodes.</returns>
    public static bool operator ==(KgPath? left, KgPath? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Different node sequences.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they run over different nodes.</returns>
    public static bool operator !=(KgPath? left, KgPath? right) => !(left == right);

    /// <summary>Determines whether the left path sorts before the right one in the order of <see cref="CompareTo"/>.</summary>
    /// <param name="left">The left path.</param>
    /// <param name="right">The right path.</param>
    /// <returns>True when <paramref name="left"/> sorts before <paramref name="right"/>.</returns>
    public static bool operator <(KgPath? left, KgPath? right) => left is null ? right is not null : left.CompareTo(right) < 0;

    /// <summary>Determines whether the left path sorts before or equals the right one in the order of <see cref="CompareTo"/>.</summary>
    /// <param name="left">The left path.</param>
    /// <param name="right">The right path.</param>
    /// <returns>True when <paramref name="left"/> sorts before or equals <paramref name="right"/>.</returns>
    public static bool operator <=(KgPath? left, KgPath? right) => left is null || left.CompareTo(right) <= 0;

    /// <summary>Determines whether the left path sorts after the right one in the order of <see cref="CompareTo"/>.</summary>
    /// <param name="left">The left path.</param>
    /// <param name="right">The right path.</param>
    /// <returns>True when <paramref name="left"/> sorts after <paramref name="right"/>.</returns>
    public static bool operator >(KgPath? left, KgPath? right) => right < left;

    /// <summary>Determines whether the left path sorts after or equals the right one in the order of <see cref="CompareTo"/>.</summary>
    /// <param name="left">The left path.</param>
    /// <param name="right">The right path.</param>
    /// <returns>True when <paramref name="left"/> sorts after or equals <paramref name="right"/>.</returns>
    public static bool operator >=(KgPath? left, KgPath? right) => right <= left;
}
