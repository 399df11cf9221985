using MedReason;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WebExplorer;

/// <summary>Ready once the graph is loaded and the pipeline is warm, so that no question waits for either.</summary>
internal sealed class GraphReadyCheck(ReasoningPipeline pipeline) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await pipeline.WarmUpAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (KnowledgeGraphException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
