using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using MedReason.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.ML.Tokenizers;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace MedReason.AspNetCore.Tests;

/// <summary>The server of the Model Context Protocol over HTTP, driven by the protocol's own client.</summary>
public sealed class McpHttpTests
{
    private static readonly Dictionary<string, Dictionary<string, object?>> Calls = new(StringComparer.Ordinal)
    {
        ["verify_reasoning"] = new() { ["question"] = "A woman has ptosis. What is the diagnosis?", ["reasoning"] = "Ptosis is a finding in myasthenia gravis." },
        ["find_entities"] = new() { ["text"] = "ptosis without wheezing" },
        ["find_paths"] = new() { ["from"] = "ptosis", ["to"] = "pyridostigmine" },
        ["explain_question"] = new()
        {
            ["question"] = ClinicQuestions.Drug.Text,
            ["options"] = ClinicQuestions.Drug.Options.ToDictionary(option => option.Label, option => option.Text),
            ["answer"] = "B",
        },
        ["graph_info"] = [],
    };

    [Fact]
    public async Task The_tools_are_few_read_only_and_short()
    {
        await using McpHost host = await McpHost.StartAsync();
        IList<McpClientTool> tools = await host.Client.ListToolsAsync();

        tools.Select(tool => tool.Name).Order().ShouldBe(Calls.Keys.Order());
        tools.ShouldAllBe(tool => tool.ProtocolTool.Annotations!.ReadOnlyHint == true && tool.ReturnJsonSchema != null);
        var tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");
        int tokens = tools.Sum(tool => tokenizer.CountTokens(
            JsonSerializer.Serialize(new { name = tool.Name, description = tool.Description, parameters = tool.JsonSchema })));
        TestContext.Current.TestOutputHelper!.WriteLine($"{tokens} tokens of definitions");
        tokens.ShouldBeLessThanOrEqualTo(600);
        host.Client.ServerInfo!.Name.ShouldBe("medreason");
    }

