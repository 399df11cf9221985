namespace MedReason.Kg.Obo;

/// <summary>Represents what the definitions of a graph's nodes state. Immutable.</summary>
public sealed class OboDefinitionResult
{
    /// <summary>Gets the statements as a graph of their own, with the ids of the graph that was read, to be joined with it. The caller disposes it.</summary>
    public required InMemoryKnowledgeGraph Graph { get; init; }

    /// <summary>Gets the number of statements that were read, each as one edge or several.</summary>
    public required int ReadCount { get; init; }

    /// <summary>Gets the statements whose words name no finding of the graph, in the order of the nodes and of the text.</summary>
    public required IReadOnlyList<OboDefinitionStatement> Unresolved { get; init; }
}
