using System.IO.Compression;
using System.Text;
using MedReason.Kg.Primekg;
using MedReason.Tests;

namespace MedReason.Tests;

/// <summary>Small files in PrimeKG's columns, written in the tests.</summary>
internal static class PrimeKgText
{
    public const string Header = "relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source";

    public const string Indication = "indication,indication,1,DB00331,drug,Metformin,DrugBank,2,5148,disease,type 2 diabetes mellitus,MONDO";

    public const string IndicationReversed = "indication,indication,2,5148,disease,type 2 diabetes mellitus,MONDO,1,DB00331,drug,Metformin,DrugBank";

    public static Task<GraphReadResult> ReadAsync(params string[] rows) => ReadBytesAsync(Encoding.UTF8.GetBytes(File(rows)));

    public static Task<GraphReadResult> ReadReportingAsync(params string[] rows) =>
        ReadBytesAsync(Encoding.UTF8.GetBytes(File(rows)), new GraphReadOptions { OnError = GraphErrorHandling.Report });

    public static async Task<GraphReadResult> ReadBytesAsync(byte[] bytes, GraphReadOptions? options = null)
    {
        using var stream = new MemoryStream(bytes);
        return await PrimeKgReader.ReadAsync(stream, options);
    }

    public static string File(params string[] rows) => string.Join('\n', [Header, .. rows]) + "\n";

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    public static List<KgEdge> Edges(InMemoryKnowledgeGraph graph) => GraphEdges.Of(graph);

    public static string Format(KgEdge edge) => GraphEdges.Format(edge);
}
