using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using MedReason.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedReason.AspNetCore.Tests;

/// <summary>A host of the endpoints on a free port of this machine, with a client.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningHost(WebApplication app, LogLines log)
    {
        _app = app;
        Log = log;
        // Who leaves a stream closes the connection, as a browser does, and does not wait for the rest of it.
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = new Uri(app.Urls.Single() + "/medreason/") };
    }

    public HttpClient Client { get; }

    /// <summary>Everything that the host logs, at every level.</summary>
    public LogLines Log { get; }

    public string Address => _app.Urls.Single() + "/medreason";

    /// <summary>Starts a host over the clinic's graph, and waits until it is ready.</summary>
    /// <param name="configure">Sets options; null for the defaults.</param>
    /// <param name="services">Adds services; null for the clinic's graph and a pipeline over it.</param>
    /// <param name="use">Adds middleware and what belongs to the group; null for nothing.</param>
    /// <param name="isReady">Whether to wait until the graph is prepared.</param>
    public static async Task<RunningHost> StartAsync(
        Action<MedReasonEndpointOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication, RouteGroupBuilder>? use = null,
        bool isReady = true)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        (services ?? AddClinic)(builder.Services);
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        RouteGroupBuilder group = app.MapMedReason("/medreason", configure);
        use?.Invoke(app, group);
        await app.StartAsync();
        var host = new RunningHost(app, log);
        while (isReady && (await host.Client.GetAsync("health/ready")).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(20);
        }

        return host;
    }

    public static void AddClinic(IServiceCollection services)
    {
        services.AddKnowledgeGraph(_ => ClinicGraph.Build());
        services.AddMedReason();
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json, CancellationToken cancellationToken = default) =>
        PostAsync(path, Encoding.UTF8.GetBytes(json), cancellationToken);

    public async Task<HttpResponseMessage> PostAsync(string path, byte[] body, CancellationToken cancellationToken = default)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return await Client.PostAsync(path, content, cancellationToken);
    }

    /// <summary>Posts a batch that is right.</summary>
    public async Task<JsonElement> SendAsync(string path, string json)
    {
        using HttpResponseMessage response = await PostAsync(path, json);
        string text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return Parse(text);
    }

    /// <summary>Posts a batch that is wrong, and returns its problem details.</summary>
    public async Task<JsonElement> RefuseAsync(string path, byte[] body, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using HttpResponseMessage response = await PostAsync(path, body);
        string text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonElement problem = Parse(text);
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        return problem;
    }

    /// <summary>Posts a question and returns when the headers of its events are there.</summary>
    public async Task<HttpResponseMessage> OpenEventsAsync(string json, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "explain") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Reads the events of an answer as they come.</summary>
    public static async IAsyncEnumerable<(string Name, JsonElement Data)> ReadEventsAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        await using Stream stream = await response.Content.ReadAsStreamAsync();
        await foreach (SseItem<JsonElement> item in SseParser.Create(stream, (_, data) => JsonElement.Parse(data)).EnumerateAsync())
        {
            yield return (item.EventType, item.Data);
        }
    }

    /// <summary>Posts a question and reads all its events.</summary>
    public async Task<List<(string Name, JsonElement Data)>> StreamAsync(string json)
    {
        using HttpResponseMessage response = await OpenEventsAsync(json);
        return await ReadEventsAsync(response).ToListAsync();
    }

    public static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
