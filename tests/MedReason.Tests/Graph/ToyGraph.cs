using System.Globalization;

namespace MedReason.Tests.Graph;

/// <summary>Small graphs for the graph's own tests.</summary>
internal static class ToyGraph
{
    public static readonly RelationInfo Indication = new()
    {
        Relation = new RelationType("indication"),
        Family = "indication",
        DisplayName = "indication",
        ForwardPhrase = "is indicated for",
        ReversePhrase = "is treated by",
    };

    public static readonly RelationInfo Contraindication = new()
    {
        Relation = new RelationType("contraindication"),
        Family = "contraindication",
        DisplayName = "contraindication",
        ForwardPhrase = "is contraindicated in",
        ReversePhrase = "is a contraindication to",
        Polarity = Polarity.Contraindicated,
    };

    /// <summary>Parallel edges both ways, a self loop, an isolated node, homonyms, synonyms.</summary>
    public static KnowledgeGraphBuilder Builder() => new KnowledgeGraphBuilder { Name = "toy", Version = "1" }
        .AddRelation(Indication)
        .AddRelation(Contraindication)
        .AddNode(Node("D:1", "Metformin", "drug", "DrugBank"))
        .AddNode(Node("D:2", "MCC", "drug", "DrugBank"))
        .AddNode(Node("M:1", "Type-2 diabetes", "disease", "MONDO", "T2DM", "diabetes mellitus type 2"))
        .AddNode(Node("M:2", "Kidney failure", "disease", "MONDO"))
        .AddNode(Node("G:1", "MCC", "gene/protein", "NCBI"))
        .AddNode(Node("X:1", "Alone", "exposure", null))
        .AddEdge(Edge("D:1", "indication", "M:1"))
        .AddEdge(Edge("D:1", "contraindication", "M:2"))
        .AddEdge(Edge("D:1", "indication", "M:2"))
        .AddEdge(Edge("M:2", "causes", "D:1"))
        .AddEdge(Edge("G:1", "drug_protein/target", "G:1"))
        .AddEdge(Edge("G:1", "associated_with", "M:1"))
        .AddEdge(Edge("M:1", "associated_with", "G:1"));

    public static KgNode Node(string id, string name, string type, string? source = "S", params string[] synonyms) =>
        new() { Id = new NodeId(id), Name = name, Type = new NodeType(type), Source = source, Synonyms = synonyms };

    public static KgEdge Edge(string source, string relation, string target) =>
        new() { Source = new NodeId(source), Relation = new RelationType(relation), Target = new NodeId(target) };

    /// <summary>A graph of random edges, the same for a seed, in an order of its own for each shuffle.</summary>
    public static InMemoryKnowledgeGraph Random(int seed, int nodes, int edges, int relations, int shuffle = 0)
    {
        var random = new Random(seed);
        List<Action<KnowledgeGraphBuilder>> steps = [];
        for (int i = 0; i < nodes; i++)
        {
            KgNode node = Node(Id(i), $"name {i % 17}", $"type{random.Next(3)}", i % 5 == 0 ? null : $"source{random.Next(4)}", $"also {i % 11}", $"also {i % 7}");
            steps.Add(builder => builder.AddNode(node));
        }

        for (int i = 0; i < edges; i++)
        {
            KgEdge edge = Edge(Id(random.Next(nodes)), $"relation{random.Next(relations)}", Id(random.Next(nodes)));
            steps.Add(builder => builder.AddEdge(edge));
        }

        new Random(shuffle).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(steps));
        var builder = new KnowledgeGraphBuilder { Name = "random" };
        steps.ForEach(step => step(builder));
        return builder.Build();
    }

    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"N:{number}");

    public static List<string> Edges(IAdjacencyView view)
    {
        var edges = new List<string>();
        for (int ordinal = 0; ordinal < view.NodeCount; ordinal++)
        {
            ReadOnlySpan<ushort> codes = view.GetRelationCodes(ordinal);
            for (int i = 0; i < codes.Length; i++)
            {
                if ((codes[i] & 1) == 0)
                {
                    edges.Add($"{view.GetId(ordinal)} {view.Relations[codes[i] >> 1].Relation} {view.GetId(view.GetNeighbors(ordinal)[i])}");
                }
            }
        }

        return edges;
    }
}
