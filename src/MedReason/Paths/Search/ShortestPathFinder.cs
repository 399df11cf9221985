using System.Runtime.CompilerServices;
using MedReason.Paths;

namespace MedReason;

/// <summary>
/// Finds the shortest paths between nodes, and those a few hops longer where asked: all are counted, the best are told, and what a cap cut is told.
/// </summary>
/// <remarks>
/// <para>
/// A graph that offers <see cref="IAdjacencyView"/> is searched in memory; any other is asked for a frontier at a time, from both ends, all pairs of the
/// query in one call: at most two calls more than the greatest distance plus slack. Both ways give the same answer, except that
/// <see cref="PairSearchResult.ExpandedEdges"/>, and with it where <see cref="PathQuery.MaxExpandedEdges"/> bites, depends on the way.
/// </para>
/// <para>
/// A path is a node sequence without repetition; edges are walked in both directions and self loops never. Nodes that the filter bars may be ends of a
/// path and nothing else. The same node at both ends is <see cref="PathOutcome.SameNode"/>: distance 0, no path, count 0. A pair with an end that the graph
/// does not know is <see cref="PathOutcome.UnknownNode"/>, even where both ends are the same.
/// </para>
/// <para>
/// <see cref="PathOutcome.Disconnected"/> is said only where one side's component was exhausted; beyond the greatest length a side is followed further only
/// while its frontier is small (4,096 nodes, 64 levels), so that a small island is told from a distant node; else the pair is
/// <see cref="PathOutcome.TooFar"/>. Where a cap stops the search for longer paths, those of shortest length are told; where a cap forbids the costs,
/// none is told, since none is known to be the best; the count stands in both cases.
/// </para>
/// <para>
/// Safe for concurrent use. Scratch is pooled for each graph, so that after the first queries a query allocates what it returns and little more.
/// </para>
/// </remarks>
public sealed class ShortestPathFinder : IPathFinder
{
    private const long MinWorkingBytes = 1L << 20;
    private const int BytesPerLabel = sizeof(int) + sizeof(long);
    private readonly ConditionalWeakTable<IAdjacencyView, SearchSpace> _spaces = new();
    private readonly long _maxWorkingBytes;

    /// <summary>Makes a finder.</summary>
    /// <param name="options">What it may use; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ShortestPathFinder(ShortestPathFinderOptions? options = null)
    {
        _maxWorkingBytes = (options ?? new ShortestPathFinderOptions()).MaxWorkingBytes;
        ArgumentOutOfRangeException.ThrowIfLessThan(_maxWorkingBytes, MinWorkingBytes, nameof(options));
    }

    /// <inheritdoc />
    public async ValueTask<PathSearchResult> FindPathsAsync(IKnowledgeGraph graph, PathQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(query);
        CheckCap(query.MaxLength, nameof(PathQuery.MaxLength));
        CheckCap(query.Slack, nameof(PathQuery.Slack));
        CheckCap(query.MaxPathsPerPair, nameof(PathQuery.MaxPathsPerPair));
        CheckCap(query.MaxExpandedEdges, nameof(PathQuery.MaxExpandedEdges));
        cancellationToken.ThrowIfCancellationRequested();
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        if (query.Pairs.Count == 0)
        {
            return new PathSearchResult { Pairs = [] };
        }

        if (graph.GetService<IAdjacencyView>() is { } view)
        {
            SearchSpace space = _spaces.GetValue(view, static key => new SearchSpace(key));
            return new PathSearchResult { Pairs = FindInMemory(space, query, cancellationToken) };
        }

        var expansion = new FrontierExpansion(graph, metadata, query, _maxWorkingBytes);
        return await expansion.RunAsync(this, cancellationToken).ConfigureAwait(false);
    }

    private static void CheckCap(long value, string name)
    {
        if (value < 0)
        {
            throw new ArgumentException($"{name} cannot be negative, but was {value}.", name);
        }
    }

    private PairSearchResult[] FindInMemory(SearchSpace space, PathQuery query, CancellationToken cancellationToken)
    {
        WalkFilter filter = space.Compile(query.Filter);
        SearchScratch scratch = space.Rent();
        try
        {
            var results = new PairSearchResult[query.Pairs.Count];
            for (int i = 0; i < results.Length; i++)
            {
                PathPair pair = query.Pairs[i];
                bool isKnown = space.View.TryGetOrdinal(pair.From, out int source) & space.View.TryGetOrdinal(pair.To, out int target);
                results[i] = !isKnown ? Unknown(pair)
                    : source == target ? Same(pair)
                    : SearchPair(space, scratch, filter, query, pair, source, target, cancellationToken);
            }

            return results;
        }
        finally
        {
            space.Return(scratch);
        }
    }

    /// <summary>The result of a pair with an end that the graph does not know.</summary>
    internal static PairSearchResult Unknown(PathPair pair) => new() { Pair = pair, Outcome = PathOutcome.UnknownNode };

