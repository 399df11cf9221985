namespace MedReason.Verification;

/// <summary>How far the pairs of nodes that a text claims lead from the question to the answer. Immutable.</summary>
internal sealed record RewardStructure
{
    // A detour of one hop is another way to the answer; to a node beside the way and back it is two.
    private const int Slack = 1;

    // A text most of whose pairs lead nowhere lists what the graph has and argues nothing.
    private const double MinShare = 0.25;

    /// <summary>Gets the share of pairs that bear on the answer; 0 below a quarter.</summary>
    public required double SupportedShare { get; init; }

    /// <summary>Gets the rewarded share of the reference's nodes.</summary>
    public required double NodeCoverage { get; init; }

    /// <summary>Gets the rewarded share of the reference's pairs.</summary>
    public required double StructuralCorrectness { get; init; }

    /// <summary>Gets the rewarded share of the largest connected part.</summary>
    public required double ChainCompleteness { get; init; }

    /// <summary>Gets the number of different statements that are false by the graph.</summary>
    public required int FalseClaims { get; init; }

    /// <summary>Measures a text.</summary>
    /// <param name="read">The text.</param>
    /// <param name="referenceEdges">A gold subgraph; null when there is none.</param>
    /// <param name="wanted">The number of pairs below which the share is measured against this number.</param>
    public static RewardStructure Measure(AuditedChain read, IReadOnlyList<KgEdge>? referenceEdges, int wanted)
    {
        var compared = new HashSet<(NodeId Left, NodeId Right)>();
        var supported = new HashSet<(NodeId Left, NodeId Right)>();
        foreach (TextClaim claim in read.Chain.Claims)
        {
            if (claim is { SubjectId: { } subject, ObjectId: { } target } && claim.Status != ClaimStatus.NotCheckable && subject != target)
            {
                (NodeId, NodeId) pair = Pair(subject, target);
                compared.Add(pair);
                if (claim.Status == ClaimStatus.Supported)
                {
                    supported.Add(pair);
                }
            }
        }

        HashSet<(NodeId Left, NodeId Right)> bearing = FindBearing(read, supported);
        HashSet<(NodeId Left, NodeId Right)> reference = compared;
        if (referenceEdges is not null)
        {
            reference = [.. referenceEdges.Select(edge => Pair(edge.Source, edge.Target))];
            bearing.UnionWith(supported.Where(reference.Contains));
        }

        (NodeId, NodeId)[] recalled = [.. bearing.Where(reference.Contains)];
        HashSet<NodeId> nodes = [.. reference.SelectMany(Ends)];
        HashSet<NodeId> named = [.. bearing.SelectMany(Ends)];
        double share = Share(bearing.Count, Math.Max(compared.Count, wanted));
        share = share < MinShare ? 0 : share;
        return new RewardStructure
        {
            SupportedShare = share,
            NodeCoverage = share * Share(nodes.Count(named.Contains), nodes.Count),
            StructuralCorrectness = share * Share(recalled.Length, reference.Count),
            ChainCompleteness = share * Share(PairComponents.Largest(recalled), reference.Count),
            FalseClaims = read.Verdict.Findings
                .Where(finding => finding.Severity == FindingSeverity.Error && finding.Code != ReasonCodes.AnswerMismatch)
                .Select(finding => (finding.Code, finding.Actual)).Distinct().Count(),
        };
    }

    // A pair bears when it lies on a way from a node of the question to the answer that is at most a hop longer than the shortest one from there.
    private static HashSet<(NodeId Left, NodeId Right)> FindBearing(AuditedChain read, HashSet<(NodeId Left, NodeId Right)> supported)
    {
        var neighbours = new Dictionary<NodeId, List<NodeId>>();
        foreach ((NodeId left, NodeId right) in supported)
        {
            Add(left, right);
            Add(right, left);
        }

        Dictionary<NodeId, int> toAnswer = Distances(FindNodes(read, IsConcluded), neighbours);
        var bearing = new HashSet<(NodeId Left, NodeId Right)>();
        foreach (NodeId start in FindNodes(read, IsStated))
        {
            if (toAnswer.TryGetValue(start, out int shortest) && shortest > 0)
            {
                Dictionary<NodeId, int> fromStart = Distances([start], neighbours);
                bearing.UnionWith(supported.Where(pair => LiesOn(pair.Left, pair.Right) || LiesOn(pair.Right, pair.Left)));

                bool LiesOn(NodeId from, NodeId to) => fromStart.TryGetValue(from, out int before) && toAnswer.TryGetValue(to, out int behind)
                    && before + 1 + behind <= shortest + Slack;
            }
        }

        return bearing;

        void Add(NodeId from, NodeId to)
        {
            if (!neighbours.TryGetValue(from, out List<NodeId>? list))
            {
                neighbours[from] = list = [];
            }

            list.Add(to);
        }

        bool IsConcluded(EntityMention mention) => read.Chain.Chain.AnswerLabel is { } label
            ? (mention.Role == MentionRole.Option && mention.OptionLabel == label) || (mention.Role == MentionRole.Answer && label == read.Question.AnswerLabel)
            : read.Question.Options.Count == 0 && mention.Role == MentionRole.Answer;

        static bool IsStated(EntityMention mention) =>
            mention.Role is MentionRole.Question or MentionRole.Context && mention.Assertion != Assertion.Absent;
    }

    private static HashSet<NodeId> FindNodes(AuditedChain read, Func<EntityMention, bool> isOf) =>
        [.. read.Links.Where(link => link.Node is not null && isOf(link.Mention)).SelectMany(link => (NodeId[])[link.Node!.Id, .. link.Twins])];

    private static Dictionary<NodeId, int> Distances(IEnumerable<NodeId> starts, Dictionary<NodeId, List<NodeId>> neighbours)
    {
        var distances = new Dictionary<NodeId, int>();
        var queue = new Queue<NodeId>();
        foreach (NodeId start in starts)
        {
            distances[start] = 0;
            queue.Enqueue(start);
        }

        while (queue.TryDequeue(out NodeId node))
        {
            foreach (NodeId next in neighbours.TryGetValue(node, out List<NodeId>? list) ? list : [])
            {
                if (distances.TryAdd(next, distances[node] + 1))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return distances;
    }

    private static (NodeId Left, NodeId Right) Pair(NodeId left, NodeId right) => right < left ? (right, left) : (left, right);

    private static NodeId[] Ends((NodeId Left, NodeId Right) pair) => [pair.Left, pair.Right];

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
