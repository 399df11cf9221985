using System.Globalization;

namespace MedReason.Pipeline;

/// <summary>Searches the pairs of a plan: ordinary paths, and beside them the direct edges that state an absence or a contraindication.</summary>
internal sealed class EvidenceSearch(IKnowledgeGraph graph, IPathFinder finder, RunOptions options)
{
    /// <summary>Runs the searches.</summary>
    /// <param name="plan">The pairs.</param>
    /// <param name="metadata">The metadata of the graph.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>
    /// One result for each pair of the plan, in its order; then one for each pair of a denied entity and a conclusion with a direct edge.
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

    /// <summary>Returns why a search gives nothing to write from; null when it does.</summary>
    /// <param name="search">The search.</param>
    /// <param name="answer">The nodes that paths should lead to; empty when any path serves.</param>
    /// <param name="ask">What the question asks for.</param>
    public (string Reason, string Detail)? GetFailure(PathSearchResult search, IReadOnlyCollection<NodeId> answer, QuestionAsk ask)
    {
        // For an exception the answer is what lacks paths, so that any path serves.
        bool isAnyPathEnough = answer.Count == 0 || ask == QuestionAsk.Except;
        PairSearchResult[] pairs = [.. search.Pairs.Where(pair => isAnyPathEnough || answer.Contains(pair.Pair.To))];
        if (pairs.Any(pair => pair.Outcome == PathOutcome.Found))
        {
            return null;
        }

        if (pairs.Any(pair => pair.Outcome == PathOutcome.Cut))
        {
            return (ReasonCodes.PathSearchCut, "A cap ended the search before it found a path or could rule one out.");
        }

        return pairs.Length > 0 && answer.Count > 0 && answer.All(node => pairs.Any(pair => pair.Pair.To == node && pair.Outcome == PathOutcome.SameNode))
            ? (ReasonCodes.AnswerInQuestion, "The answer's entities appear in the question itself.")
            : (ReasonCodes.NoPath, string.Create(
                CultureInfo.InvariantCulture, $"No path of at most {options.MaxPathLength} hops joins the question to the answer."));
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

        // Distance and count stay those of the ordinary search if it found anything: counter-evidence shortens no explanation.
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
            : throw new MedReasonException($"The path finder must return one result for each pair: expected {pairs.Count}, found {result.Pairs.Count}.");
    }
}