    [Fact]
    public async Task Every_tool_returns_what_its_schema_says()
    {
        await using McpHost host = await McpHost.StartAsync();
        foreach (McpClientTool tool in await host.Client.ListToolsAsync())
        {
            CallToolResult result = await host.Client.CallToolAsync(tool.Name, Calls[tool.Name]);

            result.IsError.ShouldNotBe(true, tool.Name);
            var content = (JsonElement)result.StructuredContent!;
            ((TextContentBlock)result.Content.Single()).Text.ShouldBe(content.GetRawText());
            foreach (JsonElement name in tool.ReturnJsonSchema!.Value.GetProperty("required").EnumerateArray())
            {
                content.TryGetProperty(name.GetString()!, out _).ShouldBeTrue($"{tool.Name}: {name}");
            }

            JsonElement properties = tool.ReturnJsonSchema.Value.GetProperty("properties");
            content.EnumerateObject().Select(member => member.Name).Except(properties.EnumerateObject().Select(member => member.Name)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_wrong_call_is_an_error_in_one_sentence()
    {
        await using McpHost host = await McpHost.StartAsync();
        CallToolResult result = await host.Client.CallToolAsync("find_paths", new Dictionary<string, object?> { ["from"] = "ptosis" });

        result.IsError.ShouldBe(true);
        ((TextContentBlock)result.Content.Single()).Text.ShouldBe("to: expected a text, found nothing");
        result.StructuredContent.ShouldBeNull();
        await Should.ThrowAsync<McpException>(async () => await host.Client.CallToolAsync("cure", new Dictionary<string, object?>()));
    }

    [Fact]
    public async Task Nodes_and_the_graph_are_resources()
    {
        await using McpHost host = await McpHost.StartAsync();
        (await host.Client.ListResourceTemplatesAsync()).Select(template => template.UriTemplate).Order()
            .ShouldBe(["medreason://node/{id}", "medreason://node/{id}/edges"]);
        (await host.Client.ListResourcesAsync()).Single().Uri.ShouldBe("medreason://graph");

        (await ReadAsync("medreason://graph")).GetProperty("graph").GetProperty("name").GetString().ShouldBe("Clinic");
        (await ReadAsync("medreason://node/T:salbutamol")).GetProperty("synonyms")[0].GetString().ShouldBe("albuterol");
        (await ReadAsync("medreason://node/T%3Asalbutamol/edges")).GetProperty("edges").GetArrayLength().ShouldBe(2);
        await Should.ThrowAsync<McpException>(async () => await ReadAsync("medreason://node/T:nothing"));
        await Should.ThrowAsync<McpException>(async () => await ReadAsync("medreason://elsewhere"));

        async Task<JsonElement> ReadAsync(string uri) =>
            RunningHost.Parse(((TextResourceContents)(await host.Client.ReadResourceAsync(uri)).Contents.Single()).Text);
    }

    [Fact]
    public async Task The_prompt_asks_for_steps_that_can_be_checked_and_holds_the_question_as_data()
    {
        await using McpHost host = await McpHost.StartAsync();
        GetPromptResult prompt = await host.Client.GetPromptAsync("verifiable_answer", new Dictionary<string, object?> { ["question"] = "What helps in gout?" });

        string text = ((TextContentBlock)prompt.Messages.Single().Content).Text;
        text.ShouldContain("verify_reasoning");
        text.ShouldContain("----------\nWhat helps in gout?\n----------");
        await Should.ThrowAsync<McpException>(async () => await host.Client.GetPromptAsync("verifiable_answer", new Dictionary<string, object?>()));
    }

    [Fact]
    public async Task Stages_are_reported_as_progress()
    {
        await using McpHost host = await McpHost.StartAsync();
        Stages stages;
        int calls = 0;
        do
        {
            // The client hands a notification on beside the result, and drops it where the result was faster.
            stages = new Stages();
            await host.Client.CallToolAsync("explain_question", Calls["explain_question"], stages);
        }
        while (stages.Seen.Count < 6 && ++calls < 100);

        stages.Seen.ShouldBe(["extract", "link", "search", "rank", "write", "verify"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_client_that_gives_up_ends_the_work()
    {
        var linker = new GatedLinker();
        await using McpHost host = await McpHost.StartAsync(linker);
        linker.Shut();
        using var cancellation = new CancellationTokenSource();
        Task<CallToolResult> call = host.Client.CallToolAsync("explain_question", Calls["explain_question"], cancellationToken: cancellation.Token).AsTask();
        await linker.Reached.Task;
        long start = Stopwatch.GetTimestamp();
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        await linker.Left.Task.WaitAsync(TimeSpan.FromSeconds(10));
        TestContext.Current.TestOutputHelper!.WriteLine($"the work ended {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms after the client gave up");
    }

    [Fact]
    public async Task No_text_of_a_call_is_logged_and_a_large_body_is_refused()
    {
        await using McpHost host = await McpHost.StartAsync();
        await host.Client.CallToolAsync("find_entities", new Dictionary<string, object?> { ["text"] = "ptosis of a woman called Zebedee" });
        host.Log.Everything.ShouldNotContain("Zebedee");
        host.Log.Everything.ShouldNotContain("ptosis");

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var body = new StringContent(new string(' ', 2 << 20), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Address) { Content = body };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using HttpResponseMessage response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Calls_of_random_arguments_are_all_answered()
    {
        int calls = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 10_000 : 400;
        await using McpHost host = await McpHost.StartAsync();
        var random = new Random(7);
        string[] hostile = [.. HostileText.All.Select(one => one.Text)];
        string[] names = ["question", "reasoning", "options", "answer", "text", "from", "to", "max_length", "node", "x"];
        for (int i = 0; i < calls; i++)
        {
            var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (string name in names.Where(_ => random.Next(2) == 0))
            {
                arguments[name] = Value(random, hostile);
            }

            try
            {
                CallToolResult result = await host.Client.CallToolAsync(Calls.Keys.ElementAt(random.Next(Calls.Count)), arguments)
                    .AsTask().WaitAsync(TimeSpan.FromSeconds(30));
                result.Content.ShouldNotBeEmpty();
            }
            catch (Exception exception) when (exception is McpException or JsonException or EncoderFallbackException or ArgumentException)
            {
                // Half a surrogate pair cannot be sent: the client refuses it.
            }
        }

        (await host.Client.CallToolAsync("graph_info", new Dictionary<string, object?>())).IsError.ShouldNotBe(true);
    }

    [Fact]
    public void A_host_without_server_or_pipeline_is_refused_when_it_is_built()
    {
        using WebApplication bare = WebApplication.CreateSlimBuilder().Build();
        Should.Throw<InvalidOperationException>(() => bare.MapMedReasonMcp()).Message.ShouldContain("AddMedReasonMcp()");

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddMedReasonMcp();
        using WebApplication app = builder.Build();
        Should.Throw<InvalidOperationException>(() => app.MapMedReasonMcp()).Message.ShouldContain("AddMedReason()");
        Should.Throw<InvalidOperationException>(() => builder.Services.AddMedReasonMcp()).Message.ShouldContain("called before");
    }

    private static object? Value(Random random, string[] hostile) => random.Next(8) switch
    {
        0 => null,
        1 => random.Next(-5, 100),
        2 => random.NextDouble(),
        3 => new[] { "a", hostile[random.Next(hostile.Length)] },
        4 => new Dictionary<string, string> { ["A"] = hostile[random.Next(hostile.Length)], ["B"] = "gout" },
        5 => "ptosis and diplopia",
        _ => hostile[random.Next(hostile.Length)],
    };

    private sealed class Stages : IProgress<ProgressNotificationValue>
    {
        private readonly Lock _lock = new();
        private readonly List<string> _seen = [];

        public IReadOnlyList<string> Seen
        {
            get
            {
                lock (_lock)
                {
                    return [.. _seen];
                }
            }
        }

        public void Report(ProgressNotificationValue value)
        {
            lock (_lock)
            {
                _seen.Add(value.Message!);
            }
        }
    }

    private sealed class McpHost : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private McpHost(WebApplication app, LogLines log, McpClient client) => (_app, Log, Client) = (app, log, client);

        public LogLines Log { get; }

        public McpClient Client { get; }

        public Uri Address => new(_app.Urls.Single() + "/medreason/mcp");

        public static async Task<McpHost> StartAsync(IEntityLinker? linker = null)
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            var log = new LogLines();
            builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Information);
            if (linker is not null)
            {
                builder.Services.AddSingleton(linker);
            }

            RunningHost.AddClinic(builder.Services);
            builder.Services.AddMedReasonMcp();
            WebApplication app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            app.MapMedReasonMcp();
            await app.StartAsync();
            var transport = new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(app.Urls.Single() + "/medreason/mcp") });
            return new McpHost(app, log, await McpClient.CreateAsync(transport));
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }
}
