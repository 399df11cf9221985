using MedReason.AspNetCore;
using MedReason.AspNetCore.Replies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MedReason;

/// <summary>Maps the endpoints of the pipeline, the graph, the reward and the verifier.</summary>
public static class MedReasonEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>POST {prefix}/explain</c>, <c>entities</c>, <c>paths</c>, <c>neighbors</c>, <c>reward</c> and <c>verify</c>, and <c>GET {prefix}/graph</c>,
    /// <c>health/live</c>, <c>health/ready</c> and <c>openapi.json</c> over the graph and the stages of a registered pipeline.
    /// </summary>
    /// <remarks>
    /// <para>The host starts at once; until graph and names are prepared whatever needs them answers with status 503 and Retry-After. A wrong request gets
    /// problem details that name the member. No text of a request is stored, logged, traced or repeated in an error.</para>
    /// <para><c>explain</c> runs the pipeline as it is registered, with a model where the host gave it one. A client that accepts
    /// <c>text/event-stream</c> gets an event for each stage that ends, and last the result; another one gets the result as JSON. A client that goes away ends
    /// its run.</para>
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
        GraphService.RequirePipeline(services, options.ServiceKey, nameof(MapMedReason));
        var graph = new GraphService(services, options);
        var judging = new RequestGate(graph, options, options.MaxConcurrentBatches, options.MaxQueuedBatches, "Too many batches are waiting.", services);
        var asking = new RequestGate(graph, options, options.MaxConcurrentQuestions, options.MaxQueuedQuestions, "Too many questions are waiting.", services);
        var batches = new BatchEndpoints(judging, options);
        var lookups = new LookupEndpoints(asking, options);
        IHostApplicationLifetime lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(graph.Begin);
        lifetime.ApplicationStopped.Register(judging.Dispose);
        lifetime.ApplicationStopped.Register(asking.Dispose);

        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        if (options.AllowsExplain)
        {
            group.MapPost("/explain", new ExplainEndpoint(asking, options).ExplainAsync);
        }

        group.MapPost("/entities", lookups.FindEntitiesAsync);
        group.MapPost("/paths", lookups.FindPathsAsync);
        group.MapPost("/neighbors", lookups.ListNeighborsAsync);
        group.MapPost("/reward", batches.RewardAsync);
        group.MapPost("/verify", batches.VerifyAsync);
        group.MapGet("/graph", graph.DescribeAsync);
        group.MapGet("/health/live", GraphService.SayLiveAsync).AllowAnonymous().DisableRateLimiting();
        group.MapGet("/health/ready", graph.SayReadyAsync).AllowAnonymous().DisableRateLimiting();
        group.MapGet("/openapi.json", new OpenApiDocument(options.AllowsExplain).SendAsync);
        return group;
    }
}
