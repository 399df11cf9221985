using MedReason.AspNetCore;
using MedReason.AspNetCore.Mcp;
using MedReason.Extensions.AI;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MedReason;

/// <summary>Offers a registered pipeline and its graph to clients of the Model Context Protocol.</summary>
public static class MedReasonMcpExtensions
{
    private static readonly string[] ToolNames = ["verify_reasoning", "find_entities", "find_paths", "explain_question", "graph_info"];

    /// <summary>
    /// Adds a server with the tools <c>verify_reasoning</c>, <c>find_entities</c>, <c>find_paths</c>, <c>explain_question</c> and <c>graph_info</c>, nodes and
    /// the graph's schema as resources, and the prompt <c>verifiable_answer</c>.
    /// </summary>
    /// <remarks>
    /// Tools change nothing. Every result cites CURIEs, relations, sources and publications as the graph has them. Arguments and names of nodes are data. No
    /// text of a call is logged by this server.
    /// </remarks>
    /// <param name="services">The services, where <c>AddMedReason</c> and a graph are registered too.</param>
    /// <param name="options">The limits of the tools; null for the defaults.</param>
    /// <param name="serviceKey">The key of the pipeline; null for the one without a key.</param>
    /// <returns>The builder of the server, on which further tools and a transport beside HTTP can be added.</returns>
    /// <exception cref="InvalidOperationException">The server was added before: a host has one.</exception>
    public static IMcpServerBuilder AddMedReasonMcp(this IServiceCollection services, GraphToolOptions? options = null, string? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(McpSettings)))
        {
            throw new InvalidOperationException("AddMedReasonMcp was called before: a host has one server of the protocol, over one pipeline.");
        }

        services.AddSingleton(new McpSettings(options, serviceKey));
        services.AddSingleton<McpParts>();
        foreach (string name in ToolNames)
        {
            services.AddSingleton<McpServerTool>(provider => new McpGraphTool(Function(provider, name)));
        }

        services.AddSingleton<McpServerResource>(provider => new McpGraphResource(
            Function(provider, "graph_info"), null, "medreason://graph", "graph", "The graph's sources, node types and relations."));
        services.AddSingleton<McpServerResource>(provider => new McpGraphResource(
            Function(provider, "get_node"), "node", "medreason://node/{id}", "node", "A node with its synonyms, by CURIE."));
        services.AddSingleton<McpServerResource>(provider => new McpGraphResource(
            Function(provider, "get_neighbors"), "node", "medreason://node/{id}/edges", "edges", "Edges of a node, by CURIE."));
        services.AddSingleton<McpServerPrompt, McpAnswerPrompt>();
        return services.AddMcpServer(server =>
        {
            server.ServerInfo = new Implementation { Name = "medreason", Version = typeof(MedReasonMcpExtensions).Assembly.GetName().Version!.ToString(3) };
            server.ServerInstructions = "Medical knowledge graph. Check reasoning with verify_reasoning before answering. For research, not medical advice.";
        }).WithHttpTransport();
    }

    /// <summary>Maps the server that <see cref="AddMedReasonMcp"/> added at a path, over streamable HTTP.</summary>
    /// <remarks>Authorization and rate limits are the host's, on the builder that is returned. A body of more than 1 MB is refused.</remarks>
    /// <param name="endpoints">The routes of the host.</param>
    /// <param name="pattern">The path.</param>
    /// <returns>The endpoints.</returns>
    /// <exception cref="InvalidOperationException">No server was added, or no pipeline is registered.</exception>
    public static IEndpointConventionBuilder MapMedReasonMcp(this IEndpointRouteBuilder endpoints, string pattern = "/medreason/mcp")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        IServiceProvider services = endpoints.ServiceProvider;
        McpSettings settings = services.GetService<McpSettings>()
            ?? throw new InvalidOperationException("MapMedReasonMcp needs its server: call services.AddMedReasonMcp().");
        GraphService.RequirePipeline(services, settings.ServiceKey, nameof(MapMedReasonMcp));
        McpParts parts = services.GetRequiredService<McpParts>();

        // Names and links of the graph are kept from here on, so that no call waits for them.
        IHostApplicationLifetime lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(() => _ = WarmUpAsync(parts.Pipeline));
        return endpoints.MapMcp(pattern).WithMetadata(new BodyLimit());
    }

    private static AIFunction Function(IServiceProvider provider, string name) => provider.GetRequiredService<McpParts>().Functions[name];

    // A graph that cannot be read is reported by the first call that needs it.
    private static async Task WarmUpAsync(ReasoningPipeline pipeline) =>
        await Task.Run(() => pipeline.WarmUpAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
