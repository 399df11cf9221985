using System.IO.Compression;
using System.Text;
using MedReason.Tests;

namespace MedReason.Kg.Obo.Tests;

/// <summary>Small files in the format of <c>phenotype.hpoa</c>, written in the tests.</summary>
internal static class HpoAnnotationText
{
    public const string OldColumns = "#DatabaseID\tDiseaseName\tQualifier\tHPO_ID\tReference\tEvidence\tOnset\tFrequency\tSex\tModifier\tAspect\tBiocuration";

    public const string NewColumns = "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration";

    public static string Row(
        string phenotype = "HP:0001166",
        string disease = "OMIM:154700",
        string name = "Marfan syndrome",
        string qualifier = "",
        string reference = "PMID:1",
        string evidence = "PCS",
        string onset = "",
        string frequency = "",
        string sex = "",
        string modifier = "",
        string aspect = "P") =>
        $"{disease}\t{name}\t{qualifier}\t{phenotype}\t{reference}\t{evidence}\t{onset}\t{frequency}\t{sex}\t{modifier}\t{aspect}\tHPO:curator[2020-01-01]";

    public static string File(params string[] rows) => string.Join('\n', ["#description: HPO annotations", "#date: 2023-01-27", OldColumns, .. rows]) + "\n";

    public static Task<GraphReadResult> ReadAsync(params string[] rows) => ReadTextAsync(File(rows));

    public static Task<GraphReadResult> ReadReportingAsync(params string[] rows) =>
        ReadTextAsync(File(rows), new GraphReadOptions { OnError = GraphErrorHandling.Report });

    public static Task<GraphReadResult> ReadTextAsync(string text, GraphReadOptions? options = null) => ReadBytesAsync(Encoding.UTF8.GetBytes(text), options);

    public static async Task<GraphReadResult> ReadBytesAsync(byte[] bytes, GraphReadOptions? options = null)
    {
        using var stream = new MemoryStream(bytes);
        return await HpoAnnotationReader.ReadAsync(stream, options);
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

    public static List<KgEdge> Edges(InMemoryKnowledgeGraph graph) => GraphEdges.Of(graph);

    public static string Format(KgEdge edge) => GraphEdges.Format(edge);

    public static string Format(KgEdgeAttributes stated) => string.Join(
        '|',
        string.Join(';', stated.Publications),
        string.Join(';', stated.EvidenceCodes),
        stated.Onset,
        stated.Frequency?.Text,
        stated.Sex,
        stated.Additional.GetValueOrDefault("modifier"),
        stated.Additional.GetValueOrDefault("biocuration"));
}
