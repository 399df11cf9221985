using System.Runtime.CompilerServices;
using MedReason.Graph;
using MedReason.Paths;

namespace MedReason;

/// <summary>
/// Finds the shortest paths between nodes, and those a few hops longer on request: counts all, returns the best, and reports each limit that was reached.
/// </summary>
/// <remarks>
/// <para>
/// A graph that offers <see cref="IAdjacencyView"/> is searched in memory; any other is asked for one frontier at a time, from both ends, for all pairs of
/// the query in one call: at most two calls more than the maximum distance plus slack. Both ways give the same result, except that
/// <see cref="PairSearchResult.ExpandedEdges"/>, and with it the point at which <see cref="PathQuery.MaxExpandedEdges"/> is reached, depends on the way.
/// </para>
/// <para>
/// A path is a node sequence without repetition; edges are walked in both directions and self loops never. Nodes that the filter excludes may be the ends
/// of a path, but not inside it. The same node at both ends is <see cref="PathOutcome.SameNode"/>: distance 0, no path, count 0. A pair with an end that the
/// graph does not have is <see cref="PathOutcome.UnknownNode"/>, even if both ends are the same.
/// </para>
/// <para>
/// <see cref="PathOutcome.Disconnected"/> is reported only when one side's component was exhausted; beyond the maximum length a side is followed further
/// only while its frontier is small (4,096 nodes, 64 levels), so that a small island is distinguished from a distant node; otherwise the pair is
/// <see cref="PathOutcome.TooFar"/>. When a limit stops the search for longer paths, those of shortest length are returned; when a limit stops the
/// computation of costs, none is returned, since none is known to be the best; the count is valid in both cases.
/// </para>
/// <para>
/// Safe for concurrent use. Scratch is pooled per graph, so that after the first queries a query allocates what it returns and little more.
/// </para>
/// </remarks>
public sealed class ShortestPathFinder : IPathFinder, IWarmableStage
{
    private const long MinWorkingBytes = 1L << 20;
    private readonly GraphCache<IAdjacencyView, SearchSpace> _spaces = new();
    private readonly long _maxWorkingBytes;

    /// <summary>Creates a finder.</summary>
    /// <param name="options">The limits; null for the defaults.</param>
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
            var found = new PathSearchResult { Pairs = FindInMemory(SpaceOf(view), query, cancellationToken) };

            // Rows of a mapped graph can be read as long as somebody holds it.
            GC.KeepAlive(view);
            return found;
        }

        var expansion = new FrontierExpansion(graph, metadata, query, _maxWorkingBytes);
        return await expansion.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    async Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        if (graph.GetService<IAdjacencyView>() is { } view)
        {
            SpaceOf(view);
        }
    }

    private SearchSpace SpaceOf(IAdjacencyView view) => _spaces.Get(view, static key => new SearchSpace(key));

    private static void CheckCap(long value, string name)
    {
        if (value < 0)
        {
            throw new ArgumentException($"{name} cannot be negative, but was {value}.", name);
        }
    }

    private PairSearchResult[] FindInMemory(SearchSpace space, PathQuery query, CancellationToken cancellationToken)
    {
        using var context = new SearchContext(space, space.Compile(query.Filter), query, _maxWorkingBytes, cancellationToken);
        var results = new PairSearchResult[query.Pairs.Count];
        for (int i = 0; i < results.Length; i++)
        {
            PathPair pair = query.Pairs[i];
            bool isKnown = space.View.TryGetOrdinal(pair.From, out int source) & space.View.TryGetOrdinal(pair.To, out int target);
            results[i] = !isKnown ? Unknown(pair) : source == target ? Same(pair) : SearchPair(context, pair, source, target);
        }

        return results;
    }

    /// <summary>Returns the result of a pair with an end that the graph does not have.</summary>
    internal static PairSearchResult Unknown(PathPair pair) => new() { Pair = pair, Outcome = PathOutcome.UnknownNode };

    /// <summary>Returns the result of a pair whose ends are the same.</summary>
    internal static PairSearchResult Same(PathPair pair) => new() { Pair = pair, Outcome = PathOutcome.SameNode, Distance = 0 };

    /// <summary>Searches one pair in memory.</summary>
    internal static PairSearchResult SearchPair(SearchContext context, PathPair pair, int source, int target)
    {
        var search = new PairSearch(context, source, target);
        PathOutcome outcome = search.Run();
        if (outcome != PathOutcome.Found)
        {
            return new PairSearchResult
            {
                Pair = pair,
                Outcome = outcome,
                Cuts = CutsOf(search.Cut),
                ExpandedEdges = search.ExpandedEdges,
            };
        }

        search.Widen();
        PathEnumerator enumerator = context.Scratch.Enumerator;
        PathCut? stopped = Enumerate(search);
        IReadOnlyList<PathCut> cuts = stopped is not null
            ? CutsOf(search.Cut, stopped)
            : CutsOf(search.Cut, enumerator.HasMore ? PathCut.Paths : null, enumerator.Cut);
        return new PairSearchResult
        {
            Pair = pair,
            Outcome = PathOutcome.Found,
            Distance = search.Distance,
            ShortestPathCount = Math.Min(search.Count, PairSearchResult.MaxPathCount),
            IsCountSaturated = search.Count > PairSearchResult.MaxPathCount,
            Paths = stopped is null ? Materialize(context, enumerator) : [],
            IsTruncated = cuts.Count > 0,
            Cuts = cuts,
            ExpandedEdges = search.ExpandedEdges,
        };
    }

    /// <summary>Returns the limits that were reached, each once and in order.</summary>
    internal static IReadOnlyList<PathCut> CutsOf(params ReadOnlySpan<PathCut?> reached)
    {
        List<PathCut>? cuts = null;
        foreach (PathCut? cut in reached)
        {
            if (cut is { } value && cuts?.Contains(value) is not true)
            {
                (cuts ??= []).Add(value);
            }
        }

        cuts?.Sort();
        return cuts is null ? [] : [.. cuts];
    }

    /// <summary>Prepares and runs the enumeration. Returns the limit that prevented it; null when it ran.</summary>
    private static PathCut? Enumerate(PairSearch search)
    {
        SearchScratch scratch = search.Context.Scratch;
        IPathCost? cost = search.Context.Query.Cost;
        if (!scratch.Corridor.TryBuild(search, cost is not null))
        {
            return PathCut.ExpandedEdges;
        }

        if (cost is not null && scratch.Costs.Build(search, cost) is { } cut)
        {
            return cut;
        }

        scratch.Enumerator.Run(search);
        return null;
    }

    private static KgPath[] Materialize(SearchContext context, PathEnumerator enumerator)
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
                nodes[j] = context.Space.NodeAt(ordinals[j]);
                if (j > 0)
                {
                    hops[j - 1] = context.Space.HopBetween(ordinals[j - 1], ordinals[j], context.Filter);
                }
            }

            paths[i] = new KgPath { Nodes = nodes, Hops = hops };
        }

        return paths;
    }
}
