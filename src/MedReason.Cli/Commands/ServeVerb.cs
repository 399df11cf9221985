using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using MedReason.AspNetCore;
using MedReason.Extensions.AI;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MedReason.Cli;

/// <summary><c>medreason serve</c>: pipeline, graph, reward, verifier and tools over HTTP until it is ended.</summary>
internal static class ServeVerb
{
    private const string Prefix = "/medreason";

    // Shorter than the time after which a termination signal ends the process.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    public static Command Create(CommandConsole console)
    {
        Option<string> kg = CommonOptions.Kg();
        Option<string[]> urls = new("--urls")
        {
            Description = "The addresses to listen at, with semicolons between them; port 0 takes a free one. "
                + "There is no authorization: keep it to this machine, or behind a proxy.",
            HelpName = "URLS",
            DefaultValueFactory = _ => ["http://127.0.0.1:8080"],
            CustomParser = static result =>
            {
                string[] given = [.. result.Tokens[0].Value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
                if (given.Length == 0 || !given.All(IsAddress))
                {
                    result.AddError($"--urls takes http://HOST:PORT, found '{result.Tokens[0].Value}'");
                }

                return given;
            },
            Arity = ArgumentArity.ExactlyOne,
        };
        Option<LanguageProfile> language = CommonOptions.Language();
        var command = new Command(
            "serve",
            "Explains questions, finds entities and paths, rewards completions and verifies texts over HTTP: /medreason/explain, entities, paths, neighbors, "
                + "reward, verify and graph; offers tools to agents: /medreason/mcp.")
        {
            kg, urls, language,
        };
        command.SetVerb(console, async (parsed, cancellationToken) =>
        {
            using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(parsed.GetRequiredValue(kg), cancellationToken).ConfigureAwait(false);
            WebApplication app = Build(graph, parsed.GetRequiredValue(urls), parsed.GetRequiredValue(language), console);
            await using (app.ConfigureAwait(false))
            {
                await StartAsync(app, cancellationToken).ConfigureAwait(false);
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Adds the pipeline that servers offer: no model, one language.</summary>
    public static void AddPipeline(IServiceCollection services, LanguageProfile language) => services.AddMedReason(options =>
    {
        options.Extractor = new LexiconEntityExtractorOptions { Language = language };
        options.Linker = new EntityLinkerOptions { Language = language };
    });

    private static WebApplication Build(InMemoryKnowledgeGraph graph, string[] urls, LanguageProfile language, CommandConsole console)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(static lines => lines.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // What fails the start is reported once, in the command's own words.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.None);
        builder.Services.Configure<ConsoleLoggerOptions>(static lines => lines.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.AddKnowledgeGraph(graph);
        AddPipeline(builder.Services, language);
        builder.Services.AddMedReasonMcp(new GraphToolOptions { Language = language });
        WebApplication app = builder.Build();
        app.MapMedReason(Prefix, options => options.Prepared = metadata => console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"medreason: {metadata.Name} {metadata.Version} ({metadata.NodeCount:N0} nodes) at {string.Join(" ", app.Urls.Select(url => url + Prefix))}")));
        app.MapMedReasonMcp(Prefix + "/mcp");
        return app;
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException($"--urls: {exception.Message}", exception);
        }
        catch (SocketException exception)
        {
            throw new IOException($"--urls: {exception.Message}", exception);
        }
    }

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme == Uri.UriSchemeHttp && address.PathBase.Length == 0 && !address.IsUnixPipe && !address.IsNamedPipe;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Leaves the signals to the command, which ends every verb alike.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
