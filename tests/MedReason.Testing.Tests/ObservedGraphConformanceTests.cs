using MedReason.Telemetry;
using MedReason.Tests;

namespace MedReason.Testing.Tests;

/// <summary>The decorator that a pipeline lays over its graph, while somebody listens.</summary>
[ConformanceSuite(typeof(ObservedKnowledgeGraph))]
[Collection(TelemetryCostTests.Alone)]
public sealed class ObservedGraphConformanceTests : KnowledgeGraphConformanceTests, IDisposable
{
    private readonly Observed _observed = new();

    public void Dispose() => _observed.Dispose();

    protected override ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content) =>
        ValueTask.FromResult<IKnowledgeGraph>(new ObservedKnowledgeGraph(ToyGraphs.Build(content), TimeProvider.System));

    protected override ValueTask DisposeGraphAsync(IKnowledgeGraph graph)
    {
        ((IDisposable)ObservedKnowledgeGraph.Unwrap(graph)).Dispose();
        return ValueTask.CompletedTask;
    }
}
