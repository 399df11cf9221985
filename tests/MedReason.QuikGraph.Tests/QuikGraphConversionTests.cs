using System.Xml.Linq;
using MedReason.Kg.Obo;
using MedReason.QuikGraph;
using QuikGraph;

namespace MedReason.Tests;

/// <summary>Graphs of QuikGraph as knowledge graphs, evidence as a graph of QuikGraph, and GraphML.</summary>
public sealed class QuikGraphConversionTests
{
    private static readonly XNamespace GraphMl = "http://graphml.graphdrawing.org/xmlns";

    [Fact]
    public void A_graph_comes_back_from_QuikGraph_with_its_content_hash() => RandomGraphs.ForEach(graph =>
    {
        KgQuikGraph view = graph.AsQuikGraph();
        var copy = new BidirectionalGraph<int, KgQuikEdge>();
        copy.AddVertexRange(view.Vertices.Reverse());
        copy.AddEdgeRange(view.Edges.Reverse());
        foreach (IEdgeListGraph<int, KgQuikEdge> source in (IEdgeListGraph<int, KgQuikEdge>[])[view, graph.AsUndirectedQuikGraph(), copy])
        {
            using InMemoryKnowledgeGraph back = source.ToKnowledgeGraph(graph.GetNode, edge => graph.Relations[edge.RelationIndex].Relation, graph.Relations);
            back.Metadata.ContentHash.ShouldBe(graph.Metadata.ContentHash);
            back.Relations.ShouldBe(graph.Relations);
        }
    });

    [Fact]
    public async Task An_ontology_with_its_synonyms_comes_back_with_its_content_hash()
    {
        OboOntology ontology = await OboReader.ReadAsync(TestData.Require("ontologies/hp.obo.gz"), cancellationToken: TestContext.Current.CancellationToken);
        using InMemoryKnowledgeGraph graph = ontology.ToKnowledgeGraph(cancellationToken: TestContext.Current.CancellationToken).Graph;
        using InMemoryKnowledgeGraph back = graph.AsQuikGraph().ToKnowledgeGraph(
            graph.GetNode, edge => graph.Relations[edge.RelationIndex].Relation, graph.Relations, "HPO", TestContext.Current.CancellationToken);
        back.Metadata.ContentHash.ShouldBe(graph.Metadata.ContentHash);
        back.Metadata.Name.ShouldBe("HPO");
    }

    [Fact]
    public void A_graph_of_strings_becomes_a_knowledge_graph()
    {
        var graph = new AdjacencyGraph<string, TaggedEdge<string, string>>();
        graph.AddVerticesAndEdge(new TaggedEdge<string, string>("metformin", "type 2 diabetes mellitus", "indication"));
        graph.AddVertex("warfarin");
        using InMemoryKnowledgeGraph made = graph.ToKnowledgeGraph(ToNode, edge => new RelationType(edge.Tag));
        (made.NodeCount, made.EdgeCount, made.Relations.Single().Polarity).ShouldBe((3, 1, Polarity.Affirmed));
        Should.Throw<KnowledgeGraphException>(() => graph.ToKnowledgeGraph(_ => ToNode("same"), edge => new RelationType(edge.Tag)))
            .Message.ShouldContain("appears twice");
        Should.Throw<OperationCanceledException>(
            () => graph.ToKnowledgeGraph(ToNode, edge => new RelationType(edge.Tag), cancellationToken: new CancellationToken(canceled: true)));

        static KgNode ToNode(string name) => new() { Id = new NodeId("local:" + name), Name = name, Type = new NodeType("thing") };
    }

    [Fact]
    public void Evidence_becomes_one_graph_of_its_paths()
    {
        BidirectionalGraph<KgNode, TaggedEdge<KgNode, EvidenceGraphEdge>> graph = Evidence("b").ToQuikGraph();
        graph.Vertices.Select(node => node.Id.Value).ShouldBe(["a", "b", "c"], ignoreOrder: true);
        graph.Edges.Select(edge => $"{edge.Source.Id} {edge.Tag.Relation} {edge.Target.Id} {edge.Tag.Polarity}")
            .ShouldBe(["a r b Affirmed", "c r b Contraindicated"], ignoreOrder: true);
        graph.InDegree(graph.Vertices.Single(node => node.Id.Value == "b")).ShouldBe(2);
        EvidenceSet.Empty.ToQuikGraph().IsVerticesEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"quoted\" 'twice' <b>&amp; & ]]> </data></node>")]
    [InlineData("first\nsecond\r\nthird\rfourth\tfifth")]
    [InlineData("null\0bell\u0007 lone \uD800 pair \U0001F600 \uFFFE")]
    public void Names_stay_inside_their_elements_of_GraphML(string name)
    {
        string text = Evidence(name).ToQuikGraph().ToGraphMl(node => node, edge => edge.Tag.Relation, edge => edge.Tag.Polarity);
        XElement root = XDocument.Parse(text, LoadOptions.PreserveWhitespace).Root!;
        root.Name.ShouldBe(GraphMl + "graphml");
        XElement graph = root.Element(GraphMl + "graph")!;
        graph.Attribute("edgedefault")!.Value.ShouldBe("directed");
        graph.Elements(GraphMl + "node").Count().ShouldBe(3);
        XElement node = graph.Elements(GraphMl + "node").Single(element => Data(element, "id") == "b");
        Data(node, "name").ShouldBe(name.Replace('\0', '\uFFFD').Replace('\u0007', '\uFFFD').Replace('\uD800', '\uFFFD').Replace('\uFFFE', '\uFFFD'));
        Data(node, "type").ShouldBe("t");
        graph.Elements(GraphMl + "edge").ShouldAllBe(edge => edge.Attribute("target")!.Value == node.Attribute("id")!.Value && Data(edge, "relation") == "r");
        root.Elements(GraphMl + "key").Select(key => key.Attribute("id")!.Value).ShouldBe(["id", "name", "type", "relation", "polarity"]);
        graph.Elements(GraphMl + "edge").Select(edge => Data(edge, "polarity")).ShouldBe(["Affirmed", "Contraindicated"], ignoreOrder: true);
    }

    [Fact]
    public void All_hostile_names_are_read_back_from_GraphML()
    {
        foreach ((_, string text) in HostileText.All)
        {
            XDocument.Parse(Evidence(text).ToQuikGraph().ToGraphMl(node => node, edge => edge.Tag.Relation)).Descendants(GraphMl + "node").Count().ShouldBe(3);
        }
    }

    private static string Data(XElement element, string key) => element.Elements(GraphMl + "data").Single(data => data.Attribute("key")!.Value == key).Value;

    private static EvidenceSet Evidence(string name)
    {
        KgNode a = Node("a", "a");
        KgNode b = Node("b", name);
        KgNode c = Node("c", "c");
        var first = new KgPath { Nodes = [a, b], Hops = [Hop(true, Polarity.Affirmed)] };
        var second = new KgPath { Nodes = [a, Node("b", name), c], Hops = [Hop(true, Polarity.Affirmed), Hop(false, Polarity.Contraindicated)] };
        return new EvidenceSet { Paths = [new EvidencePath { Path = first, Score = 0 }, new EvidencePath { Path = second, Score = 0 }] };
    }

    private static KgNode Node(string id, string name) => new() { Id = new NodeId(id), Name = name, Type = new NodeType("t") };

    private static KgHop Hop(bool forward, Polarity polarity) =>
        new() { Relations = [new KgHopRelation { Relation = new RelationType("r"), IsForward = forward, Polarity = polarity }] };
}
