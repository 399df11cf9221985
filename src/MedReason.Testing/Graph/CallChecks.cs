namespace MedReason.Testing;

/// <summary>Checks of how calls behave: round trips, concurrency, cancellation, disposal, arguments and services.</summary>
internal static class CallChecks
{
    private const int ConcurrentCalls = 200;
    private const int ConcurrentCallers = 16;
    private static readonly NodeId Mcc = new("NCBI:4163");

    public static (string Name, Func<ConformanceContext, Task> Run)[] All =>
    [
        (nameof(BatchIsOneRoundTrip), BatchIsOneRoundTrip),
        (nameof(ConcurrentCallersGetTheSameAnswers), ConcurrentCallersGetTheSameAnswers),
        (nameof(CancellationThrows), CancellationThrows),
        (nameof(DisposedGraphThrows), DisposedGraphThrows),
        (nameof(NullArgumentsThrow), NullArgumentsThrow),
        (nameof(ServicesMatchTheRequestedType), ServicesMatchTheRequestedType),
        (nameof(FilteringDecoratorExposesNoCapability), FilteringDecoratorExposesNoCapability),
    ];

    /// <summary>However long a list of ids or a frontier is, it costs the store one call. Checked where round trips are counted.</summary>
    public static Task BatchIsOneRoundTrip(ConformanceContext context) => context.WithGraphAsync(context.Toy, async graph =>
    {
        await graph.GetMetadataAsync();
        NodeId[] ids = [.. context.Ids, ConformanceContext.Unknown, .. context.Ids];
        if (context.CountRoundTrips(graph) is not { } before)
        {
            return;
        }

        await graph.GetNodesAsync(ids);
        Expect.Equal(before + 1, context.CountRoundTrips(graph), "round trips after GetNodesAsync");
        await graph.GetNeighborsAsync(ids, new NeighborOptions { Filter = KgFilter.Affirmed });
        Expect.Equal(before + 2, context.CountRoundTrips(graph), "round trips after GetNeighborsAsync");
        if (graph.GetService<INodeDegrees>() is { } degrees)
        {
            long? beforeDegrees = context.CountRoundTrips(graph);
            await degrees.GetDegreesAsync(ids);
            Expect.Equal(beforeDegrees + 1, context.CountRoundTrips(graph), "round trips after GetDegreesAsync");
        }

        if (graph.GetService<IEdgeAttributes>() is { } attributes)
        {
            long? beforeAttributes = context.CountRoundTrips(graph);
            await attributes.GetAttributesAsync([.. context.Toy.Edges, .. context.Toy.Edges]);
            Expect.Equal(beforeAttributes + 1, context.CountRoundTrips(graph), "round trips after GetAttributesAsync");
        }
    });

