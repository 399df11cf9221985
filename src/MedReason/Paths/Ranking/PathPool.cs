namespace MedReason.Paths;

/// <summary>The candidate paths of one pair, with their inner nodes. Immutable once created.</summary>
internal sealed class PathPool
{
    private PathPool(IReadOnlyList<KgPath> paths, double[] costs)
    {
        Paths = paths;
        Costs = costs;
        var indexes = new Dictionary<NodeId, int>();
        var nodes = new List<KgNode>();
        Inner = new int[paths.Count][];
        for (int i = 0; i < paths.Count; i++)
        {
            int[] inner = new int[paths[i].Nodes.Count - 2];
            for (int j = 0; j < inner.Length; j++)
            {
                KgNode node = paths[i].Nodes[j + 1];
                if (!indexes.TryGetValue(node.Id, out inner[j]))
                {
                    inner[j] = indexes[node.Id] = nodes.Count;
                    nodes.Add(node);
                }
            }

            Inner[i] = inner;
        }

        Nodes = nodes;
    }

    /// <summary>Gets the paths: cheapest first, then by the paths' own order.</summary>
    public IReadOnlyList<KgPath> Paths { get; }

    /// <summary>Gets the cost of each path.</summary>
    public double[] Costs { get; }

    /// <summary>Gets the nodes inside the paths.</summary>
    public IReadOnlyList<KgNode> Nodes { get; }

    /// <summary>Gets for each path its inner nodes, as indexes into <see cref="Nodes"/>.</summary>
    public int[][] Inner { get; }

    /// <summary>Creates a pool of the cheapest paths, so that many poor paths of a pair neither cost much nor outweigh the good ones.</summary>
    /// <param name="paths">The found paths; those without an inner node are left out.</param>
    /// <param name="cost">The cost of a hop.</param>
    /// <param name="maxPaths">The maximum number of paths kept.</param>
    /// <param name="maxGap">The maximum excess of the cost of a path over the cheapest.</param>
    /// <returns>The pool.</returns>
    public static PathPool Create(IReadOnlyList<KgPath> paths, IPathCost cost, int maxPaths, double maxGap)
    {
        (KgPath Path, double Cost)[] priced = [.. paths.Where(path => path.Length > 1).Select(path => (path, GetCost(path, cost)))];
        Array.Sort(priced, static (left, right) =>
        {
            int order = left.Cost.CompareTo(right.Cost);
            return order != 0 ? order : left.Path.CompareTo(right.Path);
        });
        int count = 0;
        while (count < priced.Length && count < maxPaths && priced[count].Cost <= priced[0].Cost + maxGap)
        {
            count++;
        }

        return new PathPool([.. priced.Take(count).Select(entry => entry.Path)], [.. priced.Take(count).Select(entry => entry.Cost)]);
    }

    private static double GetCost(KgPath path, IPathCost cost)
    {
        double sum = 0;
        for (int i = 0; i < path.Hops.Count; i++)
        {
            sum += cost.GetHopCost(path.Nodes[i], path.Nodes[i + 1], path.Hops[i].Relations);
        }

        return PathScoring.Round(sum);
    }
}
