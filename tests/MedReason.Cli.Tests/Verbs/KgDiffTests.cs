using System.Diagnostics;
using System.Text.Json;

namespace MedReason.Cli.Tests;

/// <summary>kg diff: what it counts, names and writes, and that equal graphs are said to be equal.</summary>
public sealed class KgDiffTests
{
    [Fact]
    public async Task Every_kind_of_change_is_counted_named_and_written_as_a_line()
    {
        using var folder = new TemporaryFolder();
        var cited = new KgEdgeAttributes { Sources = ["infores:ctd"], Publications = ["PMID:1"] };
        string before = await SaveAsync(folder, "before.mrkg", [Node("D:1", "aspirin"), Node("D:2", "old\nname"), Node("D:3", "gone")],
            Edge("D:1", "treats", "D:2"), Edge("D:3", "treats", "D:2"), Edge("D:1", "causes", "D:2"));
        string after = await SaveAsync(folder, "after.mrkg", [Node("D:1", "aspirin"), Node("D:2", "new\nname"), Node("D:4", "new")],
            Edge("D:1", "treats", "D:2", cited), Edge("D:4", "treats", "D:2", cited), Edge("D:4", "prevents", "D:1"));
        string changes = folder.PathOf("changes.jsonl");

        CommandRun text = await CommandRun.OfAsync("kg", "diff", before, after, "--output", changes);
        CommandRun json = await CommandRun.OfAsync("kg", "diff", before, after, "--json");

        text.ExitCode.ShouldBe(ExitCodes.Done, text.Error);
        text.Output.ShouldContain("nodes                                             1            1            1\n");
        text.Output.ShouldContain("edges                                             2            2            1\n");
        text.Output.ShouldContain("\n  infores:ctd                                     1            0            1\n");
        text.Output.ShouldContain("nodes changed, the first 1:\n  new name [drug, D:2] (name)\n");
        text.Output.ShouldContain("edges changed, the first 1:\n  aspirin [drug, D:1] treats new name [drug, D:2] (attributes)\n");
        text.Output.ShouldContain("edges removed, the first 2:\n  aspirin [drug, D:1] causes old name [drug, D:2]\n  gone [drug, D:3] treats old name [drug, D:2]\n");
        JsonElement counts = json.Rows.ShouldHaveSingleItem();
        counts.GetProperty("same_content").GetBoolean().ShouldBeFalse();
        counts.GetProperty("relations").GetProperty("added").GetInt64().ShouldBe(1);
        counts.GetProperty("edges_by_relation").GetProperty("treats").GetProperty("changed").GetInt64().ShouldBe(1);
        counts.GetProperty("nodes_by_source").GetProperty("DrugBank").GetProperty("removed").GetInt64().ShouldBe(1);
        JsonElement[] lines = [.. (await File.ReadAllLinesAsync(changes)).Select(line => JsonElement.Parse(line))];
        lines.Select(line => $"{line.GetProperty("change")} {line.GetProperty("subject")}").ShouldBe(
        [
            "removed relation", "added relation", "changed node", "removed node", "added node",
            "removed edge", "changed edge", "removed edge", "added edge", "added edge",
        ]);
        JsonElement edge = lines[6];
        edge.GetProperty("members")[0].GetString().ShouldBe("attributes");
        edge.GetProperty("knowledge_source").GetString().ShouldBe("infores:ctd");
        edge.GetProperty("after").GetProperty("attributes")[0].GetProperty("publications")[0].GetString().ShouldBe("PMID:1");
    }

