using System.Text.Json;

namespace MedReason.Tests.Paths.Export;

public sealed class EvidenceGraphTests
{
    private const string Hostile = "a\"]; x -> y [label=\"<script>alert(1)</script>\\N\n|`#quot;";

    [Fact]
    public void Every_node_and_edge_stands_once_with_the_paths_that_hold_it()
    {
        var graph = EvidenceGraph.Create(Evidence());
        graph.Nodes.Select(node => node.Id.Value).ShouldBe(["a", "b", "c"]);
        graph.Edges.Select(edge => $"{edge.Source} {edge.Target} {string.Join(',', edge.Paths)}").ShouldBe(["a b 0,1", "c b 1"]);
    }

    [Fact]
    public void Hostile_names_stay_inside_their_labels()
    {
        var graph = EvidenceGraph.Create(Evidence());
        string dot = graph.ToDot();
        dot.Split('\n').Length.ShouldBe(3 + graph.Nodes.Count + graph.Edges.Count + 2);
        dot.ShouldContain("\\\"]; x -> y [label=\\\"");
        dot.ShouldContain("\\\\N");
        string mermaid = graph.ToMermaid();
        mermaid.Split('\n').Length.ShouldBe(1 + graph.Nodes.Count + graph.Edges.Count + 1);
        mermaid.ShouldNotContain("<");
        mermaid.Split('\n').Where(line => line.Contains('[')).ShouldAllBe(line => line.Count(unit => unit == '"') == 2 && line.Count(unit => unit == ']') == 1);
        mermaid.ShouldContain("-.->");
        using JsonDocument json = JsonDocument.Parse(graph.ToJson());
        json.RootElement.GetProperty("nodes")[0].GetProperty("name").GetString().ShouldBe(Hostile);
        json.RootElement.GetProperty("edges")[1].GetProperty("polarity").GetString().ShouldBe("contraindicated");
    }

    [Fact]
    public void No_evidence_is_an_empty_graph()
    {
        var graph = EvidenceGraph.Create(EvidenceSet.Empty);
        graph.Nodes.ShouldBeEmpty();
        graph.ToJson().ShouldBe("{\"nodes\":[],\"edges\":[]}");
    }

    private static EvidenceSet Evidence()
    {
        KgNode a = Node("a", Hostile);
        KgNode b = Node("b", "b");
        KgNode c = Node("c", "c");
        var first = new KgPath { Nodes = [a, b], Hops = [Hop(true, Polarity.Affirmed)] };
        var second = new KgPath { Nodes = [a, b, c], Hops = [Hop(true, Polarity.Affirmed), Hop(false, Polarity.Contraindicated)] };
        return new EvidenceSet { Paths = [new EvidencePath { Path = first, Score = 0 }, new EvidencePath { Path = second, Score = 0 }] };
    }

    private static KgNode Node(string id, string name) => new() { Id = new NodeId(id), Name = name, Type = new NodeType("t") };

    private static KgHop Hop(bool forward, Polarity polarity) =>
        new() { Relations = [new KgHopRelation { Relation = new RelationType("r"), IsForward = forward, Polarity = polarity }] };
}
