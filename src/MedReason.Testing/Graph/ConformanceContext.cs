namespace MedReason.Testing;

/// <summary>What a conformance check works with: the content, the author's hooks for the graph, and what the author declared about it.</summary>
internal sealed class ConformanceContext(
    Func<ToyGraph, ValueTask<IKnowledgeGraph>> createGraph, Func<IKnowledgeGraph, ValueTask> disposeGraph, Func<IKnowledgeGraph, long?> countRoundTrips)
{
    /// <summary>An id that no node of the content has.</summary>
    public static readonly NodeId Unknown = new("toy:unknown");

    /// <summary>The optional interfaces that a graph may offer by its services.</summary>
    public static readonly IReadOnlyList<Type> Capabilities =
        [typeof(IAdjacencyView), typeof(INodeIndex), typeof(INodeCatalog), typeof(INodeDegrees), typeof(IEdgeAttributes)];

    public required bool ReportsContentHash { get; init; }

    public required int HubDegree { get; init; }

    public ToyGraph Toy { get; } = ToyGraph.Create();

    /// <summary>Gets the ids of the content's nodes, in the content's order.</summary>
    public NodeId[] Ids => [.. Toy.Nodes.Select(node => node.Id)];

    public ValueTask<IKnowledgeGraph> CreateAsync(ToyGraph content) => createGraph(content);

    public ValueTask DisposeAsync(IKnowledgeGraph graph) => disposeGraph(graph);

    public long? CountRoundTrips(IKnowledgeGraph graph) => countRoundTrips(graph);

    /// <summary>Runs a check on a graph of its own, and disposes the graph.</summary>
    public async Task WithGraphAsync(ToyGraph content, Func<IKnowledgeGraph, Task> check)
    {
        IKnowledgeGraph graph = await createGraph(content);
        await GuardAsync(async () =>
        {
            try
            {
                await check(graph);
            }
            finally
            {
                await disposeGraph(graph);
            }
        });
    }

    /// <summary>Reports what a graph throws in place of an answer as a failure of the check; creation is outside, as a test may be skipped there.</summary>
    public static async Task GuardAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception exception) when (exception is not KnowledgeGraphConformanceException)
        {
            throw new KnowledgeGraphConformanceException($"Expected an answer of the graph, found {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    /// <summary>Runs a check on a capability of a graph that has answered once; a graph that does not offer the capability passes.</summary>
    public Task WithCapabilityAsync<TCapability>(ToyGraph content, Func<TCapability, Task> check)
        where TCapability : class => WithGraphAsync(content, async graph =>
        {
            await graph.GetMetadataAsync();
            if (graph.GetService<TCapability>() is { } capability)
            {
                await check(capability);
            }
        });
}
