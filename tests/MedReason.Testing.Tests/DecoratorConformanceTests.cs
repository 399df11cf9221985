namespace MedReason.Testing.Tests;

/// <summary>A decorator that changes nothing and forwards every capability.</summary>
public sealed class ForwardingDecoratorConformanceTests : DecoratorConformanceTests
{
    protected override bool Forwards(Type capability) => true;
}

/// <summary>The in-memory graph without its fast path, so that readers must go by batched calls.</summary>
public sealed class WithoutAdjacencyConformanceTests : DecoratorConformanceTests
{
    protected override bool Forwards(Type capability) => capability != typeof(IAdjacencyView);
}

/// <summary>A decorator as it comes: no data capability passes.</summary>
public sealed class PlainDecoratorConformanceTests : DecoratorConformanceTests
{
    protected override bool Forwards(Type capability) => false;
}

/// <summary>A graph behind a decorator that counts the calls that reach it.</summary>
public abstract class DecoratorConformanceTests : KnowledgeGraphConformanceTests
{
    protected abstract bool Forwards(Type capability);

    protected override ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content) =>
        ValueTask.FromResult<IKnowledgeGraph>(new Decorator(ToyGraphs.Build(content), Forwards));

    protected override ValueTask DisposeGraphAsync(IKnowledgeGraph graph)
    {
        ((Decorator)graph).Inner.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override long? CountRoundTrips(IKnowledgeGraph graph) => ((Decorator)graph).RoundTrips;

    private sealed class Decorator(InMemoryKnowledgeGraph inner, Func<Type, bool> forwards) : DelegatingKnowledgeGraph(inner), INodeDegrees, IEdgeAttributes
    {
        private long _roundTrips;

        public InMemoryKnowledgeGraph Inner => inner;

        public long RoundTrips => Interlocked.Read(ref _roundTrips);

        public override ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _roundTrips);
            return base.GetNodesAsync(ids, cancellationToken);
        }

        public override ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _roundTrips);
            return base.GetNeighborsAsync(frontier, options, cancellationToken);
        }

        public ValueTask<IReadOnlyList<NodeDegree>> GetDegreesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _roundTrips);
            return inner.GetDegreesAsync(ids, cancellationToken);
        }

        public ValueTask<IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>> GetAttributesAsync(
            IReadOnlyList<KgEdge> edges, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _roundTrips);
            return inner.GetAttributesAsync(edges, cancellationToken);
        }

        public override object? GetService(Type serviceType, object? serviceKey = null)
        {
            ArgumentNullException.ThrowIfNull(serviceType);
            bool isCapability = serviceType == typeof(IAdjacencyView) || serviceType == typeof(INodeIndex) || serviceType == typeof(INodeCatalog);
            return isCapability
                ? forwards(serviceType) ? InnerGraph.GetService(serviceType, serviceKey) : null
                : (serviceType == typeof(INodeDegrees) || serviceType == typeof(IEdgeAttributes)) && !forwards(serviceType) ? null : base.GetService(serviceType, serviceKey);
        }
    }
}
