namespace MedReason.Testing.Tests;

/// <summary>Loads a toy graph into memory.</summary>
internal static class ToyGraphs
{
    public static InMemoryKnowledgeGraph Build(ToyGraph content)
    {
        var builder = new KnowledgeGraphBuilder { Name = content.Name, Version = content.Version };
        foreach (RelationInfo relation in content.Relations)
        {
            builder.AddRelation(relation);
        }

        foreach (KgEdge edge in content.Edges)
        {
            builder.AddEdge(edge);
        }

        foreach (KgNode node in content.Nodes)
        {
            builder.AddNode(node);
        }

        foreach (KgSource source in content.Sources)
        {
            builder.AddSource(source);
        }

        return builder.Build();
    }
}