    /// <summary>Many callers at once get the answers that one alone gets.</summary>
    public static Task ConcurrentCallersGetTheSameAnswers(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(10), graph =>
    {
        NodeId[] ids = context.Ids;
        var options = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentCallers };
        return Parallel.ForEachAsync(Enumerable.Range(0, ConcurrentCalls), options, async (i, cancellationToken) =>
        {
            NodeId id = ids[i % ids.Length];
            KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken);
            IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync([id], cancellationToken);
            NeighborBatch batch = await graph.GetNeighborsAsync([id], null, cancellationToken);
            Expect.Equal(context.Toy.Nodes.Count, metadata.NodeCount);
            Expect.SameNode(context.Toy.Node(id.Value), nodes[0]);
            Expect.Sequence(context.Toy.NeighborsOf(id), batch[0], $"neighbors of {id}");
        });
    });

    /// <summary>A cancelled token ends every call with <see cref="OperationCanceledException"/>, also those of the capabilities.</summary>
    public static Task CancellationThrows(ConformanceContext context) => context.WithGraphAsync(context.Toy, async graph =>
    {
        var cancelled = new CancellationToken(canceled: true);
        await Expect.CancelsAsync(async () => await graph.GetMetadataAsync(cancelled));
        await Expect.CancelsAsync(async () => await graph.GetNodesAsync([Mcc], cancelled));
        await Expect.CancelsAsync(async () => await graph.GetNeighborsAsync([Mcc], null, cancelled));
        await graph.GetMetadataAsync();
        if (graph.GetService<INodeDegrees>() is { } degrees)
        {
            await Expect.CancelsAsync(async () => await degrees.GetDegreesAsync([Mcc], cancelled));
        }

        if (graph.GetService<IEdgeAttributes>() is { } attributes)
        {
            await Expect.CancelsAsync(async () => await attributes.GetAttributesAsync([context.Toy.Edges[0]], cancelled));
        }

        if (graph.GetService<INodeIndex>() is { } index)
        {
            await Expect.CancelsAsync(async () => await index.SearchAsync(["MCC"], null, cancelled));
        }

        if (graph.GetService<INodeCatalog>() is { } catalog)
        {
            await Expect.CancelsAsync(async () => await EnumerateAsync(catalog, () => Task.CompletedTask, cancelled), "catalog.GetNodesAsync");
            await CheckCancellationAtFirstNodeAsync(catalog);
        }

        NeighborBatch batch = await graph.GetNeighborsAsync([Mcc]);
        Expect.Sequence(context.Toy.NeighborsOf(Mcc), batch[0]);
    });

    /// <summary>A graph that can be disposed throws <see cref="ObjectDisposedException"/> afterwards; disposing it again is allowed.</summary>
    public static async Task DisposedGraphThrows(ConformanceContext context)
    {
        IKnowledgeGraph graph = await context.CreateAsync(context.Toy);
        await ConformanceContext.GuardAsync(async () =>
        {
            await graph.GetMetadataAsync();
            await context.DisposeAsync(graph);
            await context.DisposeAsync(graph);
            if (graph is IAsyncDisposable or IDisposable)
            {
                await Expect.ThrowsAsync<ObjectDisposedException>(async () => await graph.GetMetadataAsync());
                await Expect.ThrowsAsync<ObjectDisposedException>(async () => await graph.GetNodesAsync([Mcc]));
                await Expect.ThrowsAsync<ObjectDisposedException>(async () => await graph.GetNeighborsAsync([Mcc]));
            }
        });
    }

    /// <summary>A null argument where the contract allows none throws at once.</summary>
    public static Task NullArgumentsThrow(ConformanceContext context) => context.WithGraphAsync(context.Toy, async graph =>
    {
        await Expect.ThrowsAsync<ArgumentNullException>(async () => await graph.GetNodesAsync(null!));
        await Expect.ThrowsAsync<ArgumentNullException>(async () => await graph.GetNeighborsAsync(null!));
        await Expect.ThrowsAsync<ArgumentNullException>(
            () =>
            {
                graph.GetService(null!);
                return ValueTask.CompletedTask;
            },
            "graph.GetService(null!)");
    });

    /// <summary>
    /// Services can be requested before anything is loaded; a graph returns itself as <see cref="IKnowledgeGraph"/>, what it returns is of the requested
    /// type, and unknown types and keys return null.
    /// </summary>
    public static Task ServicesMatchTheRequestedType(ConformanceContext context) => context.WithGraphAsync(context.Toy, async graph =>
    {
        foreach (Type capability in ConformanceContext.Capabilities)
        {
            ExpectService(graph, capability);
        }

        await graph.GetMetadataAsync();
        foreach (Type capability in ConformanceContext.Capabilities)
        {
            ExpectService(graph, capability);
            Expect.Equal(null, graph.GetService(capability, "no such key"));
        }

        bool isItself = ReferenceEquals(graph, graph.GetService(typeof(IKnowledgeGraph)));
        Expect.True(isItself, "GetService(IKnowledgeGraph): expected the graph, found another object.");
        Expect.Equal(null, graph.GetService(typeof(KnowledgeGraphConformance)));
        Expect.Equal(null, graph.GetService(typeof(IKnowledgeGraph), "no such key"));
    });

    /// <summary>
    /// A decorator that hides nodes, put around the graph, cannot be bypassed: <see cref="DelegatingKnowledgeGraph.GetService"/> returns neither a data
    /// capability nor the graph itself, regardless of the requested type.
    /// </summary>
    public static Task FilteringDecoratorExposesNoCapability(ConformanceContext context) => context.WithGraphAsync(context.Toy, async graph =>
    {
        await graph.GetMetadataAsync();
        var decorator = new HidingKnowledgeGraph(graph, Mcc);
        List<Type> requested = [.. ConformanceContext.Capabilities, typeof(IKnowledgeGraph), typeof(IDisposable), typeof(IAsyncDisposable)];
        for (Type? type = graph.GetType(); type is not null; type = type.BaseType)
        {
            requested.Add(type);
        }

        foreach (Type type in requested)
        {
            object? service = decorator.GetService(type);
            bool isLeak = service is IAdjacencyView or INodeIndex or INodeCatalog or INodeDegrees or IEdgeAttributes
                || (service is IKnowledgeGraph && !ReferenceEquals(service, decorator));
            Expect.True(!isLeak, $"decorator.GetService({type.Name}): expected null or the decorator, found {service?.GetType().Name}.");
        }

        IReadOnlyList<KgNode?> nodes = await decorator.GetNodesAsync([Mcc]);
        NeighborBatch batch = await decorator.GetNeighborsAsync([new("DrugBank:DB00331")]);
        Expect.Equal(null, nodes[0]);
        Expect.Empty(batch[0].Where(neighbor => neighbor.Node == Mcc), "neighbors that the decorator hides");
    });

    private static void ExpectService(IKnowledgeGraph graph, Type type)
    {
        object? service = graph.GetService(type);
        Expect.True(
            service is null || type.IsInstanceOfType(service),
            $"GetService({type.Name}): expected null or an object of this type, found {service?.GetType().Name}.");
    }

    private static async Task CheckCancellationAtFirstNodeAsync(INodeCatalog catalog)
    {
        using var source = new CancellationTokenSource();
        int count = 0;
        await Expect.CancelsAsync(
            async () => await EnumerateAsync(
                catalog,
                () =>
                {
                    count++;
                    return source.CancelAsync();
                },
                source.Token),
            "catalog.GetNodesAsync, cancelled at the first node");
        Expect.True(count > 0, "catalog.GetNodesAsync: expected a node before the cancellation, found none.");
    }

    private static async Task EnumerateAsync(INodeCatalog catalog, Func<Task> onNode, CancellationToken cancellationToken)
    {
        await foreach (KgNode node in catalog.GetNodesAsync(cancellationToken))
        {
            await onNode();
        }
    }
}
