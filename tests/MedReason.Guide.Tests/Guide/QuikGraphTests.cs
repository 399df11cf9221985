using MedReason.QuikGraph;
using QuikGraph;
using QuikGraph.Algorithms;
using QuikGraph.Algorithms.Ranking;

namespace MedReason.Guide.Tests;

public sealed class QuikGraphTests : GuideChapter
{
    [Fact]
    public async Task An_algorithm_runs_over_a_graph_in_memory()
    {
        using InMemoryKnowledgeGraph graph = await ReadStarterGraphAsync();

        #region quikgraph-views
        KgUndirectedQuikGraph undirected = graph.AsUndirectedQuikGraph(KgFilter.Affirmed);
        int components = undirected.ConnectedComponents(new Dictionary<int, int>());
        Console.WriteLine($"{undirected.VertexCount} nodes, {undirected.EdgeCount} affirmed edges, {components} components");

        KgQuikGraph directed = graph.AsQuikGraph();
        KgQuikEdge first = directed.OutEdges(0).First();
        Console.WriteLine($"{graph.GetNode(first.Source)} {graph.Relations[first.RelationIndex].ForwardPhrase} {graph.GetNode(first.Target)}");

        var ranks = new PageRankAlgorithm<int, KgQuikEdge>(directed);
        ranks.Compute();
        Console.WriteLine(string.Join(", ", ranks.Ranks.OrderByDescending(rank => rank.Value).Take(3).Select(rank => graph.GetNode(rank.Key).Name)));
        #endregion

        ShouldPrint("quikgraph-views");
    }

    [Fact]
    public void A_graph_of_QuikGraph_becomes_a_knowledge_graph()
    {
        #region quikgraph-import
        var quik = new AdjacencyGraph<string, TaggedEdge<string, string>>();
        quik.AddVerticesAndEdge(new TaggedEdge<string, string>("Lisinopril", "Hypertension", "indication"));
        quik.AddVerticesAndEdge(new TaggedEdge<string, string>("Lisinopril", "Pregnancy", "contraindication"));

        var contraindication = RelationInfo.FromName(new RelationType("contraindication")) with { Polarity = Polarity.Contraindicated };
        using InMemoryKnowledgeGraph graph = quik.ToKnowledgeGraph(
            name => new KgNode { Id = new NodeId("local:" + name), Name = name, Type = new NodeType("concept") },
            edge => new RelationType(edge.Tag),
            [contraindication]);
        Console.WriteLine($"{graph.NodeCount} nodes, {graph.EdgeCount} edges, {graph.AsQuikGraph(KgFilter.Affirmed).EdgeCount} affirmed");
        #endregion

        ShouldPrint("quikgraph-import");
    }

    [Fact]
    public void Evidence_becomes_a_graph_and_a_file()
    {
        KgNode drug = Node("local:drug", "\"ACE\" <inhibitor>"), protein = Node("local:protein", "ACE");
        var hop = new KgHop { Relations = [new KgHopRelation { Relation = new RelationType("target"), IsForward = true }] };
        var path = new KgPath { Nodes = [drug, protein], Hops = [hop] };
        var evidence = new EvidenceSet { Paths = [new EvidencePath { Path = path, Score = 1 }] };

        #region quikgraph-evidence
        BidirectionalGraph<KgNode, TaggedEdge<KgNode, EvidenceGraphEdge>> graph = evidence.ToQuikGraph();
        Console.WriteLine(graph.ToGraphMl(node => node, edge => edge.Tag.Relation, edge => edge.Tag.Polarity));
        Console.WriteLine(EvidenceGraph.Create(evidence).ToDot());
        #endregion

        ShouldPrint("quikgraph-evidence");

        static KgNode Node(string id, string name) => new() { Id = new NodeId(id), Name = name, Type = new NodeType("concept") };
    }
}
