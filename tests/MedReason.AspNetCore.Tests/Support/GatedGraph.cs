using MedReason.Tests;

namespace MedReason.AspNetCore.Tests;

/// <summary>The clinic's graph, which says nothing of itself until it may, or fails.</summary>
internal sealed class GatedGraph() : DelegatingKnowledgeGraph(ClinicGraph.Build())
{
    /// <summary>Gets or sets what the graph waits for.</summary>
    public TaskCompletionSource Gate { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
    {
        await Gate.Task.WaitAsync(cancellationToken);
        return await base.GetMetadataAsync(cancellationToken);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) => InnerGraph.GetService(serviceType, serviceKey);
}
