using System.IO.Compression;
using System.Text;
using CsvHelper;
using MedReason.Kg.Primekg;

namespace MedReason.Tests;

/// <summary>An independent reading of the same files, by CsvHelper and the rules in words, must give the same nodes and edges.</summary>
public sealed class CsvOracleTests
{
    // The relations whose direction runs from the type named first to the other; written down apart from the schema on purpose.
    private static readonly Dictionary<string, (string Source, string Target)> Directions = new(StringComparer.Ordinal)
    {
        ["drug_protein"] = ("drug", "gene/protein"),
        ["disease_protein"] = ("disease", "gene/protein"),
        ["bioprocess_protein"] = ("biological_process", "gene/protein"),
        ["pathway_protein"] = ("pathway", "gene/protein"),
        ["contraindication"] = ("drug", "disease"),
        ["indication"] = ("drug", "disease"),
        ["off-label use"] = ("drug", "disease"),
    };

    [Fact]
    public async Task Every_real_row_of_PrimeKG_is_an_edge_and_every_edge_is_a_row()
    {
        string path = TestData.Require("primekg/kg_rows.csv");
        GraphReadResult result = await PrimeKgReader.ReadAsync(path);
        Oracle oracle = ReadOracle(File.OpenRead(path));

        oracle.Rows.ShouldBe(23_728);
        result.RowCount.ShouldBe(23_728);
        result.RefusedRowCount.ShouldBe(0);
        result.UndeclaredRelations.ShouldBeEmpty();
        result.Remarks.ShouldBeEmpty();
        ShouldAgree(result.Graph, oracle);
    }

    [Fact]
    public async Task The_11454_real_drug_protein_rows_that_stand_gene_first_take_their_direction_from_the_schema()
    {
        string path = TestData.Require("primekg/kg_rows.csv");
        GraphReadResult result = await PrimeKgReader.ReadAsync(path);
        HashSet<string> edges = [.. PrimeKgText.Edges(result.Graph).Select(PrimeKgText.Format)];

        int geneFirst = 0;
        foreach (Row row in ReadRows(File.OpenRead(path)))
        {
            if (row.X.Type == "gene/protein" && row.Relation.StartsWith("drug_protein/", StringComparison.Ordinal))
            {
                geneFirst++;
                edges.ShouldContain($"{row.Y.Id} {row.Relation} {row.X.Id}");
                edges.ShouldNotContain($"{row.X.Id} {row.Relation} {row.Y.Id}");
            }
        }

        geneFirst.ShouldBe(11_454);
    }

    [Fact]
    public async Task Real_rows_come_back_exactly_from_a_snapshot()
    {
        string path = TestData.Require("primekg/kg_rows.csv");
        using var folder = new TemporaryFolder();
        GraphReadResult result = await PrimeKgReader.ReadAsync(path);
        await result.Graph.SaveSnapshotAsync(folder.File("kg.mrkg"));

        using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(folder.File("kg.mrkg"));

        ShouldAgree(opened, ReadOracle(File.OpenRead(path)));
    }

    [Theory]
    [InlineData("hetionet/kg.csv.gz", 1_986_996)]
    [InlineData("drugmechdb/kg.csv.gz", 21_580)]
    public async Task Other_graphs_in_these_columns_agree_with_the_oracle(string file, int rows)
    {
        string path = TestData.Require(file);
        GraphReadResult result = await PrimeKgReader.ReadAsync(path);
        Oracle oracle = ReadOracle(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));

