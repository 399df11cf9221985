using MedReason.Graph;
using MedReason.Shared;
using MedReason.Telemetry;

namespace MedReason.Pipeline;

/// <summary>The nodes of a graph by type and degree, to draw decoys that look like an answer. Read once per graph. Immutable after loading.</summary>
internal sealed class DecoyIndex
{
    // The number of nearest nodes by degree to draw from: enough that the answer cannot be guessed from them, few enough to be alike.
    private const int DrawSize = 32;

    private static readonly GraphCache<IKnowledgeGraph, DecoyIndex?> Indexes = new();

    private readonly Dictionary<NodeType, List<Entry>> _types = [];

    private DecoyIndex()
    {
    }

    /// <summary>Returns the index of a graph, read at the first call.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The index; null when the graph cannot list its nodes or their degrees.</returns>
    public static ValueTask<DecoyIndex?> ForAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        IKnowledgeGraph unwrapped = ObservedKnowledgeGraph.Unwrap(graph);
        return Indexes.GetAsync(unwrapped, () => LoadAsync(unwrapped), cancellationToken);
    }

    private static async Task<DecoyIndex?> LoadAsync(IKnowledgeGraph graph)
    {
        const int BatchSize = 4096;
        if (graph.GetService<INodeCatalog>() is not { } catalog || graph.GetService<INodeDegrees>() is not { } degrees)
        {
            return null;
        }

        var index = new DecoyIndex();
        await foreach (KgNode[] batch in catalog.GetNodesAsync(CancellationToken.None).Chunk(BatchSize).ConfigureAwait(false))
        {
            await index.AddAsync(degrees, batch).ConfigureAwait(false);
        }

        foreach (List<Entry> entries in index._types.Values)
        {
            entries.Sort();
        }

        return index;
    }

    /// <summary>Draws decoys for a node: of its type, near it in degree.</summary>
    /// <param name="node">The node.</param>
    /// <param name="count">The number of decoys.</param>
    /// <param name="excluded">The nodes that must not be drawn; those drawn are added.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="salt">Distinguishes draws with the same seed.</param>
    /// <returns>The decoys; fewer when the graph has no more nodes of the type.</returns>
    public IReadOnlyList<NodeId> Draw(KgNode node, int count, HashSet<NodeId> excluded, long seed, string salt)
    {
        if (!_types.TryGetValue(node.Type, out List<Entry>? entries))
        {
            return [];
        }

        int own = entries.FindIndex(entry => entry.Node == node.Id);
        int degree = own < 0 ? 0 : entries[own].Degree;
        int below = own < 0 ? -1 : own - 1;
        int above = own < 0 ? 0 : own + 1;
        var near = new List<NodeId>(DrawSize);
        while (near.Count < DrawSize && (below >= 0 || above < entries.Count))
        {
            bool takesBelow = above >= entries.Count || (below >= 0 && degree - entries[below].Degree <= entries[above].Degree - degree);
            NodeId candidate = takesBelow ? entries[below--].Node : entries[above++].Node;
            if (!excluded.Contains(candidate))
            {
                near.Add(candidate);
            }
        }

        NodeId[] drawn = [.. near.OrderBy(candidate => StableHash.Of(seed, salt, node.Id.Value, candidate.Value)).ThenBy(candidate => candidate).Take(count)];
        excluded.UnionWith(drawn);
        return drawn;
    }

    private async Task AddAsync(INodeDegrees degrees, KgNode[] batch)
    {
        IReadOnlyList<NodeDegree> totals = await degrees.GetDegreesAsync([.. batch.Select(node => node.Id)], CancellationToken.None).ConfigureAwait(false);
        for (int i = 0; i < batch.Length; i++)
        {
            if (!_types.TryGetValue(batch[i].Type, out List<Entry>? entries))
            {
                _types[batch[i].Type] = entries = [];
            }

            entries.Add(new Entry(totals[i].Total, batch[i].Id));
        }
    }

    private readonly record struct Entry(int Degree, NodeId Node) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            int order = Degree.CompareTo(other.Degree);
            return order != 0 ? order : Node.CompareTo(other.Node);
        }
    }
}
