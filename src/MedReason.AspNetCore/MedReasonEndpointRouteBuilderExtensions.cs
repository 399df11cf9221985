using MedReason.AspNetCore;
using MedReason.AspNetCore.Replies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MedReason;

/// <summary>Maps the endpoints of reward and verification.</summary>
public static class MedReasonEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>POST {prefix}/reward</c>, <c>POST {prefix}/verify</c>, <c>GET {prefix}/graph</c>, <c>GET {prefix}/health/live</c> and
    /// <c>GET {prefix}/health/ready</c> over the graph and the stages of a registered pipeline.
    /// </summary>
    /// <remarks>
    /// <para>The host starts at once; until graph and names are prepared everything but <c>health/live</c> answers with status 503 and Retry-After. A wrong
    /// request gets problem details that name the member. No text of a request is stored, logged, traced or repeated in an error.</para>
    /// <para>Authorization, rate limits and time-outs are the host's: it adds them to the group that is returned. Both health endpoints are exempt from
    /// authorization and rate limits.</para>
    /// </remarks>
    /// <param name="endpoints">The routes of the host.</param>
    /// <param name="prefix">The path that all endpoints begin with, such as <c>/medreason</c>.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <returns>The group of all endpoints.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is out of range.</exception>
    /// <exception cref="InvalidOperationException">No pipeline is registered.</exception>
    public static RouteGroupBuilder MapMedReason(
        this IEndpointRouteBuilder endpoints, string prefix = "/medreason", Action<MedReasonEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var options = new MedReasonEndpointOptions();
        configure?.Invoke(options);
        options.Validate();
        IServiceProvider services = endpoints.ServiceProvider;
        GraphService.RequirePipeline(services, options.ServiceKey);
        var graph = new GraphService(services, options);
        var batches = new BatchEndpoints(graph, options, services);
        IHostApplicationLifetime lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(graph.Begin);
        lifetime.ApplicationStopped.Register(batches.Dispose);

        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        Describe<RewardReply>(group.MapPost("/reward", batches.RewardAsync), "Rewards completions.");
        Describe<VerifyReply>(group.MapPost("/verify", batches.VerifyAsync), "Says what the graph supports of reasoning texts.");
        Describe<GraphReply>(group.MapGet("/graph", graph.DescribeAsync), "Describes the graph.");
        MapHealth(group, "/health/live", GraphService.SayLiveAsync);
        MapHealth(group, "/health/ready", graph.SayReadyAsync);
        return group;
    }

    private static void Describe<TReply>(IEndpointConventionBuilder endpoint, string summary)
    {
        const string Json = "application/json";
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TReply), [Json]));
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemReply), [ProblemReply.ContentType]));
        endpoint.WithSummary(summary);
    }

    private static void MapHealth(RouteGroupBuilder group, string pattern, RequestDelegate answer)
    {
        IEndpointConventionBuilder endpoint = group.MapGet(pattern, answer);
        Describe<HealthReply>(endpoint, "Tells whether the host " + (pattern.EndsWith("live", StringComparison.Ordinal) ? "lives." : "can answer."));
        endpoint.AllowAnonymous().DisableRateLimiting();
    }
}
