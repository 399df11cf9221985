using Parquet;
using Parquet.Schema;

namespace MedReason.Kg.OptimusKg.Tests;

/// <summary>Parquet tables of the shape of OptimusKG's, written in the tests.</summary>
internal static class Tables
{
    public static readonly string?[][] Nodes =
    [
        ["ENSG00000141510", "GEN", """{"symbol":"TP53","name":"tumor protein p53","synonyms":["p53","LFS1"],"biotype":"protein_coding"}"""],
        ["CHEMBL25", "DRG", """{"name":"ASPIRIN","trade_names":["Bayer"],"is_approved":true}"""],
        ["CHEMBL941", "DRG", """{"name":"IMATINIB","synonyms":null}"""],
        ["MONDO_0005148", "DIS", """{"name":"type 2 diabetes mellitus","exact_synonyms":["T2DM"]}"""],
        ["MONDO_0005015", "DIS", """{"name":"diabetes mellitus"}"""],
        ["HP_0001945", "PHE", """{"name":"Fever"}"""],
        ["UBERON_0000178", "ANA", """{"name":"blood"}"""],
        ["GO_0006915", "BPO", """{"name":"apoptotic process"}"""],
        ["R-HSA-109581", "PWY", """{"name":"Apoptosis"}"""],
        ["D000082", "EXP", """{"name":"Acetaminophen"}"""],
        ["DB00945", "DRG", null],
    ];

    public static GraphReadOptions Reporting { get; } = new() { OnError = GraphErrorHandling.Report };

    public static string?[] Edge(string from, string to, string label, string relation, string? properties = null) => [from, to, label, relation, properties];

    public static async Task<GraphReadResult> ReadAsync(string?[][] nodes, string?[][] edges, GraphReadOptions? options = null)
    {
        using MemoryStream nodeStream = await WriteNodesAsync(nodes);
        using MemoryStream edgeStream = await WriteEdgesAsync(edges);
        return await OptimusKgReader.ReadAsync(nodeStream, edgeStream, options);
    }

    public static Task<GraphReadResult> ReadAsync(params string?[][] edges) => ReadAsync(Nodes, edges);

    public static Task<MemoryStream> WriteNodesAsync(string?[][] rows, int rowsPerGroup = int.MaxValue) =>
        WriteAsync(["id", "label", "properties"], rows, rowsPerGroup);

    // As published: with a column of truth values, which is not read, between those of text.
    public static async Task<MemoryStream> WriteEdgesAsync(string?[][] rows, int rowsPerGroup = int.MaxValue)
    {
        var undirected = new DataField<bool>("undirected");
        DataField<string>[] fields = [.. ((string[])["from", "to", "label", "relation", "properties"]).Select(name => new DataField<string>(name, true))];
        var stream = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. fields[..4], undirected, fields[4]]), stream))
        {
            foreach (string?[][] group in rows.Chunk(rowsPerGroup))
            {
                using ParquetRowGroupWriter part = writer.CreateRowGroup();
                for (int i = 0; i < 4; i++)
                {
                    await part.WriteAsync(fields[i], [.. group.Select(row => row[i]!)]);
                }

                await part.WriteAsync<bool>(undirected, new bool[group.Length]);
                await part.WriteAsync(fields[4], [.. group.Select(row => row[4]!)]);
            }
        }

        stream.Position = 0;
        return stream;
    }

    public static async Task<MemoryStream> WriteAsync(string[] columns, string?[][] rows, int rowsPerGroup = int.MaxValue)
    {
        DataField<string>[] fields = [.. columns.Select(name => new DataField<string>(name, true))];
        var stream = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. fields]), stream))
        {
            foreach (string?[][] group in rows.Chunk(rowsPerGroup))
            {
                using ParquetRowGroupWriter part = writer.CreateRowGroup();
                for (int i = 0; i < fields.Length; i++)
                {
                    await part.WriteAsync(fields[i], [.. group.Select(row => row[i]!)]);
                }
            }
        }

        stream.Position = 0;
        return stream;
    }
}
