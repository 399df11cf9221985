namespace MedReason.Paths;

/// <summary>The costs of hops as learned from curated paths. Immutable, safe for concurrent use.</summary>
internal sealed class PriorPathCost : IPathCost
{
    private readonly Dictionary<HopToken, double> _costs;
    private readonly double _unknown;

    /// <summary>Creates the cost.</summary>
    /// <param name="costs">The cost of each kind of hop.</param>
    /// <param name="unknown">The cost of every other kind.</param>
    public PriorPathCost(IEnumerable<KeyValuePair<HopToken, double>> costs, double unknown)
    {
        _costs = new Dictionary<HopToken, double>(costs);
        _unknown = unknown;
    }

    /// <inheritdoc />
    public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations)
    {
        double least = _unknown;
        foreach (KgHopRelation relation in relations)
        {
            least = Math.Min(least, _costs.GetValueOrDefault(new HopToken(from.Type, relation.Relation, relation.IsForward, to.Type), _unknown));
        }

        return least;
    }
}
