using System.IO.Compression;
using MedReason.Tests;

namespace MedReason.Kg.Obo.Tests;

/// <summary>The real file, against a naive reader.</summary>
public sealed class RealHpoAnnotationTests
{
    private static readonly Dictionary<string, string> Relations = new(StringComparer.Ordinal)
    {
        ["P"] = "has_phenotype",
        ["I"] = "has_inheritance",
        ["C"] = "has_clinical_course",
        ["M"] = "has_clinical_modifier",
        ["H"] = "has_past_medical_history",
    };

    [Fact]
    public async Task Every_line_is_an_edge_with_its_statement_and_nothing_else_is()
    {
        string path = TestData.Require("diagnosis/phenotype.hpoa.gz");
        Dictionary<string, SortedSet<string>> expected = [];
        int rows = 0;
        await foreach (string line in ReadLinesAsync(path))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            rows++;
            string[] fields = line.Split('\t');
            bool isDenied = fields[2] == "NOT" || fields[7].StartsWith("0/", StringComparison.Ordinal) || fields[7] is "0%" or "HP:0040285";
            string edge = $"{fields[0]} {Relations[fields[10]]}{(isDenied ? "/negated" : "")} {fields[3]}";
            string statement = string.Join('|', fields[4], fields[5], fields[6], fields[7], fields[8], fields[9], fields[11]);
            (expected.TryGetValue(edge, out SortedSet<string>? known) ? known : expected[edge] = new SortedSet<string>(StringComparer.Ordinal)).Add(statement);
        }

        GraphReadResult result = await HpoAnnotationReader.ReadAsync(path);
        List<KgEdge> edges = HpoAnnotationText.Edges(result.Graph);
        IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> attributes = await result.Graph.GetAttributesAsync(edges);

        rows.ShouldBe(253_363);
        result.RowCount.ShouldBe(rows);
        result.RefusedRowCount.ShouldBe(0);
        result.MergedRowCount.ShouldBe(rows - expected.Count);
        result.Graph.Metadata.Version.ShouldBe("2023-01-27");
        result.UndeclaredRelations.ShouldBeEmpty();
        edges.Count.ShouldBe(expected.Count);
        for (int i = 0; i < edges.Count; i++)
        {
            string edge = HpoAnnotationText.Format(edges[i]);
            expected.ShouldContainKey(edge);
            attributes[i].Select(HpoAnnotationText.Format).Order(StringComparer.Ordinal).SequenceEqual(expected[edge]).ShouldBeTrue(edge);
        }
    }

    private static async IAsyncEnumerable<string> ReadLinesAsync(string path)
    {
        await using FileStream file = File.OpenRead(path);
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        while (await reader.ReadLineAsync() is { } line)
        {
            yield return line;
        }
    }
}
