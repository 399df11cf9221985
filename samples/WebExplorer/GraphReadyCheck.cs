using MedReason;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WebExplorer;

/// <summary>Ready once the graph is loaded.</summary>
internal sealed class GraphReadyCheck(ReasoningPipeline pipeline) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await pipeline.Graph.GetMetadataAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (KnowledgeGraphException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
