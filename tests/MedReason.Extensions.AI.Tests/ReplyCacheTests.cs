using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using OpenAI;

namespace MedReason.Extensions.AI.Tests;

/// <summary>Replies that are kept, under the middleware of Microsoft.Extensions.AI and over OpenAI's own client.</summary>
public sealed class ReplyCacheTests
{
    private static readonly JsonTypeInfo<string[]> Names = (JsonTypeInfo<string[]>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(string[]));

    [Fact]
    public async Task Every_structured_request_is_strict_and_a_second_client_pays_for_nothing()
    {
        var server = new Provider("""["gout"]""");
        var storage = Memory();
        for (int process = 0; process < 2; process++)
        {
            using IChatClient client = Build(server, storage, "model-a");
            for (int i = 0; i < 24; i++)
            {
                StructuredResponse<string[]> reply = await client.GetStructuredAsync([new ChatMessage(ChatRole.User, $"question {i}")], Names);
                reply.Value.ShouldBe(["gout"]);
            }
        }

        server.Bodies.Count.ShouldBe(24);
        server.Bodies.ShouldAllBe(body => body.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
    }

    [Fact]
    public async Task A_reply_that_a_stage_cannot_use_is_never_returned_again()
    {
        var server = new Provider("no JSON at all", """["gout"]""", """["asthma"]""");
        var storage = Memory();
        using IChatClient client = Build(server, storage, "model-a");
        ChatMessage[] messages = [new(ChatRole.User, "question")];

        (await client.GetStructuredAsync(messages, Names)).Value.ShouldBe(["gout"]);
        (await client.GetStructuredAsync(messages, Names)).Value.ShouldBe(["asthma"]);
        (await client.GetStructuredAsync(messages, Names)).Value.ShouldBe(["asthma"]);
        server.Bodies.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("length", "cut")]
    [InlineData("content_filter", "filtered")]
    [InlineData("stop", "")]
    public async Task Cut_filtered_and_empty_replies_are_not_kept(string finishReason, string text)
    {
        var server = new Provider(text) { FinishReason = finishReason };
        using IChatClient client = Build(server, Memory(), "model-a");
        await client.GetResponseAsync("question");
        await client.GetResponseAsync("question");
        server.Bodies.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Another_model_or_address_is_another_question()
    {
        var server = new Provider("reply");
        var storage = Memory();
        foreach ((string model, string address) in (IEnumerable<(string, string)>)[("model-a", "http://one/v1"), ("model-b", "http://one/v1"), ("model-a", "http://two/v1"), ("model-a", "http://one/v1")])
        {
            using IChatClient client = Build(server, storage, model, address);
            await client.GetResponseAsync("question");
        }

        server.Bodies.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Other_tools_and_raw_requests_are_other_questions()
    {
        var server = new Provider("reply");
        using IChatClient client = Build(server, Memory(), "model-a");
        using var clinic = new Clinic();
        foreach (ChatOptions? options in (ChatOptions?[])[null, new() { Tools = [clinic.Tools[0]] }, new() { Tools = [clinic.Tools[1]] }, new() { Tools = [clinic.Tools[0]] }])
        {
            await client.GetResponseAsync("question", options);
        }

        server.Bodies.Count.ShouldBe(3);
        ChatOptions raw = new() { RawRepresentationFactory = _ => null };
        await client.GetResponseAsync("question", raw);
        await client.GetResponseAsync("question", raw);
        server.Bodies.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_hundred_identical_requests_at_once_are_sent_once_and_each_gets_an_object_of_its_own()
    {
        var server = new Provider("reply") { Gate = new TaskCompletionSource() };
        var storage = new CountingCache(Memory());
        using IChatClient client = Build(server, storage, "model-a");
        Task<ChatResponse>[] calls = [.. Enumerable.Range(0, 100).Select(_ => client.GetResponseAsync("question"))];
        server.Gate.SetResult();
        ChatResponse[] responses = await Task.WhenAll(calls);

        server.Bodies.Count.ShouldBe(1);
        storage.Reads.ShouldBe(100);
        responses.ShouldAllBe(response => response.Text == "reply");
        responses.Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public async Task Who_waits_for_a_request_that_fails_or_is_given_up_asks_itself()
    {
        var server = new Provider("reply") { Gate = new TaskCompletionSource() };
        using IChatClient client = Build(server, Memory(), "model-a");
        using var cancellation = new CancellationTokenSource();
        Task<ChatResponse> first = client.GetResponseAsync("question", cancellationToken: cancellation.Token);
        await server.Reached.Task;
        Task<ChatResponse> second = client.GetResponseAsync("question");
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        server.Gate.SetResult();

        (await second).Text.ShouldBe("reply");
        server.Bodies.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_others_left_under_a_key_is_no_reply()
    {
        var server = new Provider("reply");
        using IChatClient client = Build(server, new GarbageCache(), "model-a");
        (await client.GetResponseAsync("question")).Text.ShouldBe("reply");
    }

    private static MemoryDistributedCache Memory() => new(Options.Create(new MemoryDistributedCacheOptions()));

    private static IChatClient Build(Provider server, IDistributedCache storage, string model, string address = "http://127.0.0.1:9/v1")
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = new Uri(address),
            Transport = new HttpClientPipelineTransport(new HttpClient(server, disposeHandler: false)),
            RetryPolicy = new ClientRetryPolicy(0),
        };
        IChatClient client = new OpenAIClient(new ApiKeyCredential("x"), options).GetChatClient(model).AsIChatClient();
        return new ChatClientBuilder(client).UseFunctionInvocation().UseOpenTelemetry().UseReplyCache(storage).Build();
    }

    /// <summary>A provider's endpoint that answers with texts in turn, the last one for ever.</summary>
    private sealed class Provider(params string[] texts) : HttpMessageHandler
    {
        private readonly Lock _lock = new();

        public List<JsonElement> Bodies { get; } = [];

        public string FinishReason { get; init; } = "stop";

        public TaskCompletionSource? Gate { get; init; }

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            JsonElement body = JsonElement.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            string text;
            lock (_lock)
            {
                Bodies.Add(body);
                text = texts[Math.Min(Bodies.Count, texts.Length) - 1];
            }

            Reached.TrySetResult();
            if (Gate is { } gate)
            {
                await gate.Task.WaitAsync(cancellationToken);
            }

            string reply = JsonSerializer.Serialize(new
            {
                id = "1",
                @object = "chat.completion",
                created = 1,
                model = "served",
                choices = new[] { new { index = 0, finish_reason = FinishReason, message = new { role = "assistant", content = text } } },
                usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 },
            });
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(reply, Encoding.UTF8, "application/json") };
        }
    }

    /// <summary>Counts how often a reply is looked up.</summary>
    private sealed class CountingCache(MemoryDistributedCache inner) : IDistributedCache
    {
        private int _reads;

        public int Reads => _reads;

        public byte[]? Get(string key) => throw new NotSupportedException();

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default)
        {
            Interlocked.Increment(ref _reads);
            return inner.GetAsync(key, token);
        }

        public void Refresh(string key) => inner.Refresh(key);

        public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

        public void Remove(string key) => inner.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default) => inner.RemoveAsync(key, token);

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => inner.Set(key, value, options);

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => inner.SetAsync(key, value, options, token);
    }

    private sealed class GarbageCache : IDistributedCache
    {
        private static readonly byte[] Garbage = [1, 2, 3];

        public byte[]? Get(string key) => Garbage;

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult<byte[]?>(Garbage);

        public void Refresh(string key)
        {
        }

        public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Remove(string key)
        {
        }

        public Task RemoveAsync(string key, CancellationToken token = default) => Task.CompletedTask;

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
        {
        }

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => Task.CompletedTask;
    }
}
