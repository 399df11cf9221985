namespace MedReason.Profiles;

/// <summary>The published search: as the inner finder's, with a path of one name for an entity that stands on both sides.</summary>
internal sealed class PublishedPathFinder(IPathFinder innerFinder) : IPathFinder
{
    public async ValueTask<PathSearchResult> FindPathsAsync(IKnowledgeGraph graph, PathQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        PathSearchResult found = await innerFinder.FindPathsAsync(graph, query, cancellationToken).ConfigureAwait(false);
        NodeId[] same = [.. found.Pairs.Where(static pair => pair.Outcome == PathOutcome.SameNode).Select(static pair => pair.Pair.From).Distinct()];
        if (same.Length == 0)
        {
            return found;
        }

        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(same, cancellationToken).ConfigureAwait(false);
        var byId = nodes.OfType<KgNode>().ToDictionary(static node => node.Id);
        return found with { Pairs = [.. found.Pairs.Select(pair => pair.Outcome == PathOutcome.SameNode ? WithName(pair, byId) : pair)] };
    }

    private static PairSearchResult WithName(PairSearchResult pair, Dictionary<NodeId, KgNode> nodes) =>
        !nodes.TryGetValue(pair.Pair.From, out KgNode? node) ? pair : pair with
        {
            Outcome = PathOutcome.Found,
            Distance = 0,
            ShortestPathCount = 1,
            Paths = [new KgPath { Nodes = [node], Hops = [] }],
        };
}
