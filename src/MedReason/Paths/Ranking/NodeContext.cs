namespace MedReason.Paths;

/// <summary>
/// Describes the inner nodes of a pool by numbers that decision trees combine: the chances of the paths through a node, the node's neighbors and rivals,
/// how walks from both ends spread over the candidates, and what known mechanisms hold.
/// </summary>
internal static class NodeContext
{
    // The chance that a walk goes on at each hop; short ways count more.
    private const double Continue = 0.85;
    private const double Epsilon = 1e-5;
    private const int MaxSteps = 8;

    /// <summary>Gets the names of the features, in the order of the numbers in a row.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "logit", "best", "best of top", "on top", "rank", "share", "count", "paths", "nodes", "entropy", "top", "expected length", "shortest",
        "from start", "to end", "longer", "mean from start", "mean to end", "mean length", "mean sign", "mean cost before", "mean cost after",
        "length", "sign", "forward", "cost before", "cost after", "cost", "chance before", "chance after", "least chance", "mean chance",
        "best rival", "rivals", "best kin", "kin", "in", "out", "in share", "out share", "previous", "next", "start out", "end in",
        "out before", "in before", "out after", "in after", "spread from start", "spread from end", "spread", "spread of most",
        "known end share", "known end count", "known end fit", "known end weighted",
        "known first share", "known first count", "known first fit", "known first weighted",
    ];

    /// <summary>Gets the features that say how much known mechanisms support a node: a greater value never speaks against it.</summary>
    public static HashSet<int> Support { get; } =
    [
        .. Enumerable.Range(0, Names.Count).Where(feature => Names[feature].StartsWith("known ", StringComparison.Ordinal)),
    ];

    /// <summary>Returns the features of every inner node.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="probabilities">The probability of each path.</param>
    /// <param name="degrees">The degrees of its nodes.</param>
    /// <param name="cost">The cost of a hop.</param>
    /// <param name="known">What known mechanisms say of each node of the pool.</param>
    /// <returns>One row per node.</returns>
    public static double[][] Of(PathPool pool, double[] probabilities, DegreeLookup degrees, IPathCost cost, KnownNode[] known)
    {
        if (pool.Nodes.Count == 0)
        {
            return [];
        }

        var whole = new Whole(pool, probabilities);
        View[] views = GetViews(pool, probabilities, cost);
        int[] rank = new int[views.Length];
        int position = 0;
        foreach (int node in Enumerable.Range(0, views.Length).OrderByDescending(node => views[node].Chance))
        {
            rank[node] = position++;
        }

        double[] fromStart = Spread(pool, degrees, isForward: true);
        double[] fromEnd = Spread(pool, degrees, isForward: false);
        double most = Enumerable.Range(0, views.Length).Max(node => fromStart[node] * fromEnd[node]);
        double[][] rows = new double[views.Length][];
        for (int node = 0; node < rows.Length; node++)
        {
            double spread = fromStart[node] * fromEnd[node];
            rows[node] =
            [
                .. GetChances(pool, whole, views[node], rank[node], pool.Inner[whole.Top].Contains(node)),
                .. GetPlace(whole, views[node]),
                .. GetBestPath(pool, views, node, cost),
                .. GetOthers(pool, views, node),
                .. GetDegrees(pool, views[node], node, degrees),
                Math.Log(fromStart[node] + Epsilon),
                Math.Log(fromEnd[node] + Epsilon),
                Math.Log(spread + (Epsilon * Epsilon)),
                Math.Log((spread / Math.Max(most, double.Epsilon)) + Epsilon),
                .. GetShare(known[node].SameEnd),
                .. GetShare(known[node].SameFirst),
            ];
        }

        return rows;
    }

    private static double[] GetShare(KnownShare share) =>
        [share.Share, Math.Log(1 + share.Count), share.Fit, share.Weighted];

    private static double[] GetChances(PathPool pool, Whole whole, View view, int rank, bool isOnTop) =>
    [
        Math.Log((view.Chance + 1e-4) / (1 - Math.Min(1, view.Chance) + 1e-4)),
        Math.Log(view.Best + Epsilon),
        Math.Log((view.Best / whole.TopChance) + Epsilon),
        isOnTop ? 1 : 0,
        rank,
        (double)view.Count / pool.Paths.Count,
        Math.Log(view.Count),
        Math.Log(pool.Paths.Count),
        Math.Log(pool.Nodes.Count),
        whole.Entropy,
        whole.TopChance,
        whole.Length,
        whole.Shortest,
    ];

    private static double[] GetPlace(Whole whole, View view)
    {
        double chance = Math.Max(view.Chance, double.Epsilon);
        return
        [
            view.FromStart,
            view.ToEnd,
            view.Shortest - whole.Shortest,
            view.MeanFromStart / chance,
            view.MeanToEnd / chance,
            (view.MeanFromStart + view.MeanToEnd) / chance,
            view.MeanSign / chance,
            view.CostBefore / chance,
            view.CostAfter / chance,
        ];
    }

    private static double[] GetBestPath(PathPool pool, View[] views, int node, IPathCost cost)
    {
        View view = views[node];
        KgPath path = pool.Paths[view.BestPath];
        int[] inner = pool.Inner[view.BestPath];
        int place = Array.IndexOf(inner, node);
        return
        [
            path.Length,
            RelationSign.Of(path),
            path.Hops.All(IsForward) ? 1 : 0,
            GetHopCost(path, place, cost),
            GetHopCost(path, place + 1, cost),
            pool.Costs[view.BestPath] - pool.Costs[0],
            place == 0 ? 1 : views[inner[place - 1]].Chance,
            place == inner.Length - 1 ? 1 : views[inner[place + 1]].Chance,
            inner.Min(other => views[other].Chance),
            inner.Average(other => views[other].Chance),
        ];
    }

    /// <summary>Returns the strongest other node as near to the start, and the strongest other node of the same type, each with their number.</summary>
    private static double[] GetOthers(PathPool pool, View[] views, int node)
    {
        double rival = 0;
        double kin = 0;
        int rivals = 0;
        int sameType = 0;
        for (int other = 0; other < views.Length; other++)
        {
            if (other == node)
            {
                continue;
            }

            if (views[other].FromStart == views[node].FromStart)
            {
                rivals++;
                rival = Math.Max(rival, views[other].Chance);
            }

            if (pool.Nodes[other].Type == pool.Nodes[node].Type)
            {
                sameType++;
                kin = Math.Max(kin, views[other].Chance);
            }
        }

        return [rival, rivals, kin, sameType];
    }

    private static double[] GetDegrees(PathPool pool, View view, int node, DegreeLookup degrees)
    {
        KgPath path = pool.Paths[view.BestPath];
        int place = Array.IndexOf(pool.Inner[view.BestPath], node);
        NodeId before = path.Nodes[place].Id;
        NodeId after = path.Nodes[place + 2].Id;
        int incoming = degrees.GetTotal(pool.Nodes[node].Id, isOutgoing: false);
        int outgoing = degrees.GetTotal(pool.Nodes[node].Id, isOutgoing: true);
        return
        [
            Math.Log(incoming),
            Math.Log(outgoing),
            (double)view.Previous.Count / incoming,
            (double)view.Next.Count / outgoing,
            view.Previous.Count,
            view.Next.Count,
            Math.Log(degrees.GetTotal(path.Nodes[0].Id, isOutgoing: true)),
            Math.Log(degrees.GetTotal(path.Nodes[^1].Id, isOutgoing: false)),
            Math.Log(degrees.GetTotal(before, isOutgoing: true)),
            Math.Log(degrees.GetTotal(before, isOutgoing: false)),
            Math.Log(degrees.GetTotal(after, isOutgoing: true)),
            Math.Log(degrees.GetTotal(after, isOutgoing: false)),
        ];
    }

    /// <summary>Returns how often a random walk along forward hops of the candidates visits each node, from the start, or from the end against them.</summary>
    private static double[] Spread(PathPool pool, DegreeLookup degrees, bool isForward)
    {
        int start = isForward ? pool.Nodes.Count : pool.Nodes.Count + 1;
        var hops = new HashSet<(int From, int To)>();
        for (int i = 0; i < pool.Paths.Count; i++)
        {
            int[] places = [pool.Nodes.Count, .. pool.Inner[i], pool.Nodes.Count + 1];
            for (int j = 0; j + 1 < places.Length; j++)
            {
                if (IsForward(pool.Paths[i].Hops[j]))
                {
                    hops.Add(isForward ? (places[j], places[j + 1]) : (places[j + 1], places[j]));
                }
            }
        }

        double[] shares = new double[pool.Nodes.Count + 2];
        for (int i = 0; i < shares.Length; i++)
        {
            KgNode end = pool.Paths[0].Nodes[i == pool.Nodes.Count ? 0 : ^1];
            NodeId id = i < pool.Nodes.Count ? pool.Nodes[i].Id : end.Id;
            shares[i] = Continue / degrees.GetTotal(id, isForward);
        }

        (int From, int To)[] ordered = [.. hops.Order()];
        double[] visits = new double[shares.Length];
        double[] current = new double[shares.Length];
        current[start] = 1;
        for (int step = 0; step < MaxSteps; step++)
        {
            double[] next = new double[shares.Length];
            foreach ((int from, int to) in ordered)
            {
                next[to] += current[from] * shares[from];
            }

            for (int i = 0; i < next.Length; i++)
            {
                visits[i] += next[i];
            }

            current = next;
        }

        return visits;
    }

    private static View[] GetViews(PathPool pool, double[] probabilities, IPathCost cost)
    {
        View[] views = [.. pool.Nodes.Select(_ => new View())];
        for (int i = 0; i < pool.Paths.Count; i++)
        {
            KgPath path = pool.Paths[i];
            double probability = probabilities[i];
            int sign = RelationSign.Of(path);
            double before = GetHopCost(path, 0, cost);
            for (int j = 0; j < pool.Inner[i].Length; j++)
            {
                View view = views[pool.Inner[i][j]];
                double after = GetHopCost(path, j + 1, cost);
                if (view.Count == 0 || probability > view.Best)
                {
                    view.Best = probability;
                    view.BestPath = i;
                }

                view.Chance += probability;
                view.Count++;
                view.Shortest = Math.Min(view.Shortest, path.Length);
                view.FromStart = Math.Min(view.FromStart, j + 1);
                view.ToEnd = Math.Min(view.ToEnd, path.Length - j - 1);
                view.MeanFromStart += probability * (j + 1);
                view.MeanToEnd += probability * (path.Length - j - 1);
                view.MeanSign += probability * sign;
                view.CostBefore += probability * before;
                view.CostAfter += probability * after;
                view.Previous.Add(path.Nodes[j].Id);
                view.Next.Add(path.Nodes[j + 2].Id);
                before = after;
            }
        }

        return views;
    }

    private static bool IsForward(KgHop hop) => hop.Relations.Any(relation => relation.IsForward);

    private static double GetHopCost(KgPath path, int hop, IPathCost cost) =>
        cost.GetHopCost(path.Nodes[hop], path.Nodes[hop + 1], path.Hops[hop].Relations);

    private sealed class Whole
    {
        public Whole(PathPool pool, double[] probabilities)
        {
            Shortest = int.MaxValue;
            for (int i = 0; i < probabilities.Length; i++)
            {
                Top = probabilities[i] > probabilities[Top] ? i : Top;
                Shortest = Math.Min(Shortest, pool.Paths[i].Length);
                Length += probabilities[i] * pool.Paths[i].Length;
                Entropy -= probabilities[i] > 0 ? probabilities[i] * Math.Log(probabilities[i]) : 0;
            }

            TopChance = probabilities[Top];
        }

        public int Top { get; }

        public double TopChance { get; }

        public int Shortest { get; }

        public double Length { get; }

        public double Entropy { get; }
    }

    private sealed class View
    {
        public double Chance { get; set; }

        public double Best { get; set; }

        public int BestPath { get; set; }

        public int Count { get; set; }

        public int Shortest { get; set; } = int.MaxValue;

        public int FromStart { get; set; } = int.MaxValue;

        public int ToEnd { get; set; } = int.MaxValue;

        public double MeanFromStart { get; set; }

        public double MeanToEnd { get; set; }

        public double MeanSign { get; set; }

        public double CostBefore { get; set; }

        public double CostAfter { get; set; }

        public HashSet<NodeId> Previous { get; } = [];

        public HashSet<NodeId> Next { get; } = [];
    }
}
