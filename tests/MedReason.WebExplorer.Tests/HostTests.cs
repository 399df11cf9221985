using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace MedReason.WebExplorer.Tests;

public sealed class HostTests
{
    [Fact]
    public async Task Alive_from_the_start_and_ready_once_the_graph_is_loaded()
    {
        var graph = new GatedGraph();
        await using RunningExplorer explorer = await RunningExplorer.BeginAsync(services => services.Replace(ServiceDescriptor.Singleton<IKnowledgeGraph>(graph)));
        (await explorer.Client.GetAsync("api/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await explorer.Client.GetAsync("api/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await explorer.PostAsync(Questions.Json)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_snapshot_that_the_command_makes_is_a_graph_like_any_other()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("webexplorer");
        try
        {
            string file = Path.Combine(folder.FullName, "graph.mrkg");
            var builder = new KnowledgeGraphBuilder { Name = "Snapshot", Version = "7" };
            builder.AddNode(new KgNode { Id = new NodeId("T:gout"), Name = "gout", Type = new NodeType("disease") });
            await builder.Build().SaveSnapshotAsync(file);
            await using (RunningExplorer explorer = await RunningExplorer.StartAsync(null, "--Graph:Path", file))
            {
                (await explorer.Client.GetStringAsync("api/graph")).ShouldContain("\"name\":\"Snapshot\",\"version\":\"7\"");
            }

            await File.WriteAllTextAsync(file, "no snapshot");
            (int exitCode, string error) = await FailAsync(["--Graph:Path", file]);
            exitCode.ShouldBe(2);
            error.ShouldStartWith("web explorer: ");
            error.TrimEnd('\n').ShouldNotContain('\n');
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Spans_and_metrics_go_to_the_collector_of_the_environment_and_carry_no_text()
    {
        var received = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(signal, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync();

        await using (RunningExplorer explorer = await RunningExplorer.StartAsync(
            null, "--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single(), "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"))
        {
            await explorer.ExplainAsync(Questions.Json);
        }

        received["traces"].ShouldContain("medreason.question");
        received["traces"].ShouldContain("medreason.stage");
        received["traces"].ShouldContain("/api/explain");
        received["metrics"].ShouldContain("medreason.question.duration");
        received["metrics"].ShouldContain("http.server.request.duration");
        string all = string.Concat(received.Values);
        foreach (string secret in (string[])["24-year-old", "hypokalemia", "Gitelman"])
        {
            all.ShouldNotContain(secret, Case.Insensitive);
        }
    }

    [Fact]
    public Task One_command_starts_it_with_the_starter_graph() => RunProgramAsync(Path.GetTempPath(), [], async client =>
    {
        (await client.GetStringAsync("/")).ShouldContain("MedReason Explorer");
        (await client.GetStringAsync("/api/graph")).ShouldContain("\"node_count\":678");
        (await client.GetStringAsync("/api/questions")).ShouldContain("starter-001");
        using HttpResponseMessage response = await client.PostAsync("/api/explain", new StringContent(Questions.Json, Encoding.UTF8, "application/json"));
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"outcome\":\"accepted\"");
        using HttpResponseMessage refused = await client.PostAsync("/api/explain", new StringContent("{}", Encoding.UTF8, "application/json"));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("\"path\":\"question\"");
    });

    [Fact]
    public async Task A_graph_that_the_command_line_names_is_read_from_the_working_directory()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("webexplorer");
        try
        {
            // The header and the first links: fewer entities than the starter graph has.
            string starter = Path.Combine(AppContext.BaseDirectory, "Data", "starter_kg.csv");
            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "kg.csv"), File.ReadLines(starter).Take(5));
            await RunProgramAsync(folder.FullName, ["--Graph:Path", "kg.csv", "--Graph:Name", "Mine"], async client =>
            {
                string graph = await client.GetStringAsync("/api/graph");
                graph.ShouldContain("\"name\":\"Mine\"");
                graph.ShouldNotContain("\"node_count\":678");
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Error)> FailAsync(string[] settings)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "WebExplorer.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, "--Urls", "http://127.0.0.1:0", .. settings]) { RedirectStandardError = true })!;
        string error = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, error);
    }

    /// <summary>Waits until a host has its graph.</summary>
    private static async Task UntilReadyAsync(HttpClient client)
    {
        while ((await client.GetAsync("/api/health/ready")).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>In a process of its own, where JSON by reflection is off: whatever is not source-generated would fail here.</summary>
    private static async Task RunProgramAsync(string folder, string[] settings, Func<HttpClient, Task> use)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "WebExplorer.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, "--Urls", "http://127.0.0.1:0", .. settings])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        })!;
        try
        {
            string? line;
            do
            {
                line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            }
            while (line is not null && !line.Contains("Now listening on: ", StringComparison.Ordinal));

            line.ShouldNotBeNull();
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(line[(line.IndexOf("on: ", StringComparison.Ordinal) + 4)..]) };
            await UntilReadyAsync(client);
            await use(client);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private sealed class GatedGraph : IKnowledgeGraph, INodeCatalog
    {
        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default)
        {
            await Open.Task.WaitAsync(cancellationToken);
            return new KnowledgeGraphMetadata
            {
                Name = "gated",
                Version = "1",
                NodeCount = 0,
                EdgeCount = 0,
                NodeTypes = new Dictionary<NodeType, long>(),
                Relations = [],
                RelationCounts = new Dictionary<RelationType, long>(),
            };
        }

        public ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<NeighborBatch> GetNeighborsAsync(IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<KgNode> GetNodesAsync(CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<KgNode>();

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(INodeCatalog) ? this : null;
    }
}