    [Fact]
    public async Task Equal_graphs_are_said_to_be_equal_and_an_input_is_never_written_over()
    {
        using var folder = new TemporaryFolder();
        string graph = await SaveAsync(folder, "graph.mrkg", [Node("D:1", "aspirin")], Edge("D:1", "treats", "D:1"));

        CommandRun same = await CommandRun.OfAsync("kg", "diff", graph, graph);
        same.Output.ShouldEndWith("The content hashes are equal: nodes and edges are the same.\n");
        same.Output.Split('\n').Length.ShouldBe(4);
        CommandRun over = await CommandRun.OfAsync("kg", "diff", graph, graph, "--output", graph);
        over.Error.ShouldBe($"medreason: {graph}: --output would write over an input; name another file\n");
        over.ExitCode.ShouldBe(ExitCodes.BadInput);
        CommandRun missing = await CommandRun.OfAsync("kg", "diff", graph, folder.PathOf("none.mrkg"));
        missing.Error.ShouldBe($"medreason: {folder.PathOf("none.mrkg")}: cannot be read: no such file\n");
    }

    [Fact]
    public async Task One_edge_less_in_Hetionet_is_found_within_seconds()
    {
        using var folder = new TemporaryFolder();
        string whole = await Graphs.HetionetAsync();
        string less = folder.PathOf("less.mrkg");
        KgEdge removed = await SaveWithoutOneEdgeAsync(whole, less);
        long start = Stopwatch.GetTimestamp();

        CommandRun run = await CommandRun.OfAsync("kg", "diff", whole, less, "--json");

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromMinutes(1));
        TestContext.Current.TestOutputHelper?.WriteLine(Stopwatch.GetElapsedTime(start).ToString());
        JsonElement counts = run.Rows.ShouldHaveSingleItem();
        counts.GetProperty("nodes").EnumerateObject().Sum(count => count.Value.GetInt64()).ShouldBe(0);
        counts.GetProperty("edges").EnumerateObject().Sum(count => count.Value.GetInt64()).ShouldBe(1);
        counts.GetProperty("edges_by_relation").GetProperty(removed.Relation.Value).GetProperty("removed").GetInt64().ShouldBe(1);
    }

    private static async Task<KgEdge> SaveWithoutOneEdgeAsync(string path, string target)
    {
        using InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(path);
        var builder = new KnowledgeGraphBuilder { Name = graph.Metadata.Name, Version = graph.Metadata.Version };
        graph.Relations.ToList().ForEach(relation => builder.AddRelation(relation));
        var edges = new List<KgEdge>();
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            builder.AddNode(graph.GetNode(ordinal));
            ReadOnlySpan<int> neighbors = graph.GetNeighbors(ordinal);
            for (int i = 0; i < neighbors.Length; i++)
            {
                int code = graph.GetRelationCodes(ordinal)[i];
                if ((code & 1) == 0)
                {
                    edges.Add(new KgEdge { Source = graph.GetId(ordinal), Relation = graph.Relations[code >> 1].Relation, Target = graph.GetId(neighbors[i]) });
                }
            }
        }

        KgEdge removed = edges[edges.Count / 2];
        edges.ForEach(edge => _ = ReferenceEquals(edge, removed) ? builder : builder.AddEdge(edge));
        using InMemoryKnowledgeGraph less = builder.Build();
        await less.SaveSnapshotAsync(target);
        return removed;
    }

    private static async Task<string> SaveAsync(TemporaryFolder folder, string name, KgNode[] nodes, params KgEdge[] edges)
    {
        var builder = new KnowledgeGraphBuilder { Name = name };
        Array.ForEach(nodes, node => builder.AddNode(node));
        Array.ForEach(edges, edge => builder.AddEdge(edge));
        using InMemoryKnowledgeGraph graph = builder.Build();
        await graph.SaveSnapshotAsync(folder.PathOf(name));
        return folder.PathOf(name);
    }

    private static KgNode Node(string id, string name) => new() { Id = new NodeId(id), Name = name, Type = new NodeType("drug"), Source = "DrugBank" };

    private static KgEdge Edge(string source, string relation, string target, params KgEdgeAttributes[] attributes) =>
        new() { Source = new NodeId(source), Target = new NodeId(target), Relation = new RelationType(relation), Attributes = attributes };
}
