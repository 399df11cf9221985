namespace MedReason.Paths;

/// <summary>The bidirectional search for one pair: how far apart its ends are, by how many shortest paths, and why it stopped.</summary>
/// <remarks>
/// The side whose next level looks at fewer edges is grown, so a hub on one side is left alone while the other side is cheaper. What is decided does
/// not depend on levels that earlier pairs left behind, only the time does.
/// </remarks>
internal sealed class PairSearch
{
    /// <summary>Beyond the greatest length a side is followed to its end only while its frontier has at most so many nodes.</summary>
    public const int MaxProofFrontier = 4096;

    /// <summary>Beyond the greatest length at most so many levels are grown to tell whether the ends are connected at all.</summary>
    public const int MaxProofLevels = 64;

    private const long MinEdgesToLookFirst = 4096;
    private readonly IAdjacencyView _view;
    private readonly WalkFilter _filter;
    private readonly int _maxNodes;
    private readonly long _maxExpandedEdges;
    private int _sourceSpent;
    private int _targetSpent;

    /// <summary>Makes a search.</summary>
    /// <param name="view">The graph.</param>
    /// <param name="filter">What may be walked.</param>
    /// <param name="source">The neighbourhood of the node where paths start.</param>
    /// <param name="target">The neighbourhood of the node where paths end.</param>
    /// <param name="seeds">Takes <see cref="Seeds"/>.</param>
    /// <param name="maxNodes">At most so many nodes are labelled on each side.</param>
    /// <param name="maxExpandedEdges">At most so many edges are looked at.</param>
    public PairSearch(
        IAdjacencyView view, WalkFilter filter, Neighborhood source, Neighborhood target, List<int> seeds, int maxNodes, long maxExpandedEdges)
    {
        _view = view;
        _filter = filter;
        Source = source;
        Target = target;
        Seeds = seeds;
        seeds.Clear();
        _maxNodes = maxNodes;
        _maxExpandedEdges = maxExpandedEdges;
    }

    /// <summary>The neighbourhood of the node where paths start.</summary>
    public Neighborhood Source { get; }

    /// <summary>The neighbourhood of the node where paths end.</summary>
    public Neighborhood Target { get; }

    /// <summary>How many edges were looked at.</summary>
    public long ExpandedEdges { get; private set; }

    /// <summary>The cap that stopped the search; null where none did.</summary>
    public PathCut? Cut { get; private set; }

    /// <summary>The number of hops of a shortest path; valid when found.</summary>
    public int Distance { get; private set; }

    /// <summary>The number of shortest paths, at most <see cref="PathCounts.Saturated"/>.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// How far the source side reaches in what paths are made of: with <see cref="TargetRadius"/> it adds up to one less than the greatest length, so that
    /// each path leaves the one side and enters the other by a single hop.
    /// </summary>
    public int SourceRadius { get; private set; }

    /// <summary>How far the target side reaches.</summary>
    public int TargetRadius { get; private set; }

    /// <summary>The nodes on one side of that single hop, of shortest paths: where the way back starts.</summary>
    public List<int> Seeds { get; }

    /// <summary>Whether <see cref="Seeds"/> are nodes of the source side; else of the target side.</summary>
    public bool AreSeedsOnSourceSide { get; private set; }

    /// <summary>Whether so many more edges may be looked at; counts them if so.</summary>
    public bool TrySpend(long edges)
    {
        if (edges > _maxExpandedEdges - ExpandedEdges)
        {
            return false;
        }

        ExpandedEdges += edges;
        return true;
    }

    /// <summary>Searches.</summary>
    /// <param name="maxLength">The greatest number of hops.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>Found, disconnected, too far or cut.</returns>
    public PathOutcome Run(int maxLength, CancellationToken cancellationToken)
    {
        int sourceRadius = 0;
        int targetRadius = 0;
        while (sourceRadius + targetRadius < maxLength)
        {
            bool fromSource = Source.EdgesOf(sourceRadius) <= Target.EdgesOf(targetRadius);
            (Neighborhood own, int radius, Neighborhood other, int otherRadius) =
                fromSource ? (Source, sourceRadius, Target, targetRadius) : (Target, targetRadius, Source, sourceRadius);
            if (!TrySpendLevel(own, radius))
            {
                Cut = PathCut.ExpandedEdges;
                return PathOutcome.Cut;
            }

            // Labelling costs more than looking. The last level need not be labelled, and a great level is looked at first: it is likely the last one.
            bool isLast = sourceRadius + targetRadius + 1 == maxLength;
            bool isLabelled = own.Radius > radius;
            long count = 0;
            if (!isLabelled && (isLast || own.EdgesOf(radius) >= MinEdgesToLookFirst))
            {
                count = CountAcross(own, radius, other, otherRadius, cancellationToken);
                AreSeedsOnSourceSide = fromSource;
            }

            if (count == 0 && (isLabelled || !isLast))
            {
                if (!isLabelled && !own.TryExpand(_maxNodes, cancellationToken))
                {
                    Cut = PathCut.Memory;
                    return PathOutcome.Cut;
                }

                count = CountCommon(own, radius + 1, other, otherRadius);
                AreSeedsOnSourceSide = !fromSource;
            }

            if (count > 0)
            {
                Distance = sourceRadius + targetRadius + 1;
                Count = count;
                SourceRadius = sourceRadius;
                TargetRadius = targetRadius;
                return PathOutcome.Found;
            }

            if (own.Radius > radius && own.InnerCountOf(radius + 1) == 0)
            {
                break;
            }

            sourceRadius += fromSource ? 1 : 0;
            targetRadius += fromSource ? 0 : 1;
        }

        return maxLength > 0 && IsProvenDisconnected(maxLength, cancellationToken) ? PathOutcome.Disconnected : PathOutcome.TooFar;
    }

