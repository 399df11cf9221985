namespace MedReason.Tests;

/// <summary>The edges of a graph in memory, each once, in the order of source, target and relation.</summary>
internal static class GraphEdges
{
    public static List<KgEdge> Of(IAdjacencyView graph)
    {
        var edges = new List<KgEdge>();
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            ReadOnlySpan<int> neighbors = graph.GetNeighbors(ordinal);
            ReadOnlySpan<ushort> codes = graph.GetRelationCodes(ordinal);
            for (int i = 0; i < codes.Length; i++)
            {
                if ((codes[i] & 1) == 0)
                {
                    RelationType relation = graph.Relations[codes[i] >> 1].Relation;
                    edges.Add(new KgEdge { Source = graph.GetId(ordinal), Target = graph.GetId(neighbors[i]), Relation = relation });
                }
            }
        }

        return edges;
    }

    public static string Format(KgEdge edge) => $"{edge.Source} {edge.Relation} {edge.Target}";
}
