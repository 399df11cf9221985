using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MedReason.Shared;

namespace MedReason.Entities;

/// <summary>The names of a graph that get a vector each: by node id, the name before its synonyms, each spelling of a node once.</summary>
internal sealed class EmbeddingRows
{
    private EmbeddingRows(KgNode[] nodes, int[] nodeOfRow, string[] names, string[] folded, byte[] hash)
    {
        Nodes = nodes;
        NodeOfRow = nodeOfRow;
        Names = names;
        Folded = folded;
        Hash = hash;
    }

    public KgNode[] Nodes { get; }

    public int[] NodeOfRow { get; }

    public string[] Names { get; }

    public string[] Folded { get; }

    /// <summary>SHA-256 over ids and names in order, which shows whether a stored index belongs to these rows.</summary>
    public byte[] Hash { get; }

    public int Count => Names.Length;

    public static async Task<EmbeddingRows> ReadAsync(IKnowledgeGraph graph, bool includeSynonyms, CancellationToken cancellationToken)
    {
        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        INodeCatalog catalog = graph.GetService<INodeCatalog>() ?? throw new KnowledgeGraphException(
            "The graph offers no INodeCatalog, so its names cannot be embedded: return an INodeCatalog from its GetService.");
        var nodes = new List<KgNode>();
        var nodeOfRow = new List<int>();
        var names = new List<string>();
        var folded = new List<string>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (KgNode node in catalog.GetNodesAsync(cancellationToken).ConfigureAwait(false))
        {
            int first = names.Count;
            Append(node.Name);
            foreach (string synonym in includeSynonyms ? node.Synonyms : [])
            {
                Append(synonym);
            }

            if (names.Count > first)
            {
                nodes.Add(node);
            }

            void Append(string name)
            {
                string form = NameFolding.Fold(name);
                if (form.Length == 0 || folded.IndexOf(form, first) >= 0)
                {
                    return;
                }

                nodeOfRow.Add(nodes.Count);
                names.Add(name);
                folded.Add(form);
                AppendHash(hash, node.Id.Value);
                AppendHash(hash, name);
            }
        }

        return new EmbeddingRows([.. nodes], [.. nodeOfRow], [.. names], [.. folded], hash.GetHashAndReset());
    }

    private static void AppendHash(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
