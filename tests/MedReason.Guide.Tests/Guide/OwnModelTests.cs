using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MedReason.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedReason.Guide.Tests;

public sealed class OwnModelTests : GuideChapter
{
    [Fact]
    public async Task Any_chat_client_works_for_all_stages()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        MedicalQuestion question = Cough;
        IChatClient model = OracleClient.Create("model-a");

        #region own-model-use
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph);
        services.AddSingleton(model);
        services.AddMedReason().UseModelStages();
        await using ServiceProvider provider = services.BuildServiceProvider();

        ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(question);
        Console.WriteLine($"{result.Outcome}: {result.Chain?.Answer}, written by {result.Chain?.ModelId}, the answer {result.Provenance?.WriterSees}");
        #endregion

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        result.Usage!.Calls.ShouldBeInRange(2, 5);
        ShouldPrint("own-model-use");
    }

    [Fact]
    public async Task Replies_are_kept_and_paid_for_once()
    {
        IDistributedCache storage = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        ScriptedChatClient model = new ScriptedChatClient("model-a").Enqueue("Allopurinol.");

        #region own-model-cache
        IChatClient client = new ChatClientBuilder(model).UseReplyCache(storage).Build();
        for (int i = 0; i < 3; i++)
        {
            Console.WriteLine((await client.GetResponseAsync("Which drug lowers urate?")).Text);
        }
        #endregion

        Console.ToString().ShouldBe("Allopurinol.\nAllopurinol.\nAllopurinol.\n");
        model.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_model_writes_and_another_verifies()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        MedicalQuestion question = Cough;
        ScriptedChatClient writer = OracleClient.Create("model-a"), reader = OracleClient.Create("model-b");

        #region own-model-two
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph);
        services.AddKeyedSingleton<IChatClient>("writer", writer);
        services.AddKeyedSingleton<IChatClient>("reader", reader);
        services.AddMedReason()
            .UseChainWriter(provider => new ChatChainWriter(provider.GetRequiredKeyedService<IChatClient>("writer")))
            .UseChainVerifier(provider => CompositeChainVerifier.CreateDefault(
                new AnswerConsistencyVerifier(provider.GetRequiredKeyedService<IChatClient>("reader"))));
        await using ServiceProvider provider = services.BuildServiceProvider();

        ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(question);
        Console.WriteLine($"{result.Outcome} after {result.Usage?.Calls} calls to {string.Join(" and ", result.Provenance!.Models)}");
        #endregion

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        (writer.Requests.Count, reader.Requests.Count).ShouldBe((1, 1));
        ShouldPrint("own-model-two");
    }

    [Fact]
    public async Task An_adapter_speaks_to_a_server()
    {
        var server = new Server();
        using var http = new HttpClient(server) { BaseAddress = new Uri("http://localhost:11434") };

        #region own-model-structured
        using IChatClient client = new OllamaChatClient(http, "medgemma");
        StructuredResponse<Triage> reply = await client.GetStructuredAsync(
            [new ChatMessage(ChatRole.User, "Crushing chest pain for an hour. How urgent is it: low, medium or high?")],
            TriageJson.Default.Triage!,
            validate: triage => triage.Urgency is "low" or "medium" or "high" ? null : "urgency must be low, medium or high");
        Console.WriteLine($"{reply.Value.Urgency}: {reply.Value.Reason}");
        Console.WriteLine($"{reply.Usage.Calls} calls, {reply.Usage.InputTokens} tokens in, {reply.Usage.OutputTokens} out; mended: {string.Join(", ", reply.Repairs)}");
        #endregion

        server.Requests.Count.ShouldBe(2);
        server.Requests[0]["format"]!["required"]!.AsArray().Select(static one => (string)one!).ShouldBe(["urgency", "reason"]);
        server.Requests[1].ToJsonString().ShouldContain("urgency must be low, medium or high");
        ShouldPrint("own-model-structured");
    }

    [Fact]
    public async Task A_model_without_a_schema_is_told_it_in_words()
    {
        var model = new ScriptedChatClient();
        model.Enqueue("""{"urgency":"high","reason":"r"}""").Enqueue("""{"urgency":"high","reason":"r"}""");
        ChatMessage[] messages = [new(ChatRole.User, "How urgent is it?")];

        await new PromptOnlyClient(model).GetStructuredAsync(messages, TriageJson.Default.Triage!);
        await model.GetStructuredAsync(messages, TriageJson.Default.Triage!);

        (model.Requests[0].Options?.ResponseFormat as ChatResponseFormatJson)?.Schema.ShouldBeNull();
        model.Requests[0].Text.ShouldContain("\"urgency\"");
        (model.Requests[1].Options!.ResponseFormat as ChatResponseFormatJson)!.Schema.ShouldNotBeNull();
        model.Requests[1].Text.ShouldNotContain("\"urgency\"");
    }

    [Fact]
    public async Task The_options_choose_a_mode_and_a_model_for_a_profile()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        ScriptedChatClient model = OracleClient.Create("model-a");
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph);
        services.AddSingleton<IChatClient>(model);

        #region own-model-options
        services.AddMedReason(options => options.Chat = new StructuredChatOptions
        {
            Mode = StructuredOutputMode.JsonSchema,
            MaxRetries = 2,
            ChatOptions = new ChatOptions { ModelId = "model-a-2026", Temperature = 0, MaxOutputTokens = 2_000 },
        }).UseModelStages();
        #endregion

        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ReasoningPipeline>().RunAsync(Cough);
        model.Requests.ShouldNotBeEmpty();
        model.Requests.ShouldAllBe(request => request.Options!.ModelId == "model-a-2026" && request.Options.Temperature == 0 && request.Options.MaxOutputTokens == 2_000);
    }

    [Fact]
    public async Task A_reply_that_cannot_be_used_is_a_result()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        MedicalQuestion question = Cough;

        #region own-model-scripted
        IChatClient stubborn = new ScriptedChatClient("stubborn").When(request => true, "I would rather talk about the weather.");
        #endregion

        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph).AddMedReason().UseChainWriter(new ChatChainWriter(stubborn));
        await using ServiceProvider provider = services.BuildServiceProvider();
        ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(question);
        Console.WriteLine($"{result.Outcome} {result.Reason} at {result.FailedStage} after {result.Usage?.Calls} calls");
        Console.WriteLine(result.Detail);
        result.Outcome.ShouldBe(ReasoningOutcome.Failed);
        ShouldPrint("own-model-useless");
    }

    /// <summary>Replies as an Ollama server does, first with a value that is not allowed, then with one that is, in a code fence.</summary>
    private sealed class Server : HttpMessageHandler
    {
        public List<JsonNode> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri!.AbsolutePath.ShouldBe("/api/chat");
            Requests.Add(JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!);
            string text = Requests.Count == 1 ? """{"urgency":"very","reason":"It may be the heart."}""" : "```json\n{\"urgency\":\"high\",\"reason\":\"It may be the heart.\"}\n```";
            var reply = new JsonObject
            {
                ["model"] = (string)Requests[^1]["model"]!,
                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
                ["done_reason"] = "stop",
                ["prompt_eval_count"] = 40,
                ["eval_count"] = 12,
            };
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(reply.ToJsonString(), Encoding.UTF8, "application/json") };
        }
    }
}
