namespace MedReason.Paths;

/// <summary>The search for one pair while a graph is searched by calls: decides as <see cref="PairSearch"/> does, from nodes alone.</summary>
internal sealed class FrontierPair
{
    private readonly PathQuery _query;
    private FrontierSide? _turn;

    /// <summary>Creates the search of a pair.</summary>
    public FrontierPair(PathQuery query, PathPair pair, int source, int target)
    {
        _query = query;
        Pair = pair;
        Source = new FrontierSide(source);
        Target = new FrontierSide(target);
        SourceNode = source;
        TargetNode = target;
        IsActive = query.MaxLength > 0;
        Outcome = PathOutcome.TooFar;
    }

    /// <summary>Gets the pair.</summary>
    public PathPair Pair { get; }

    /// <summary>Gets the side where paths start.</summary>
    public FrontierSide Source { get; }

    /// <summary>Gets the side where paths end.</summary>
    public FrontierSide Target { get; }

    /// <summary>Gets the node where paths start.</summary>
    public int SourceNode { get; }

    /// <summary>Gets the node where paths end.</summary>
    public int TargetNode { get; }

    /// <summary>Gets whether the search goes on.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Gets the outcome; valid once the search is not active.</summary>
    public PathOutcome Outcome { get; private set; }

    /// <summary>Gets the limit that stopped the search; null when none did.</summary>
    public PathCut? Cut { get; private set; }

    /// <summary>Gets the number of hops of a shortest path; null until found.</summary>
    public int? Distance { get; private set; }

    /// <summary>Gets the number of edges looked at.</summary>
    public long ExpandedEdges { get; private set; }

    /// <summary>Gets whether the graph returned only a part of the edges of some node.</summary>
    public bool HasTruncatedNeighbors { get; private set; }

    /// <summary>Gets the number of edges that may still be looked at.</summary>
    public long Budget => Math.Max(0, _query.MaxExpandedEdges - ExpandedEdges);

    /// <summary>Gets the nodes whose edges are needed to go on.</summary>
    public IEnumerable<int> Needs => _turn is null ? [SourceNode, TargetNode] : _turn.Frontier;

    /// <summary>Stops because the memory limit was reached.</summary>
    public void StopForMemory() => Stop(PathCut.Memory);

    /// <summary>Goes on, now that the edges of <see cref="Needs"/> are present.</summary>
    /// <param name="rows">The edges of each node.</param>
    /// <param name="barred">The nodes that may only be ends.</param>
    /// <param name="isDirect">Whether the two ends have an edge.</param>
    public void Advance(IReadOnlyList<FrontierRow?> rows, IReadOnlySet<int> barred, bool isDirect)
    {
        HasTruncatedNeighbors |= Needs.Any(node => rows[node]!.IsTruncated);
        if (_turn is null)
        {
            ExpandedEdges += Source.Expand(rows, barred) + Target.Expand(rows, barred);
            Distance = isDirect ? 1 : null;
        }
        else
        {
            ExpandedEdges += _turn.Expand(rows, barred);
        }

        int reach = Source.Radius + Target.Radius;
        if (ExpandedEdges > _query.MaxExpandedEdges)
        {
            Stop(PathCut.ExpandedEdges);
            return;
        }

        bool isExhausted = Source.Frontier.Count == 0 || Target.Frontier.Count == 0;
        if (Distance is null && Source.Meets(Target))
        {
            if (reach > _query.MaxLength)
            {
                Finish(PathOutcome.TooFar);
                return;
            }

            Distance = reach;
        }

        if (Distance is { } distance)
        {
            if (isExhausted || reach >= Math.Min(_query.MaxLength, (long)distance + _query.Slack))
            {
                Finish(PathOutcome.Found);
                return;
            }
        }
        else if (isExhausted)
        {
            Finish(PathOutcome.Disconnected);
            return;
        }

        _turn = Source.Frontier.Count <= Target.Frontier.Count ? Source : Target;
        if (Distance is null && reach >= _query.MaxLength
            && (_turn.Frontier.Count > PairSearch.MaxProofFrontier || reach - _query.MaxLength >= PairSearch.MaxProofLevels))
        {
            Finish(PathOutcome.TooFar);
        }
    }

    private void Stop(PathCut cut)
    {
        // A level beyond the maximum length only distinguishes a distant node from one that is not connected.
        bool isBeyond = Distance is null && _turn is not null && Source.Radius + Target.Radius > _query.MaxLength;
        Cut = isBeyond ? null : cut;
        Finish(Distance is not null ? PathOutcome.Found : isBeyond ? PathOutcome.TooFar : PathOutcome.Cut);
    }

    private void Finish(PathOutcome outcome)
    {
        Outcome = outcome;
        IsActive = false;
    }
}
