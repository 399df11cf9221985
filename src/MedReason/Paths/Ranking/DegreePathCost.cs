using MedReason.Paths;

namespace MedReason;

/// <summary>The cost that avoids hubs: a hop costs its length weight and the damped logarithm of the degrees at both its ends.</summary>
/// <remarks>
/// The degrees are known if the graph is in memory (<see cref="IAdjacencyView"/>); on a remote graph every hop costs the same. Safe for concurrent use.
/// </remarks>
public sealed class DegreePathCost : IPathCost
{
    private readonly DegreeLookup _degrees;
    private readonly PathWeights _weights;

    private DegreePathCost(DegreeLookup degrees, PathWeights weights)
    {
        _degrees = degrees;
        _weights = weights;
    }

    /// <summary>Creates the cost of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="weights">The weights of length and degrees; null for <see cref="PathWeights.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the loading of the graph.</param>
    /// <returns>The cost.</returns>
    /// <exception cref="ArgumentException">A weight is negative or not finite.</exception>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    public static async ValueTask<DegreePathCost> CreateAsync(IKnowledgeGraph graph, PathWeights? weights = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        weights ??= PathWeights.Default;
        weights.Validate(nameof(weights));
        return new DegreePathCost(await DegreeLookup.LoadAsync(graph, [], cancellationToken).ConfigureAwait(false), weights);
    }

    /// <inheritdoc />
    public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(relations);
        return _weights.Length - PathScoring.GetHopLogWeight(from.Id, to.Id, relations, _degrees, _weights.Damping);
    }
}
