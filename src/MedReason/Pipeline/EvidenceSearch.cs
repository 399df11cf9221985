namespace MedReason.Pipeline;

/// <summary>Searches a plan: ordinary paths, then the direct edges that speak of absence and contraindication, laid beside them.</summary>
internal sealed class EvidenceSearch(IKnowledgeGraph graph, IPathFinder finder, RunOptions options)
{
    /// <summary>Runs the searches.</summary>
    /// <param name="plan">The pairs.</param>
    /// <param name="metadata">What the graph says of its relations.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>
    /// One result for each pair of the plan, in its order; then one for each pair with a denied entity between which there is a direct edge.
    /// </returns>
    public async Task<PathSearchResult> RunAsync(PairPlan plan, KnowledgeGraphMetadata metadata, CancellationToken cancellationToken)
    {
        KgFilter filter = options.Filter ?? KgFilter.Affirmed;
        PathSearchResult ordinary = await FindAsync(plan.Pairs, filter, options.MaxPathLength, cancellationToken).ConfigureAwait(false);
        int roundTrips = ordinary.RoundTrips;
        List<PairSearchResult> pairs = [.. ordinary.Pairs];

        KgFilter counterFilter = WithPolarities(filter, [Polarity.Absent, Polarity.Contraindicated]);
        bool hasCounterRelations = metadata.Relations.Any(counterFilter.Allows);
        if (hasCounterRelations && plan.Pairs.Count > 0 && !IsWalkedAlready(filter))
        {
            PathSearchResult counter = await FindAsync(plan.Pairs, counterFilter, 1, cancellationToken).ConfigureAwait(false);
            roundTrips += counter.RoundTrips;
            for (int i = 0; i < pairs.Count; i++)
            {
                pairs[i] = Merge(pairs[i], counter.Pairs[i]);
            }
        }

        if (plan.DeniedPairs.Count > 0)
        {
            PathSearchResult denied = await FindAsync(plan.DeniedPairs, WithPolarities(filter, null), 1, cancellationToken).ConfigureAwait(false);
            roundTrips += denied.RoundTrips;
            pairs.AddRange(denied.Pairs.Where(pair => pair.Outcome == PathOutcome.Found));
        }

        return new PathSearchResult { Pairs = pairs, OmittedPairs = plan.OmittedPairs, RoundTrips = roundTrips };
    }

    private static bool IsWalkedAlready(KgFilter filter) =>
        filter.Polarities is null || (filter.Polarities.Contains(Polarity.Absent) && filter.Polarities.Contains(Polarity.Contraindicated));

    private static KgFilter WithPolarities(KgFilter filter, IReadOnlyList<Polarity>? polarities) => new()
    {
        Relations = filter.Relations,
        ExcludedRelations = filter.ExcludedRelations,
        NodeTypes = filter.NodeTypes,
        ExcludedNodeTypes = filter.ExcludedNodeTypes,
        Polarities = polarities,
    };

    private static PairSearchResult Merge(PairSearchResult ordinary, PairSearchResult counter)
    {
        if (counter.Outcome != PathOutcome.Found)
        {
            return ordinary;
        }

        // Length and count stay those of the ordinary search where it found anything: counter-evidence shortens no explanation.
        bool isFound = ordinary.Outcome == PathOutcome.Found;
        return ordinary with
        {
            Outcome = PathOutcome.Found,
            Distance = isFound ? ordinary.Distance : counter.Distance,
            ShortestPathCount = isFound ? ordinary.ShortestPathCount : counter.ShortestPathCount,
            Paths = [.. ordinary.Paths, .. counter.Paths],
            Cuts = [.. ordinary.Cuts.Union(counter.Cuts).Order()],
            IsTruncated = ordinary.IsTruncated || counter.IsTruncated,
            ExpandedEdges = ordinary.ExpandedEdges + counter.ExpandedEdges,
        };
    }

    private async Task<PathSearchResult> FindAsync(IReadOnlyList<PathPair> pairs, KgFilter filter, int maxLength, CancellationToken cancellationToken)
    {
        var query = new PathQuery
        {
            Pairs = pairs,
            MaxLength = maxLength,
            Slack = Math.Min(options.Slack, maxLength - 1),
            MaxPathsPerPair = options.MaxPathsPerPair,
            MaxExpandedEdges = options.MaxExpandedEdges,
            Filter = filter,
            Cost = options.PathCost,
        };
        PathSearchResult result = await finder.FindPathsAsync(graph, query, cancellationToken).ConfigureAwait(false);
        return result.Pairs.Count == pairs.Count
            ? result
            : throw new MedReasonException($"The path finder answered {result.Pairs.Count} pairs where it was asked for {pairs.Count}.");
    }
}
