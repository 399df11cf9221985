namespace MedReason.Paths;

/// <summary>The curated mechanisms that priors were learned from: what is known of other starts speaks for nodes of a new one. Immutable.</summary>
/// <remarks>
/// Only what another start has counts, so that a pair that was learned from is described as a new one would be. A node that no known mechanism holds has the
/// same description as if none were known, and nothing is learned in favor of that: in a graph made of curated mechanisms such a node is there because of the
/// pair in question, or of a mechanism that is not known, which would give the answer away.
/// </remarks>
internal sealed class KnownMechanisms
{
    // One more than the mechanisms that were found, so that what a single one holds is not certain.
    private const double Prior = 1;

    // The same for mechanisms weighted by their fit, of which a good one counts 1.
    private const double FitPrior = 0.2;

    private readonly ILookup<NodeId, Mechanism> _byEnd;
    private readonly ILookup<NodeId, Mechanism> _byFirst;

    /// <summary>Indexes mechanisms.</summary>
    /// <param name="curated">The pairs with their curated paths.</param>
    public KnownMechanisms(IReadOnlyList<CuratedPaths> curated)
    {
        Curated = curated;
        Mechanism[] mechanisms = [.. curated.Select(Mechanism.Of).Where(mechanism => mechanism.Inner.Count > 0)];
        _byEnd = mechanisms.ToLookup(mechanism => mechanism.To);
        _byFirst = mechanisms.SelectMany(mechanism => mechanism.First.Select(first => (Node: first, Mechanism: mechanism)))
            .ToLookup(entry => entry.Node, entry => entry.Mechanism);
    }

    /// <summary>Gets no mechanisms.</summary>
    public static KnownMechanisms None { get; } = new([]);

    /// <summary>Gets the pairs with their curated paths, in their order.</summary>
    public IReadOnlyList<CuratedPaths> Curated { get; }

    /// <summary>Returns the nodes of a mechanism without its ends.</summary>
    /// <param name="pair">The pair with its curated paths.</param>
    /// <returns>The nodes.</returns>
    public static HashSet<NodeId> GetInnerNodes(CuratedPaths pair) =>
        [.. pair.Paths.SelectMany(path => path.Skip(1).SkipLast(1)).Where(node => node != pair.From && node != pair.To)];

    /// <summary>Returns what is known of every inner node of a pool.</summary>
    /// <param name="pool">The candidate paths of one pair.</param>
    /// <returns>A value for each node, in the order of the pool's nodes.</returns>
    public KnownNode[] Describe(PathPool pool)
    {
        if (pool.Nodes.Count == 0 || Curated.Count == 0)
        {
            return new KnownNode[pool.Nodes.Count];
        }

        NodeId from = pool.Paths[0].Nodes[0].Id;
        NodeId to = pool.Paths[0].Nodes[^1].Id;
        Mechanism[] sameEnd = [.. _byEnd[to].Where(mechanism => mechanism.From != from)];
        Mechanism[] sameFirst =
        [
            .. pool.Paths.Select(path => path.Nodes[1].Id).Distinct().SelectMany(first => _byFirst[first]).Distinct()
                .Where(mechanism => mechanism.From != from && mechanism.To != to),
        ];
        Dictionary<NodeId, int> indexes = pool.Nodes.Select((node, index) => (node.Id, index)).ToDictionary(entry => entry.Id, entry => entry.index);
        return [.. GetShares(indexes, sameEnd).Zip(GetShares(indexes, sameFirst), (end, first) => new KnownNode(end, first))];
    }

    /// <summary>Returns the share of mechanisms that hold each node of a pool, in the order of their indexes.</summary>
    private static KnownShare[] GetShares(Dictionary<NodeId, int> indexes, Mechanism[] mechanisms)
    {
        int[] counts = new int[indexes.Count];
        double[] fits = new double[indexes.Count];
        double[] squares = new double[indexes.Count];
        double whole = 0;
        foreach (Mechanism mechanism in mechanisms)
        {
            int[] held = [.. mechanism.Inner.Where(indexes.ContainsKey).Select(node => indexes[node])];

            // A mechanism of which every node is a candidate is likelier to be the one of this pair as well than one with which it shares a node.
            double fit = (double)held.Length / mechanism.Inner.Count;
            whole += fit * fit;
            foreach (int node in held)
            {
                counts[node]++;
                fits[node] = Math.Max(fits[node], fit);
                squares[node] += fit * fit;
            }
        }

        whole += FitPrior;
        return
        [
            .. counts.Select((count, node) =>
                new KnownShare(count, count / (mechanisms.Length + Prior), fits[node], squares[node] / whole)),
        ];
    }

    private sealed record Mechanism(NodeId From, NodeId To, HashSet<NodeId> Inner, NodeId[] First)
    {
        public static Mechanism Of(CuratedPaths pair) =>
            new(pair.From, pair.To, GetInnerNodes(pair), [.. pair.Paths.Where(path => path.Count > 2).Select(path => path[1]).Distinct()]);
    }
}
