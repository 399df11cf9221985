namespace MedReason;

/// <summary>The cost of a hop, for best-first enumeration: a path costs the sum over its hops, and cheaper paths come first.</summary>
/// <remarks>Safe for concurrent use, and a pure function: the same hop costs the same at every call.</remarks>
public interface IPathCost
{
    /// <summary>The cost of walking from one node to the next.</summary>
    /// <param name="from">The node that is left.</param>
    /// <param name="to">The node that is reached.</param>
    /// <param name="relations">The relations that join them and passed the filter, by name, then forward before reverse.</param>
    /// <returns>The cost, from 0 to 1,000,000; it is rounded to 1e-9 before it is added and compared.</returns>
    double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations);
}