        result.RowCount.ShouldBe(rows);
        oracle.Rows.ShouldBe(rows);
        ShouldAgree(result.Graph, oracle);
    }

    [Fact]
    public async Task The_published_example_rows_resolve()
    {
        GraphReadResult result = await PrimeKgText.ReadAsync(
            "protein_protein,ppi,0,9796,gene/protein,PHYHIP,NCBI,8889,56992,gene/protein,KIF15,NCBI",
            "indication,indication,37717,5258,disease,autism spectrum disorder,MONDO,14223,DB00734,drug,Risperidone,DrugBank");

        PrimeKgText.Edges(result.Graph).Select(PrimeKgText.Format).ShouldBe(
            ["DrugBank:DB00734 indication MONDO:0005258", "NCBI:9796 protein_protein NCBI:56992"]);
        (await result.Graph.SearchAsync(["autism spectrum disorder"]))[0].ShouldHaveSingleItem().Node.Id.Value.ShouldBe("MONDO:0005258");
        (await result.Graph.SearchAsync(["risperidone"]))[0].ShouldHaveSingleItem().Node.Id.Value.ShouldBe("DrugBank:DB00734");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Hostile_fields_come_out_as_CsvHelper_writes_them_in(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["a", "\"", ",", "\r\n", "\n", "\u00E9", "\U0001F600", "\uFFFD", " ", "'", ";", "0", "\t"];
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = new StringWriter();
        using (CsvWriter writer = CsvWriter.Create(text))
        {
            foreach (string column in PrimeKgText.Header.Split(','))
            {
                writer.WriteField(column);
            }

            writer.EndRecord();
            for (int i = 0; i < 2_000; i++)
            {
                string x = Invent();
                string y = Invent();
                names[$"S:x{i}"] = x;
                names[$"S:y{i}"] = y;
                foreach (string field in new[] { "r", "r", $"{i}", $"x{i}", "t", x, "S", $"{i + 5_000}", $"y{i}", "t", y, "S" })
                {
                    writer.WriteField(field);
                }

                writer.EndRecord();
            }
        }

        GraphReadResult result = await PrimeKgText.ReadBytesAsync(Encoding.UTF8.GetBytes(text.ToString()));

        result.Graph.NodeCount.ShouldBe(4_000);
        for (int ordinal = 0; ordinal < result.Graph.NodeCount; ordinal++)
        {
            KgNode node = result.Graph.GetNode(ordinal);
            node.Name.ShouldBe(names[node.Id.Value]);
        }

        string Invent() => "n" + string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    private static void ShouldAgree(InMemoryKnowledgeGraph graph, Oracle oracle)
    {
        PrimeKgText.Edges(graph).Select(PrimeKgText.Format).Order(StringComparer.Ordinal)
            .SequenceEqual(oracle.Edges.Order(StringComparer.Ordinal), StringComparer.Ordinal).ShouldBeTrue();
        graph.NodeCount.ShouldBe(oracle.Nodes.Count);
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            KgNode node = graph.GetNode(ordinal);
            oracle.Nodes[node.Id.Value].ShouldBe(new End(node.Id.Value, node.Type.Value, node.Name, node.Source!));
        }
    }

    private static Oracle ReadOracle(Stream stream)
    {
        var nodes = new Dictionary<string, End>(StringComparer.Ordinal);
        var pairs = new HashSet<string>(StringComparer.Ordinal);
        var edges = new List<string>();
        int rows = 0;
        foreach (Row row in ReadRows(stream))
        {
            rows++;
            nodes.TryAdd(row.X.Id, row.X);
            nodes.TryAdd(row.Y.Id, row.Y);
            bool turn = Directions.TryGetValue(row.Relation.Split('/')[0], out (string Source, string Target) direction)
                && row.X.Type == direction.Target && row.Y.Type == direction.Source;
            string pair = string.CompareOrdinal(row.X.Id, row.Y.Id) < 0 ? $"{row.X.Id} {row.Relation} {row.Y.Id}" : $"{row.Y.Id} {row.Relation} {row.X.Id}";
            if (pairs.Add(pair))
            {
                edges.Add(turn ? $"{row.Y.Id} {row.Relation} {row.X.Id}" : $"{row.X.Id} {row.Relation} {row.Y.Id}");
            }
        }

        return new Oracle(rows, nodes, edges);
    }

    private static IEnumerable<Row> ReadRows(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        using CsvReader csv = CsvReader.Create(reader);
        while (csv.Read())
        {
            string relation = csv.GetString(0);
            yield return new Row(relation == "drug_protein" ? $"drug_protein/{csv.GetString(1)}" : relation, ReadEnd(csv, 2), ReadEnd(csv, 7));
        }
    }

    private static End ReadEnd(CsvReader csv, int first)
    {
        string id = csv.GetString(first + 1);
        string source = csv.GetString(first + 4);
        if (source is "MONDO" or "GO" or "UBERON" or "HPO" && id.All(char.IsAsciiDigit))
        {
            id = id.PadLeft(7, '0');
        }

        return new End($"{(source == "HPO" ? "HP" : source)}:{id}", csv.GetString(first + 2), csv.GetString(first + 3), source);
    }

    private sealed record End(string Id, string Type, string Name, string Source);

    private sealed record Row(string Relation, End X, End Y);

    private sealed record Oracle(int Rows, Dictionary<string, End> Nodes, List<string> Edges);
}
