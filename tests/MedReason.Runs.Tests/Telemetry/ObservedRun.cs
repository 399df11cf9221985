using MedReason.Testing;
using MedReason.Tests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Runs.Tests;

/// <summary>Work that makes the libraries report everything they can report: questions accepted, rejected and failed, replies that cannot be used, a run that meets faults.</summary>
internal static class ObservedRun
{
    private static readonly MedicalQuestion Question = ClinicQuestions.Drug with { Context = "She is otherwise well." };

    /// <summary>Does it.</summary>
    public static async Task WorkAsync(bool withText)
    {
        using InMemoryKnowledgeGraph graph = ClinicGraph.Build();
        var lean = new LeanGraph(graph);
        var options = new RunOptions { MinGrade = EvidenceGrade.None, EnableSensitiveData = withText };
        using ScriptedChatClient model = await ModelAsync(graph);
        ReasoningPipeline pipeline = Pipeline(lean, model, options);
        (await pipeline.RunAsync(Question)).Outcome.ShouldBe(ReasoningOutcome.Accepted);
        (await pipeline.RunAsync(ClinicQuestions.Open, options with { Mode = ReasoningMode.Answer, Visibility = AnswerVisibility.Shown })).Chain.ShouldNotBeNull();
        (await pipeline.RunAsync(Question with { Text = "What?", Options = [] })).Outcome.ShouldBe(ReasoningOutcome.Rejected);
        lean.IsDown = true;
        (await pipeline.RunAsync(Question)).Reason.ShouldBe(ReasonCodes.GraphFailed);

        using var refusing = new ScriptedChatClient();
        refusing.When(_ => true, _ => refusing.Reply("I cannot help with that."));
        (await Pipeline(graph, refusing, options).RunAsync(Question)).Reason.ShouldBe(ReasonCodes.ModelOutput);
        await RunAsync();
    }

    private static ReasoningPipeline Pipeline(IKnowledgeGraph graph, IChatClient client, RunOptions options)
    {
        var services = new ServiceCollection();
        services.AddSingleton(client).AddKnowledgeGraph(graph).AddMedReason(pipeline => pipeline.Run = options).UseModelStages();
        return services.BuildServiceProvider().GetRequiredService<ReasoningPipeline>();
    }

    private static async Task<ScriptedChatClient> ModelAsync(InMemoryKnowledgeGraph graph)
    {
        var vocabulary = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (KgNode node in graph.GetNodesAsync())
        {
            vocabulary.Add(node.Name.ToLowerInvariant(), node.Type.Value);
        }

        var oracle = new OracleModel(vocabulary);
        int extractions = 0;
        var client = new ScriptedChatClient { Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10 } };
        client.When(request => request.Asks("ExtractionReply") && extractions++ == 0, "no JSON at all");
        client.When(request => request.Asks("ExtractionReply"), """{"mentions":[{"part":"question","text":"symptoms","type":"disease","assertion":"present"},{"part":"question","text":"words that nobody wrote","type":"disease","assertion":"present"}]}""");
        return client.When(_ => true, request => client.Reply(Oracle.Answer(oracle, request)));
    }

    /// <summary>A run whose provider limits it, fails it, puts one row off and answers the rest.</summary>
    private static async Task RunAsync()
    {
        using var folder = new RunFolder();
        using RunStore store = RunStore.Open(folder.Path, RunFolder.Configuration());
        await store.AddRowsAsync(RunFolder.Rows(4));
        var time = new StepTime();
        var prices = new ModelPrices([KeyValuePair.Create("m", new ModelPrice { Input = 1, Output = 2, MaxOutputTokens = 100 })]);
        using var client = new RunChatClient(new FaultyModel(), store, new RunFlowOptions { Prices = prices }, time);
        var engine = new RunEngine(store, (row, token) => WorkAsync(client, row, token), new RunEngineOptions { Concurrency = 1, Client = client }, time);
        Task<RunEnd> running = engine.RunAsync();
        while (!running.IsCompleted)
        {
            await time.GoAsync(TimeSpan.FromMinutes(1));
        }

        (await running).Progress.Done.ShouldBe(4);
        var breaker = new CircuitBreaker(time);
        for (int i = 0; i < 10; i++)
        {
            breaker.Fail(new RequestFailure { Summary = "down", IsTransient = true });
        }

        breaker.Succeed();
    }

    private static async Task<RunResult> WorkAsync(RunChatClient client, RunRow row, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, row.Id)], cancellationToken: cancellationToken);
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, row.Id)], cancellationToken: cancellationToken);
            return RunFolder.Result(row.Ordinal);
        }
        catch (HttpRequestException)
        {
            return new RunResult { Outcome = "failed", Stage = StageNames.Write, Reason = ReasonCodes.WriterFailed, Payload = "x"u8.ToArray() };
        }
    }

    /// <summary>The clinic's graph without its ordinal view, which can be down.</summary>
    private sealed class LeanGraph(IKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner)
    {
        public bool IsDown { get; set; }

        public override ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
            IsDown ? throw new KnowledgeGraphException("The graph is down.") : base.GetNeighborsAsync(frontier, options, cancellationToken);

        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(INodeIndex) || serviceType == typeof(INodeCatalog) || serviceType == typeof(INodeDegrees)
                ? InnerGraph.GetService(serviceType, serviceKey)
                : base.GetService(serviceType, serviceKey);
    }

    /// <summary>A model of the kind that the command has: it retries, and reports to its gate what happens.</summary>
    private sealed class FaultyModel() : DelegatingChatClient(FakeModel.Saying("fine")), IGatedChatClient
    {
        private int _deferrals;

        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, IRequestGate<ChatResponse> gate, CancellationToken cancellationToken)
        {
            string row = messages.Single().Text;
            long request = await gate.EnterAsync(cancellationToken);
            switch (row)
            {
                case "q0":
                    await gate.FailAsync(request, new RequestFailure { Summary = "429", IsTransient = true, IsRateLimit = true });
                    request = await gate.EnterAsync(cancellationToken);
                    await gate.FailAsync(request, new RequestFailure { Summary = "lost", IsTransient = true, MayBeBilled = true });
                    request = await gate.EnterAsync(cancellationToken);
                    break;
                case "q1":
                    await gate.FailAsync(request, new RequestFailure { Summary = "401" });
                    throw new HttpRequestException("401");
                case "q2" when _deferrals++ == 0:
                    await gate.FailAsync(request, new RequestFailure { Summary = "429", IsTransient = true, IsRateLimit = true, RetryAfter = TimeSpan.FromHours(1) });
                    throw new HttpRequestException("429");
            }

            ChatResponse reply = await base.GetResponseAsync(messages, options, cancellationToken);
            await gate.AnswerAsync(request, reply);
            return reply;
        }
    }
}
