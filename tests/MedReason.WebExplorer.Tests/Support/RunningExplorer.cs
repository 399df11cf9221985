using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebExplorer;

namespace MedReason.WebExplorer.Tests;

/// <summary>The explorer on a free port of this machine, with a client.</summary>
public sealed class RunningExplorer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningExplorer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());

        // Who leaves a stream closes the connection, as a browser does, and does not wait for the rest of it.
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts one.</summary>
    /// <param name="configure">Adds or replaces services; null for none.</param>
    /// <param name="settings">Settings as the command line gives them: name, value, name, value.</param>
    public static async Task<RunningExplorer> StartAsync(Action<IServiceCollection>? configure = null, params string[] settings)
    {
        RunningExplorer explorer = await BeginAsync(configure, settings);
        while ((await explorer.Client.GetAsync("api/health/ready")).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(20);
        }

        return explorer;
    }

    /// <summary>Starts one without waiting for its graph.</summary>
    public static async Task<RunningExplorer> BeginAsync(Action<IServiceCollection>? configure = null, params string[] settings)
    {
        WebApplicationBuilder builder = await ExplorerApp.CreateBuilderAsync(["--Urls", "http://127.0.0.1:0", .. settings]);
        builder.Logging.ClearProviders();
        configure?.Invoke(builder.Services);
        WebApplication app = ExplorerApp.Build(builder);
        await app.StartAsync();
        return new RunningExplorer(app);
    }

    /// <summary>Posts a body to the endpoint that explains; the headers of the answer are awaited, not its end.</summary>
    public Task<HttpResponseMessage> PostAsync(string json, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "api/explain") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("text/event-stream");
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The events of an answer, as they come.</summary>
    public static async IAsyncEnumerable<(string Name, JsonElement Data)> ReadAsync(HttpResponseMessage response)
    {
        response.IsSuccessStatusCode.ShouldBeTrue(response.StatusCode.ToString());
        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        await using Stream stream = await response.Content.ReadAsStreamAsync();
        await foreach (SseItem<JsonElement> item in SseParser.Create(stream, (_, data) => JsonElement.Parse(data)).EnumerateAsync())
        {
            yield return (item.EventType, item.Data);
        }
    }

    /// <summary>All events of a question.</summary>
    public async Task<List<(string Name, JsonElement Data)>> ExplainAsync(string json)
    {
        using HttpResponseMessage response = await PostAsync(json);
        return await ReadAsync(response).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();

        // A client has read its answer before the server has ended the request: stopping waits for that, and with it for the request's span.
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
