namespace MedReason;

/// <summary>The neighbours of a whole frontier, answered in one round trip. Immutable.</summary>
public sealed class NeighborBatch
{
    private readonly IReadOnlyList<IReadOnlyList<KgNeighbor>> _neighbors;
    private readonly IReadOnlyList<bool>? _truncated;

    /// <summary>Makes a batch.</summary>
    /// <param name="neighbors">For each node of the frontier, in its order, the edges it has, ordered as <see cref="KgNeighbor.CompareTo"/> says.</param>
    /// <param name="truncated">For each node whether a cap cut its list; null if none was cut.</param>
    /// <exception cref="ArgumentException">The two lists differ in length.</exception>
    public NeighborBatch(IReadOnlyList<IReadOnlyList<KgNeighbor>> neighbors, IReadOnlyList<bool>? truncated = null)
    {
        ArgumentNullException.ThrowIfNull(neighbors);
        if (truncated is not null && truncated.Count != neighbors.Count)
        {
            throw new ArgumentException("One truncation flag for each node of the frontier is expected.", nameof(truncated));
        }

        _neighbors = neighbors;
        _truncated = truncated;
    }

    /// <summary>How many nodes the frontier had.</summary>
    public int Count => _neighbors.Count;

    /// <summary>The edges of the frontier's i-th node. Empty for an isolated or an unknown node.</summary>
    /// <param name="index">The position in the frontier.</param>
    /// <returns>The node's edges; a self loop appears once, as forward.</returns>
    public IReadOnlyList<KgNeighbor> this[int index] => _neighbors[index];

    /// <summary>Whether a cap cut the list of the frontier's i-th node.</summary>
    /// <param name="index">The position in the frontier.</param>
    /// <returns>True if edges were left out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The frontier has no such position.</exception>
    public bool IsTruncated(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _truncated is not null && _truncated[index];
    }
}
