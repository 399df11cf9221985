using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Kg.Kgx.Tests;

/// <summary>The test files of the format are read as a plain reader of their lines reads them, and come back from a file that we write.</summary>
public sealed class KgxFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-kgx-").FullName;

    public static TheoryData<string> Files =>
    [
        "graph_nodes.tsv graph_edges.tsv",
        "complex_graph_nodes.tsv complex_graph_edges.tsv",
        "graph_multi_category_edges.tsv graph_multi_category_nodes.tsv",
        "chebi_kgx_tsv_nodes.tsv chebi_kgx_tsv_edges.tsv",
        "valid_nodes.jsonl valid_edges.jsonl",
        "monarch-tiny_edges.tsv",
        "graph_edges.tsv",
        "invalid_nodes.tsv",
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_gives_the_nodes_edges_and_statements_of_its_lines(string files)
    {
        string[] paths = [.. files.Split(' ').Select(file => TestData.Require("kgx/" + file))];
        Oracle oracle = Oracle.Read(paths);

        GraphReadResult result = await KgxReader.ReadAsync(paths);

        using InMemoryKnowledgeGraph graph = result.Graph;
        result.RefusedRowCount.ShouldBe(0);
        Enumerable.Range(0, graph.NodeCount).Select(graph.GetNode).Select(node => (node.Id.Value, node.Name, node.Type.Value))
            .ShouldBe(oracle.Nodes.Select(pair => (pair.Key, pair.Value.Name, pair.Value.Category)), ignoreOrder: true);
        (await StatementsAsync(graph)).ShouldBe(oracle.Statements, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_is_written_and_read_again_is_the_same_graph(string files)
    {
        using InMemoryKnowledgeGraph graph = (await KgxReader.ReadAsync([.. files.Split(' ').Select(file => TestData.Require("kgx/" + file))])).Graph;
        string snapshot = Path.Combine(_folder, "graph.mrkg");
        await graph.SaveSnapshotAsync(snapshot);
        using InMemoryKnowledgeGraph opened = await InMemoryKnowledgeGraph.OpenSnapshotAsync(snapshot);

        foreach (KgxFormat format in Enum.GetValues<KgxFormat>())
        {
            (string nodes, string edges) = await KgxWriter.WriteAsync(opened, Path.Combine(_folder, format.ToString()), format);
            using InMemoryKnowledgeGraph again = (await KgxReader.ReadAsync(graph.EdgeCount == 0 ? [nodes] : [nodes, edges])).Graph;
            again.Metadata.ContentHash.ShouldBe(graph.Metadata.ContentHash);
        }
    }

    [Theory]
    [InlineData("chebi_kgx_tsv.tar.gz", 17, 9)]
    [InlineData("test-inverse.tar.gz", 3, 1)]
    public async Task An_archive_is_read_with_its_nodes_and_edges(string file, int nodes, int edges)
    {
        GraphReadResult result = await KgxReader.ReadAsync([TestData.Require("kgx/" + file)]);

        (result.Graph.NodeCount, result.Graph.EdgeCount).ShouldBe((nodes, edges));
    }

    [Fact]
    public async Task A_file_of_nodes_without_ids_is_refused_with_the_columns_found()
    {
        string path = TestData.Require("kgx/incomplete_nodes.tsv");

        InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => KgxReader.ReadAsync([path]));

        (failure.File, failure.Line).ShouldBe((path, 1));
        failure.Message.ShouldBe(
            "expected the columns id and category of nodes, or subject, predicate and object of edges, found the columns name, category, description");
    }

    private static async Task<List<string>> StatementsAsync(InMemoryKnowledgeGraph graph)
    {
        var statements = new List<string>();
        foreach (KgEdge edge in GraphEdges.Of(graph))
        {
            IReadOnlyList<KgEdgeAttributes> stated = (await graph.GetAttributesAsync([edge]))[0];
            string identity = GraphEdges.Format(edge);
            statements.AddRange(stated.Count == 0 ? [identity + " | || | "] : stated.Select(one =>
                $"{identity} {string.Join('|', one.Sources)}|{string.Join('|', one.Publications)}||{string.Join('|', one.EvidenceCodes)} "
                    + $"| {string.Join(' ', one.Additional.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))}"));
        }

        return statements;
    }

    /// <summary>Reads the files line by line, without any of the code that is tested.</summary>
    private sealed class Oracle
    {
        private static readonly string[] SourceColumns = ["primary_knowledge_source", "aggregator_knowledge_source", "knowledge_source", "provided_by"];
        private static readonly string[] Used = ["subject", "predicate", "object", "id", "publications", "has_evidence", .. SourceColumns];

        public Dictionary<string, (string Name, string Category)> Nodes { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Statements { get; } = new(StringComparer.Ordinal);

        public static Oracle Read(string[] paths)
        {
            var oracle = new Oracle();
            List<Dictionary<string, string>> rows = [.. paths.SelectMany(path => path.EndsWith(".jsonl", StringComparison.Ordinal) ? Json(path) : Tsv(path))];
            foreach (Dictionary<string, string> row in rows.Where(row => !row.ContainsKey("subject")))
            {
                string category = row.GetValueOrDefault("category", string.Empty).Split('|').Where(name => name is not ("biolink:NamedThing" or ""))
                    .LastOrDefault("biolink:NamedThing");
                oracle.Nodes[row["id"]] = (row.GetValueOrDefault("name", string.Empty), category);
            }

            foreach (Dictionary<string, string> row in rows.Where(row => row.ContainsKey("subject")))
            {
                oracle.Nodes.TryAdd(row["subject"], (string.Empty, "biolink:NamedThing"));
                oracle.Nodes.TryAdd(row["object"], (string.Empty, "biolink:NamedThing"));
                string sources = string.Join('|', SourceColumns.Select(name => row.GetValueOrDefault(name, string.Empty)).Where(text => text.Length > 0)
                    .SelectMany(text => text.Split('|')).Distinct());
                string rest = string.Join(' ', row.Where(pair => !Used.Contains(pair.Key) && pair.Value.Length > 0)
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
                oracle.Statements.Add(
                    $"{row["subject"]} {row["predicate"]} {row["object"]} {sources}|{row.GetValueOrDefault("publications", string.Empty)}||"
                        + $"{row.GetValueOrDefault("has_evidence", string.Empty)} | {rest}");
            }

            return oracle;
        }

        private static IEnumerable<Dictionary<string, string>> Tsv(string path)
        {
            string[] lines = File.ReadAllLines(path);
            string[] columns = lines[0].Split('\t');
            foreach (string line in lines.Skip(1).Where(line => line.Trim().Length > 0))
            {
                yield return columns.Zip(line.Split('\t'), KeyValuePair.Create).ToDictionary(pair => pair.Key, pair => pair.Value.Trim());
            }
        }

        private static IEnumerable<Dictionary<string, string>> Json(string path) => File.ReadAllLines(path).Where(line => line.Trim().Length > 0).Select(line =>
            JsonDocument.Parse(line).RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.ValueKind == JsonValueKind.Array
                ? string.Join('|', property.Value.EnumerateArray().Select(item => item.GetString()))
                : property.Value.ToString()));
    }
}
