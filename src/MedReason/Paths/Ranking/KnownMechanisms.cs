namespace MedReason.Paths;

/// <summary>The curated mechanisms that priors were learned from: what is known of other starts speaks for nodes of a new one. Immutable.</summary>
/// <remarks>
/// Only what another start has counts, so that a pair that was learned from is described as a new one would be. A graph that was made of curated mechanisms
/// gives more away than another one: a node next to the end that no known mechanism to that end holds is there because of the pair in question, or of a
/// mechanism that is not known. What is measured on such a graph is too favorable.
/// </remarks>
internal sealed class KnownMechanisms
{
    // One more than the mechanisms that were found, so that what a single one holds is not certain.
    private const double Prior = 1;

    // The same for mechanisms weighted by their fit, of which a good one counts 1.
    private const double FitPrior = 0.2;

    private readonly Dictionary<NodeId, List<Mechanism>> _byEnd = [];
    private readonly Dictionary<NodeId, List<Mechanism>> _byFirst = [];

    /// <summary>Indexes mechanisms.</summary>
    /// <param name="curated">The pairs with their curated paths.</param>
    public KnownMechanisms(IReadOnlyList<CuratedPaths> curated)
    {
        Curated = curated;
        foreach (CuratedPaths pair in curated)
        {
            HashSet<NodeId> inner = GetInnerNodes(pair);
            if (inner.Count == 0)
            {
                continue;
            }

            var mechanism = new Mechanism(pair.From, pair.To, inner);
            Add(_byEnd, pair.To, mechanism);
            foreach (NodeId first in pair.Paths.Where(path => path.Count > 2).Select(path => path[1]).Distinct())
            {
                Add(_byFirst, first, mechanism);
            }
        }
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
        Mechanism[] sameEnd = [.. _byEnd.GetValueOrDefault(to, []).Where(mechanism => mechanism.From != from)];
        Mechanism[] sameFirst =
        [
            .. pool.Paths.Select(path => path.Nodes[1].Id).Distinct().SelectMany(first => _byFirst.GetValueOrDefault(first, [])).Distinct()
                .Where(mechanism => mechanism.From != from && mechanism.To != to),
        ];
        return [.. GetShares(pool, sameEnd).Zip(GetShares(pool, sameFirst), (end, first) => new KnownNode(end, first))];
    }

    private static void Add(Dictionary<NodeId, List<Mechanism>> index, NodeId node, Mechanism mechanism)
    {
        if (!index.TryGetValue(node, out List<Mechanism>? mechanisms))
        {
            index[node] = mechanisms = [];
        }

        mechanisms.Add(mechanism);
    }

    private static KnownShare[] GetShares(PathPool pool, Mechanism[] mechanisms)
    {
        HashSet<NodeId> nodes = [.. pool.Nodes.Select(node => node.Id)];

        // A mechanism of which every node is a candidate is likelier to be the one of this pair as well than one with which it shares a node.
        double[] fits = [.. mechanisms.Select(mechanism => (double)mechanism.Inner.Count(nodes.Contains) / mechanism.Inner.Count)];
        double whole = FitPrior + fits.Sum(fit => fit * fit);
        return
        [
            .. pool.Nodes.Select(node =>
            {
                double[] holding = [.. fits.Where((_, index) => mechanisms[index].Inner.Contains(node.Id))];
                return new KnownShare(
                    mechanisms.Length,
                    holding.Length,
                    holding.Length / (mechanisms.Length + Prior),
                    holding.DefaultIfEmpty(0).Max(),
                    holding.Sum(fit => fit * fit) / whole);
            }),
        ];
    }

    private sealed record Mechanism(NodeId From, NodeId To, HashSet<NodeId> Inner);
}
