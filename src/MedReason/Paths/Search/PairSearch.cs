namespace MedReason.Paths;

/// <summary>The bidirectional search for one pair: how far apart its ends are, by how many shortest paths, and why it stopped.</summary>
/// <remarks>
/// The side whose next level has fewer edges is grown, so a hub on one side is left alone while the other side is cheaper. The outcome does not depend on
/// levels that earlier pairs left behind, only the time does.
/// </remarks>
internal sealed class PairSearch
{
    /// <summary>The maximum number of nodes in the frontier of a side that is followed to its end beyond the maximum length.</summary>
    public const int MaxProofFrontier = 4096;

    /// <summary>The maximum number of levels grown beyond the maximum length to find out whether the ends are connected at all.</summary>
    public const int MaxProofLevels = 64;

    private const long MinEdgesToLookFirst = 4096;
    private const int CancellationStride = 1 << 18;
    private readonly IAdjacencyView _view;
    private int _sourceSpent;
    private int _targetSpent;

    /// <summary>Creates a search.</summary>
    /// <param name="context">The search of the query.</param>
    /// <param name="source">The node where paths start.</param>
    /// <param name="target">The node where paths end.</param>
    public PairSearch(SearchContext context, int source, int target)
    {
        Context = context;
        _view = context.View;
        Source = context.NeighborhoodOf(source, null);
        Target = context.NeighborhoodOf(target, Source);
        Seeds.Clear();
    }

    /// <summary>Gets the search of the query.</summary>
    public SearchContext Context { get; }

    /// <summary>Gets the neighborhood of the node where paths start.</summary>
    public Neighborhood Source { get; }

    /// <summary>Gets the neighborhood of the node where paths end.</summary>
    public Neighborhood Target { get; }

    /// <summary>Gets the number of edges looked at.</summary>
    public long ExpandedEdges { get; private set; }

    /// <summary>Gets the limit that stopped the search; null when none did.</summary>
    public PathCut? Cut { get; private set; }

    /// <summary>Gets the number of hops of a shortest path; valid when found.</summary>
    public int Distance { get; private set; }

    /// <summary>Gets the maximum number of hops of a path; valid once the search was widened.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the number of shortest paths, at most <see cref="PathCounts.Saturated"/>.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Gets the source side as far as paths use it: its radius and that of <see cref="TargetSide"/> add up to one less than the maximum length, so that each
    /// path leaves the one side and enters the other by a single hop.
    /// </summary>
    public SearchSide SourceSide => new(Source, SourceRadius);

    /// <summary>Gets the target side as far as paths use it.</summary>
    public SearchSide TargetSide => new(Target, TargetRadius);

    /// <summary>Gets the nodes on one side of that single hop, of shortest paths: where the way back starts.</summary>
    public List<int> Seeds => Context.Scratch.Seeds;

    /// <summary>Gets whether <see cref="Seeds"/> are nodes of the source side; otherwise of the target side.</summary>
    public bool AreSeedsOnSourceSide { get; private set; }

    private int SourceRadius { get; set; }

    private int TargetRadius { get; set; }

    /// <summary>Returns whether the limit allows looking at some more edges, and counts them if it does.</summary>
    public bool TrySpend(long edges)
    {
        if (edges > Context.Query.MaxExpandedEdges - ExpandedEdges)
        {
            return false;
        }

        ExpandedEdges += edges;
        return true;
    }

    /// <summary>Searches.</summary>
    /// <returns>Found, disconnected, too far or cut.</returns>
    public PathOutcome Run()
    {
        int maxLength = Context.Query.MaxLength;
        while (SourceRadius + TargetRadius < maxLength)
        {
            bool isFromSource = IsSourceCheaper();
            (SearchSide own, SearchSide other) = isFromSource ? (SourceSide, TargetSide) : (TargetSide, SourceSide);
            Neighborhood labels = own.Labels;
            if (!TrySpendLevel(labels, own.Radius))
            {
                Cut = PathCut.ExpandedEdges;
                return PathOutcome.Cut;
            }

            // Labelling costs more than looking. The last level need not be labelled, and a large level is looked at first: it is likely the last one.
            bool isLast = SourceRadius + TargetRadius + 1 == maxLength;
            bool isLabelled = labels.Radius > own.Radius;
            long count = 0;
            if (!isLabelled && (isLast || labels.EdgesOf(own.Radius) >= MinEdgesToLookFirst))
            {
                count = CountAcross(own, other);
                AreSeedsOnSourceSide = isFromSource;
            }

            if (count == 0 && (isLabelled || !isLast))
            {
                if (!isLabelled && !TryExpand(labels))
                {
                    Cut = PathCut.Memory;
                    return PathOutcome.Cut;
                }

                count = CountCommon(new SearchSide(labels, own.Radius + 1), other);
                AreSeedsOnSourceSide = !isFromSource;
            }

            if (count > 0)
            {
                Distance = SourceRadius + TargetRadius + 1;
                Count = count;
                return PathOutcome.Found;
            }

            if (labels.Radius > own.Radius && labels.InnerCountOf(own.Radius + 1) == 0)
            {
                break;
            }

            Advance(isFromSource);
        }

        return maxLength > 0 && IsProvenDisconnected(maxLength) ? PathOutcome.Disconnected : PathOutcome.TooFar;
    }

