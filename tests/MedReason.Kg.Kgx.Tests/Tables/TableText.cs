using System.IO.Compression;
using System.Text;
using MedReason.Tests;

namespace MedReason.Kg.Kgx.Tests;

/// <summary>Small tables of nodes and edges, written in the tests.</summary>
internal static class TableText
{
    public const string Nodes = "id,name,type\nMONDO:1,fever,disease\nDrugBank:DB1,aspirin,drug\n";

    public const string Edges = "source,relation,target\nDrugBank:DB1,treats,MONDO:1\n";

    public static GraphReadOptions Reporting { get; } = new() { OnError = GraphErrorHandling.Report };

    public static Task<GraphReadResult> ReadAsync(string nodes, string edges, TableGraphMapping? mapping = null, GraphReadOptions? options = null) =>
        ReadBytesAsync(Encoding.UTF8.GetBytes(nodes), Encoding.UTF8.GetBytes(edges), mapping, options);

    public static async Task<GraphReadResult> ReadBytesAsync(
        byte[] nodes, byte[] edges, TableGraphMapping? mapping = null, GraphReadOptions? options = null)
    {
        using var nodeStream = new MemoryStream(nodes);
        using var edgeStream = new MemoryStream(edges);
        return await TableGraphReader.ReadAsync(nodeStream, edgeStream, mapping, options);
    }

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    public static List<KgEdge> EdgesOf(InMemoryKnowledgeGraph graph) => GraphEdges.Of(graph);

    public static IEnumerable<string> Format(InMemoryKnowledgeGraph graph) => EdgesOf(graph).Select(GraphEdges.Format);
}
