namespace MedReason.Quality.Tests;

public sealed class SequenceWalksTests
{
    private static readonly string[] Types = ["drug", "gene", "disease"];

    [Fact]
    public void Counts_are_those_of_walks_enumerated_edge_by_edge()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            using InMemoryKnowledgeGraph graph = CreateGraph(random);
            var walks = new SequenceWalks(graph, 0.4);
            for (int i = 0; i < 10; i++)
            {
                string text = string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => (random.Next(2) == 0 ? "<" : string.Empty) + (random.Next(2) == 0 ? "acts" : "like")));
                (int from, int to) = (random.Next(graph.NodeCount), random.Next(graph.NodeCount));
                (int Relation, bool IsForward)[] sequence = walks.Parse(text);
                walks.Count(from, to, sequence).ShouldBe(Enumerate(graph, from, from, to, sequence, 0), 1e-12, $"{seed} {text} {from} {to}");
            }
        }
    }

    private static InMemoryKnowledgeGraph CreateGraph(Random random)
    {
        var builder = new KnowledgeGraphBuilder { Name = "random" };
        builder.AddRelation(RelationInfo.FromName(new RelationType("acts")));
        builder.AddRelation(RelationInfo.FromName(new RelationType("like")) with { IsSymmetric = true });
        int count = random.Next(2, 8);
        for (int i = 0; i < count; i++)
        {
            builder.AddNode(new KgNode { Id = new NodeId($"n:{i}"), Name = $"{i}", Type = new NodeType(Types[i % 3]) });
        }

        for (int i = 0; i < 18; i++)
        {
            builder.AddEdge(new KgEdge
            {
                Source = new NodeId($"n:{random.Next(count)}"),
                Target = new NodeId($"n:{random.Next(count)}"),
                Relation = new RelationType(random.Next(2) == 0 ? "acts" : "like"),
            });
        }

        return builder.Build();
    }

    /// <summary>The oracle: each walk by itself, with degrees counted at the place.</summary>
    private static double Enumerate(InMemoryKnowledgeGraph graph, int from, int at, int to, (int Relation, bool IsForward)[] sequence, int step)
    {
        if (step == sequence.Length)
        {
            return at == to ? 1 : 0;
        }

        double sum = 0;
        (int relation, bool isForward) = sequence[step];
        foreach (int reached in GetEnds(graph, at, relation, isForward))
        {
            if (step == sequence.Length - 1 || (reached != from && reached != to))
            {
                // A loop stands once at its node, outgoing, and the least degree is 1.
                double degrees = (double)Math.Max(1, GetEnds(graph, at, relation, isForward).Count) * Math.Max(1, GetEnds(graph, reached, relation, !isForward).Count);
                sum += Math.Pow(degrees, -0.4) * Enumerate(graph, from, reached, to, sequence, step + 1);
            }
        }

        return sum;
    }

    private static List<int> GetEnds(InMemoryKnowledgeGraph graph, int node, int relation, bool isForward)
    {
        var ends = new List<int>();
        for (int i = 0; i < graph.GetNeighbors(node).Length; i++)
        {
            int code = graph.GetRelationCodes(node)[i];
            if (code >> 1 == relation && (graph.Relations[relation].IsSymmetric || (code & 1) == (isForward ? 0 : 1)))
            {
                ends.Add(graph.GetNeighbors(node)[i]);
            }
        }

        return ends;
    }
}
