namespace MedReason.Paths;

/// <summary>The nodes that can be on a path of at most some length, each with its distance from both ends of the path.</summary>
/// <remarks>
/// The two neighborhoods of a <see cref="PairSearch"/> together hold every node of every path. A node that one of them labels has its distance from that
/// end; its distance from the other end comes from a <see cref="WalkBack"/>. Reusable; not safe for concurrent use.
/// </remarks>
/// <param name="view">The graph.</param>
internal sealed class PathCorridor(IAdjacencyView view)
{
    private readonly WalkBack _toTarget = new(view);
    private readonly WalkBack _fromSource = new(view);
    private SearchSide _source;
    private SearchSide _target;
    private WalkFilter _filter;

    /// <summary>Builds the corridor.</summary>
    /// <param name="search">A search that found paths and was widened.</param>
    /// <param name="needsBothDistances">Whether <see cref="FromSource"/> will be used.</param>
    /// <returns>False where the limit on edges was reached.</returns>
    public bool TryBuild(PairSearch search, bool needsBothDistances)
    {
        _filter = search.Context.Filter;
        _source = search.SourceSide;
        _target = search.TargetSide;
        return _toTarget.TryRun(search, _source, _target) && (!needsBothDistances || _fromSource.TryRun(search, _target, _source));
    }

    /// <summary>Returns the number of hops from a node to the end of paths; -1 for a node on no path.</summary>
    public int ToTarget(int node) => Distance(node, _target, _source, _toTarget);

    /// <summary>Returns the number of hops from the start of paths to a node; -1 for a node on no path. Valid only where both distances were built.</summary>
    public int FromSource(int node) => Distance(node, _source, _target, _fromSource);

    /// <summary>Returns whether a node has a single neighbor, so that no path without repetition leads through it.</summary>
    /// <param name="view">The graph.</param>
    /// <param name="node">The node.</param>
    /// <param name="hopsToEnd">The hops from it to the end of paths: 0 for that end itself, which needs no way out.</param>
    public static bool IsDeadEnd(IAdjacencyView view, int node, int hopsToEnd)
    {
        ReadOnlySpan<int> neighbors = view.GetNeighbors(node);
        return hopsToEnd > 0 && neighbors[0] == neighbors[^1];
    }

    /// <summary>Releases the memory that a large search took.</summary>
    public void Trim(int maxNodes)
    {
        _toTarget.Trim(maxNodes);
        _fromSource.Trim(maxNodes);
    }

    /// <summary>Returns the distance from the node in the middle of one side: its level there, or else what the walk into the other side found.</summary>
    private int Distance(int node, in SearchSide near, in SearchSide far, WalkBack walk)
    {
        int at = near.Labels.IndexOf(node);
        if (at >= 0 && at < near.End)
        {
            return at == 0 || _filter.IsInner(node) || node == far.Labels.Source ? near.Labels.LevelAt(at) : -1;
        }

        at = far.Labels.IndexOf(node);
        return at >= 0 && at < far.End ? walk.DistanceAt(at) : -1;
    }
}
