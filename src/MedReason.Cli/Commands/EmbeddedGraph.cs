namespace MedReason.Cli;

/// <summary>A graph with the index that a call names, if it names one, and the generator that embeds what is looked for.</summary>
internal sealed class EmbeddedGraph(IKnowledgeGraph graph, IDisposable? generator = null) : IDisposable
{
    /// <summary>The graph; whoever created the inner one disposes it.</summary>
    public IKnowledgeGraph Graph { get; } = graph;

    /// <summary>Gets the SHA-256 of the index, which holds the hash of the graph, the model's identity and all vectors; null without an index.</summary>
    public string? Hash { get; init; }

    /// <summary>Gets whether each text that is looked for is sent to a server.</summary>
    public bool IsServed { get; init; }

    /// <summary>Gets the address that texts are sent to, without its query, which may hold a key; null when the call names none.</summary>
    public string? Endpoint { get; init; }

    public void Dispose() => generator?.Dispose();
}