    /// <summary>Widens both sides until paths of a length above the distance fit in.</summary>
    /// <param name="length">The greatest number of hops of a path.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>False where a cap forbids it, see <see cref="Cut"/>; the radii then stay as they were.</returns>
    public bool TryWiden(int length, CancellationToken cancellationToken)
    {
        int sourceRadius = SourceRadius;
        int targetRadius = TargetRadius;
        while (sourceRadius + targetRadius < length - 1)
        {
            // Beyond its last level a neighbourhood has no edges, so widening it is free.
            bool fromSource = Source.EdgesOf(sourceRadius) <= Target.EdgesOf(targetRadius);
            (Neighborhood own, int radius) = fromSource ? (Source, sourceRadius) : (Target, targetRadius);
            if (own.InnerCountOf(radius) > 0)
            {
                if (!TrySpendLevel(own, radius))
                {
                    Cut = PathCut.ExpandedEdges;
                    return false;
                }

                if (own.Radius == radius && !own.TryExpand(_maxNodes, cancellationToken))
                {
                    Cut = PathCut.Memory;
                    return false;
                }
            }

            sourceRadius += fromSource ? 1 : 0;
            targetRadius += fromSource ? 0 : 1;
        }

        SourceRadius = sourceRadius;
        TargetRadius = targetRadius;
        return true;
    }

    /// <summary>The shortest paths that meet in the nodes that two levels share.</summary>
    private long CountCommon(Neighborhood own, int level, Neighborhood other, int otherLevel)
    {
        if (own.EndOf(level) - own.StartOf(level) > other.EndOf(otherLevel) - other.StartOf(otherLevel))
        {
            (own, level, other, otherLevel) = (other, otherLevel, own, level);
        }

        int otherStart = other.StartOf(otherLevel);
        int otherEnd = other.EndOf(otherLevel);
        long sum = 0;
        for (int index = own.StartOf(level); index < own.EndOf(level); index++)
        {
            int node = own.NodeAt(index);
            int at = other.IndexOf(node);
            if (at >= otherStart && at < otherEnd && (index == 0 || at == 0 || _filter.IsInner(node)))
            {
                sum = PathCounts.Add(sum, PathCounts.Multiply(own.CountAt(index), other.CountAt(at)));
                Seeds.Add(node);
            }
        }

        return sum;
    }

    /// <summary>The shortest paths that go from one level to another by a single hop.</summary>
    private long CountAcross(Neighborhood own, int level, Neighborhood other, int otherLevel, CancellationToken cancellationToken)
    {
        int otherStart = other.StartOf(otherLevel);
        int otherEnd = other.EndOf(otherLevel);
        bool[]? allowedCodes = _filter.AllowedCodes;
        long sum = 0;
        int until = 0;
        for (int index = own.StartOf(level); index < own.EndOf(level); index++)
        {
            if (!own.IsWalkable(index))
            {
                continue;
            }

            int node = own.NodeAt(index);
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

                int at = other.IndexOf(neighbor);
                if (at < otherStart || at >= otherEnd || (allowedCodes is not null && !allowedCodes[codes[i]]))
                {
                    continue;
                }

                previous = neighbor;
                if (other.IsWalkable(at))
                {
                    across = PathCounts.Add(across, other.CountAt(at));
                }
            }

            if (across > 0)
            {
                sum = PathCounts.Add(sum, PathCounts.Multiply(own.CountAt(index), across));
                Seeds.Add(node);
            }

            until -= neighbors.Length + 1;
            if (until < 0)
            {
                until = 1 << 18;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return sum;
    }

    /// <summary>
    /// Whether one side's component is exhausted when the side with fewer nodes in its frontier is grown each time. Frontiers are told by nodes, not by
    /// edges, because a graph that is searched by calls knows no edges of nodes it has not asked for: both ways must decide alike.
    /// </summary>
    private bool IsProvenDisconnected(int maxLength, CancellationToken cancellationToken)
    {
        if (!TryReach(Source, 1, cancellationToken) || !TryReach(Target, 1, cancellationToken))
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
            if (reach > maxLength && CountCommon(Source, sourceRadius, Target, targetRadius) > 0)
            {
                return false;
            }

            bool fromSource = Source.InnerCountOf(sourceRadius) <= Target.InnerCountOf(targetRadius);
            (Neighborhood own, int radius) = fromSource ? (Source, ++sourceRadius) : (Target, ++targetRadius);
            if (reach >= maxLength && (own.InnerCountOf(radius - 1) > MaxProofFrontier || reach - maxLength >= MaxProofLevels))
            {
                return false;
            }

            if (!TryReach(own, radius, cancellationToken))
            {
                return false;
            }

            if (own.InnerCountOf(radius) == 0)
            {
                return true;
            }
        }
    }

    private bool TryReach(Neighborhood own, int radius, CancellationToken cancellationToken) =>
        TrySpendLevel(own, radius - 1) && (own.Radius >= radius || own.TryExpand(_maxNodes, cancellationToken));

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
