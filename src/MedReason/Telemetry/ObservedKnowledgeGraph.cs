using System.Diagnostics;

namespace MedReason.Telemetry;

/// <summary>
/// The graph as a pipeline hands it to its stages: the same, with a span and a duration for each batched call as long as somebody listens. The ordinal view
/// passes as it is, so that what is read through it costs what it costs without.
/// </summary>
internal sealed class ObservedKnowledgeGraph(IKnowledgeGraph innerGraph, TimeProvider timeProvider) : DelegatingKnowledgeGraph(innerGraph), INodeDegrees
{
    private readonly string _kind = innerGraph.GetType().Name;

    /// <summary>The graph itself, as the key of what is kept for a graph: every pipeline over it shares that.</summary>
    public static IKnowledgeGraph Unwrap(IKnowledgeGraph graph) => graph is ObservedKnowledgeGraph observed ? observed.InnerGraph : graph;

    /// <inheritdoc />
    public override ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) =>
        MedReasonTelemetry.AreGraphCallsObserved
            ? ObserveNodesAsync(ids, cancellationToken)
            : InnerGraph.GetNodesAsync(ids, cancellationToken);

    /// <inheritdoc />
    public override ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
        MedReasonTelemetry.AreGraphCallsObserved
            ? ObserveNeighborsAsync(frontier, options, cancellationToken)
            : InnerGraph.GetNeighborsAsync(frontier, options, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<NodeDegree>> GetDegreesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ObserveAsync("degrees", ids.Count, () => InnerGraph.GetService<INodeDegrees>()!.GetDegreesAsync(ids, cancellationToken));
    }

    /// <inheritdoc />
    /// <remarks>It hides nothing, so that everything passes; names and degrees pass observed.</remarks>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is null && serviceType == typeof(IKnowledgeGraph))
        {
            return this;
        }

        object? service = InnerGraph.GetService(serviceType, serviceKey);
        return service is null || !MedReasonTelemetry.AreGraphCallsObserved ? service
            : serviceType == typeof(INodeIndex) ? new ObservedNodeIndex(this, (INodeIndex)service)
            : serviceType == typeof(INodeDegrees) && serviceKey is null ? this
            : service;
    }

    private ValueTask<IReadOnlyList<KgNode?>> ObserveNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ObserveAsync("nodes", ids.Count, () => InnerGraph.GetNodesAsync(ids, cancellationToken));
    }

    private ValueTask<NeighborBatch> ObserveNeighborsAsync(IReadOnlyList<NodeId> frontier, NeighborOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        return ObserveAsync("neighbors", frontier.Count, () => InnerGraph.GetNeighborsAsync(frontier, options, cancellationToken));
    }

    private async ValueTask<T> ObserveAsync<T>(string operation, int items, Func<ValueTask<T>> call)
    {
        using Activity? activity = MedReasonTelemetry.Source.StartActivity(MedReasonTelemetry.GraphActivity);
        if (activity is not null)
        {
            activity.DisplayName = $"{MedReasonTelemetry.GraphActivity} {operation}";
            activity.SetTag(MedReasonTelemetry.OperationTag, operation);
            activity.SetTag(MedReasonTelemetry.GraphKindTag, _kind);
            activity.SetTag(MedReasonTelemetry.ItemsTag, items);
        }

        var tags = new TagList { { MedReasonTelemetry.OperationTag, operation }, { MedReasonTelemetry.GraphKindTag, _kind } };
        long start = timeProvider.GetTimestamp();
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            string type = MedReasonTelemetry.ErrorType(exception);
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag(MedReasonTelemetry.ErrorTypeTag, type);
            tags.Add(MedReasonTelemetry.ErrorTypeTag, type);
            throw;
        }
        finally
        {
            MedReasonTelemetry.GraphCallDuration.Record(timeProvider.GetElapsedTime(start).TotalSeconds, tags);
        }
    }

    /// <summary>Names, observed.</summary>
    private sealed class ObservedNodeIndex(ObservedKnowledgeGraph graph, INodeIndex innerIndex) : INodeIndex
    {
        public ValueTask<IReadOnlyList<IReadOnlyList<ScoredNode>>> SearchAsync(
            IReadOnlyList<string> texts, NodeSearchOptions? options = null, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(texts);
            return graph.ObserveAsync("search", texts.Count, () => innerIndex.SearchAsync(texts, options, cancellationToken));
        }
    }
}