    /// <summary>The result of a pair whose ends are the same.</summary>
    internal static PairSearchResult Same(PathPair pair) => new() { Pair = pair, Outcome = PathOutcome.SameNode, Distance = 0 };

    internal PairSearchResult SearchPair(
        SearchSpace space, SearchScratch scratch, WalkFilter filter, PathQuery query, PathPair pair, int source, int target,
        CancellationToken cancellationToken)
    {
        long sideBytes = _maxWorkingBytes / 4;
        Neighborhood sourceSide = scratch.NeighborhoodOf(source, filter, null, _maxWorkingBytes);
        Neighborhood targetSide = scratch.NeighborhoodOf(target, filter, sourceSide, _maxWorkingBytes);
        int maxNodes = (int)Math.Min(sideBytes / BytesPerLabel, Array.MaxLength);
        var search = new PairSearch(space.View, filter, sourceSide, targetSide, scratch.Seeds, maxNodes, query.MaxExpandedEdges);
        PathOutcome outcome = search.Run(query.MaxLength, cancellationToken);
        if (outcome != PathOutcome.Found)
        {
            return new PairSearchResult
            {
                Pair = pair,
                Outcome = outcome,
                Cuts = search.Cut is { } cut ? [cut] : [],
                ExpandedEdges = search.ExpandedEdges,
            };
        }

        // No path without repetition has more hops than that.
        int longest = Math.Min(query.MaxLength, space.View.NodeCount - 1);
        int length = (int)Math.Min((long)search.Distance + query.Slack, longest);
        var cuts = new SortedSet<PathCut>();
        if (!search.TryWiden(length, cancellationToken))
        {
            cuts.Add(search.Cut!.Value);
            length = search.Distance;
        }

        IReadOnlyList<KgPath> paths = [];
        PathEnumerator enumerator = scratch.Enumerator;
        PathCut? stopped = Enumerate(space, scratch, search, filter, query, length, cancellationToken);
        bool isTruncated = cuts.Count > 0 || stopped is not null;
        if (stopped is { } cause)
        {
            cuts.Add(cause);
        }
        else
        {
            paths = Materialize(space, enumerator, filter);
            isTruncated |= enumerator.HasMore || enumerator.Cut is not null;
            if (enumerator.HasMore)
            {
                cuts.Add(PathCut.Paths);
            }

            if (enumerator.Cut is { } enumeratorCut)
            {
                cuts.Add(enumeratorCut);
            }
        }

        return new PairSearchResult
        {
            Pair = pair,
            Outcome = PathOutcome.Found,
            Distance = search.Distance,
            ShortestPathCount = Math.Min(search.Count, PairSearchResult.MaxPathCount),
            IsCountSaturated = search.Count > PairSearchResult.MaxPathCount,
            Paths = paths,
            IsTruncated = isTruncated,
            Cuts = [.. cuts],
            ExpandedEdges = search.ExpandedEdges,
        };
    }

    /// <summary>Prepares and runs the enumeration. The cap that forbade it; null where it ran.</summary>
    private PathCut? Enumerate(
        SearchSpace space, SearchScratch scratch, PairSearch search, WalkFilter filter, PathQuery query, int length, CancellationToken cancellationToken)
    {
        if (!scratch.Corridor.TryBuild(search, filter, length, query.Cost is not null, cancellationToken))
        {
            return PathCut.ExpandedEdges;
        }

        if (query.Cost is { } cost
            && scratch.Costs.Build(space, search, scratch.Corridor, filter, cost, length, _maxWorkingBytes / 4, cancellationToken) is { } cut)
        {
            return cut;
        }

        scratch.Enumerator.Run(
            search, scratch.Corridor, query.Cost is null ? null : scratch.Costs, filter, length, query.MaxPathsPerPair, _maxWorkingBytes / 2, cancellationToken);
        return null;
    }

    private static KgPath[] Materialize(SearchSpace space, PathEnumerator enumerator, WalkFilter filter)
    {
        if (enumerator.Count == 0)
        {
            return [];
        }

        var paths = new KgPath[enumerator.Count];
        Span<int> buffer = stackalloc int[64];
        for (int i = 0; i < paths.Length; i++)
        {
            int length = enumerator.LengthOf(i);
            Span<int> ordinals = length < buffer.Length ? buffer[..(length + 1)] : new int[length + 1];
            enumerator.CopyNodes(i, ordinals);
            var nodes = new KgNode[length + 1];
            var hops = new KgHop[length];
            for (int j = 0; j < nodes.Length; j++)
            {
                nodes[j] = space.NodeAt(ordinals[j]);
                if (j > 0)
                {
                    hops[j - 1] = space.HopBetween(ordinals[j - 1], ordinals[j], filter);
                }
            }

            paths[i] = new KgPath { Nodes = nodes, Hops = hops };
        }

        return paths;
    }
}