    /// <summary>Widens both sides to the length that the query allows; leaves them at shortest paths when a limit is reached, see <see cref="Cut"/>.</summary>
    public void Widen()
    {
        // No path without repetition has more hops than that.
        int longest = Math.Min(Context.Query.MaxLength, _view.NodeCount - 1);
        int length = (int)Math.Min((long)Distance + Context.Query.Slack, longest);
        (int sourceRadius, int targetRadius) = (SourceRadius, TargetRadius);
        Length = length;
        while (SourceRadius + TargetRadius < length - 1)
        {
            // Beyond its last level a neighborhood has no edges, so widening it is free.
            bool isFromSource = IsSourceCheaper();
            (Neighborhood labels, int radius) = isFromSource ? (Source, SourceRadius) : (Target, TargetRadius);
            if (labels.InnerCountOf(radius) > 0)
            {
                Cut = !TrySpendLevel(labels, radius) ? PathCut.ExpandedEdges : labels.Radius == radius && !TryExpand(labels) ? PathCut.Memory : null;
                if (Cut is not null)
                {
                    (SourceRadius, TargetRadius) = (sourceRadius, targetRadius);
                    Length = Distance;
                    return;
                }
            }

            Advance(isFromSource);
        }
    }

    private bool IsSourceCheaper() => Source.EdgesOf(SourceRadius) <= Target.EdgesOf(TargetRadius);

    private void Advance(bool isFromSource)
    {
        SourceRadius += isFromSource ? 1 : 0;
        TargetRadius += isFromSource ? 0 : 1;
    }

    private bool TryExpand(Neighborhood labels) => labels.TryExpand(Context.MaxNodesPerSide, Context.CancellationToken);

    /// <summary>Counts the shortest paths that meet in the nodes that two levels share.</summary>
    private long CountCommon(SearchSide own, SearchSide other)
    {
        if (own.End - own.Start > other.End - other.Start)
        {
            (own, other) = (other, own);
        }

        WalkFilter filter = Context.Filter;
        long sum = 0;
        for (int index = own.Start; index < own.End; index++)
        {
            int node = own.Labels.NodeAt(index);
            int at = other.Labels.IndexOf(node);
            if (other.IsOnEdge(at) && (index == 0 || at == 0 || filter.IsInner(node)))
            {
                sum = PathCounts.Add(sum, PathCounts.Multiply(own.Labels.CountAt(index), other.Labels.CountAt(at)));
                Seeds.Add(node);
            }
        }

        return sum;
    }

    /// <summary>Counts the shortest paths that go from one level to another by a single hop.</summary>
    private long CountAcross(SearchSide own, SearchSide other)
    {
        (Neighborhood labels, Neighborhood otherLabels) = (own.Labels, other.Labels);
        bool[]? allowedCodes = Context.Filter.AllowedCodes;
        long sum = 0;
        int untilCheck = 0;
        for (int index = own.Start; index < own.End; index++)
        {
            if (!labels.IsWalkable(index))
            {
                continue;
            }

            int node = labels.NodeAt(index);
            ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
            ReadOnlySpan<ushort> codes = allowedCodes is null ? default : _view.GetRelationCodes(node);
            int previous = -1;
            long across = 0;
            for (int i = 0; i < neighbors.Length; i++)
            {
                int neighbor = neighbors[i];
                if (neighbor == previous)
                {
                    continue;
                }

                int at = otherLabels.IndexOf(neighbor);
                if (!other.IsOnEdge(at) || (allowedCodes is not null && !allowedCodes[codes[i]]))
                {
                    continue;
                }

                previous = neighbor;
                if (otherLabels.IsWalkable(at))
                {
                    across = PathCounts.Add(across, otherLabels.CountAt(at));
                }
            }

            if (across > 0)
            {
                sum = PathCounts.Add(sum, PathCounts.Multiply(labels.CountAt(index), across));
                Seeds.Add(node);
            }

            untilCheck -= neighbors.Length + 1;
            if (untilCheck < 0)
            {
                untilCheck = CancellationStride;
                Context.CancellationToken.ThrowIfCancellationRequested();
            }
        }

        return sum;
    }

    /// <summary>
    /// Returns whether one side's component is exhausted when the side with fewer nodes in its frontier is grown each time. Frontiers are measured in nodes,
    /// not in edges, because a graph that is searched by calls knows no edges of nodes it has not asked for: both ways must decide alike.
    /// </summary>
    private bool IsProvenDisconnected(int maxLength)
    {
        if (!TryReach(Source, 1) || !TryReach(Target, 1))
        {
            return false;
        }

        if (Source.InnerCountOf(1) == 0 || Target.InnerCountOf(1) == 0)
        {
            return true;
        }

        int sourceRadius = 1;
        int targetRadius = 1;
        while (true)
        {
            int reach = sourceRadius + targetRadius;
            if (reach > maxLength && CountCommon(new SearchSide(Source, sourceRadius), new SearchSide(Target, targetRadius)) > 0)
            {
                return false;
            }

            bool isFromSource = Source.InnerCountOf(sourceRadius) <= Target.InnerCountOf(targetRadius);
            (Neighborhood own, int radius) = isFromSource ? (Source, ++sourceRadius) : (Target, ++targetRadius);
            if (reach >= maxLength && (own.InnerCountOf(radius - 1) > MaxProofFrontier || reach - maxLength >= MaxProofLevels))
            {
                return false;
            }

            if (!TryReach(own, radius))
            {
                return false;
            }

            if (own.InnerCountOf(radius) == 0)
            {
                return true;
            }
        }
    }

    private bool TryReach(Neighborhood own, int radius) => TrySpendLevel(own, radius - 1) && (own.Radius >= radius || TryExpand(own));

    /// <summary>Counts the edges of a level once, whether this pair or an earlier one walked them.</summary>
    private bool TrySpendLevel(Neighborhood own, int level)
    {
        ref int spent = ref ReferenceEquals(own, Source) ? ref _sourceSpent : ref _targetSpent;
        if (level < spent)
        {
            return true;
        }

        spent = level + 1;
        return TrySpend(own.EdgesOf(level));
    }
}
