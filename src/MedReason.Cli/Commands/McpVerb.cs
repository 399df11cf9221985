using System.CommandLine;
using System.Globalization;
using MedReason.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace MedReason.Cli;

/// <summary><c>medreason mcp</c>: tools for one agent over standard input and output, until its input ends.</summary>
internal static class McpVerb
{
    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<LanguageProfile> language = CommonOptions.Language();
        var command = new Command("mcp", "Offers the graph to an agent as a server of the Model Context Protocol over standard input and output.")
        {
            kg, language,
        };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            LanguageProfile profile = parsed.GetRequiredValue(language);
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            var services = new ServiceCollection();
            services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
            services.AddKnowledgeGraph(graph);
            ServeVerb.AddPipeline(services, profile);
            services.AddMedReasonMcp(new GraphToolOptions { Language = profile });
            ServiceProvider provider = services.BuildServiceProvider();
            await using (provider.ConfigureAwait(false))
            {
                KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
                await console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"medreason: {metadata.Name} {metadata.Version} ({metadata.NodeCount:N0} nodes) over standard input"))
                    .ConfigureAwait(false);

                // Names and links of the graph are kept from here on, while the client introduces itself; a fault is reported by the call that meets it.
                ReasoningPipeline pipeline = provider.GetRequiredService<ReasoningPipeline>();
                _ = Task.Run(() => pipeline.WarmUpAsync(cancellationToken), cancellationToken);
                await ServeAsync(provider, cancellationToken).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task ServeAsync(ServiceProvider provider, CancellationToken cancellationToken)
    {
        McpServerOptions options = provider.GetRequiredService<IOptions<McpServerOptions>>().Value;
        var transport = new StdioServerTransport(options);
        await using (transport.ConfigureAwait(false))
        {
            var server = McpServer.Create(transport, options, NullLoggerFactory.Instance, provider);
            await using (server.ConfigureAwait(false))
            {
                try
                {
                    await server.RunAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    // Ended by a signal, which is how an agent that lives on ends its servers.
                }
            }
        }
    }
}
