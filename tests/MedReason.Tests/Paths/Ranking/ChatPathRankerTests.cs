using Microsoft.Extensions.AI;
using static MedReason.Tests.Paths.Ranking.RankingCases;

namespace MedReason.Tests.Paths.Ranking;

public sealed class ChatPathRankerTests
{
    private static readonly string[] Edges =
    [
        "drug:a causes gene:1", "gene:1 causes disease:x", "drug:a causes gene:2", "gene:2 causes disease:x", "drug:a causes gene:3", "gene:3 causes disease:x",
        "gene:3 causes disease:y", "drug:b causes gene:4", "gene:4 causes disease:x", "drug:b causes gene:5", "gene:5 causes disease:x",
    ];

    [Fact]
    public async Task One_call_decides_by_ids_among_what_is_offered()
    {
        var client = new FixedClient("{\"paths\":[\"P3\"]}");
        (EvidenceSet local, EvidenceSet chosen) = await RankAsync(client);
        client.Calls.ShouldBe(1);
        chosen.Paths.Count.ShouldBe(local.Paths.Count);
        chosen.Paths.ShouldNotBe(local.Paths);
        chosen.Usage.ShouldNotBeNull().Calls.ShouldBe(1);
        chosen.Contrast.SelectMany(option => option.SupportingPaths).Order().ShouldBe(Enumerable.Range(0, chosen.Paths.Count));
        client.Prompt.ShouldContain("gene:1");
    }

    [Theory]
    [InlineData("{\"paths\":[\"P99\"]}")]
    [InlineData("{\"paths\":[]}")]
    [InlineData("no")]
    [InlineData(null)]
    public async Task The_local_decision_stands_when_the_model_fails(string? reply)
    {
        var client = new FixedClient(reply);
        (EvidenceSet local, EvidenceSet chosen) = await RankAsync(client);
        chosen.Paths.Select(path => path.Path).ShouldBe(local.Paths.Select(path => path.Path));
        chosen.FavoredLabel.ShouldBe(local.FavoredLabel);
    }

    [Fact]
    public async Task Nothing_to_choose_costs_no_call()
    {
        var client = new FixedClient("{\"paths\":[\"P1\"]}");
        await RankAsync(client, maxPaths: 5);
        client.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_kept_anyway_is_not_offered()
    {
        var client = new FixedClient("{\"paths\":[\"P2\"]}");
        (EvidenceSet local, EvidenceSet chosen) = await RankAsync(client, maxPaths: 2);

        client.Prompt.ShouldContain("Choose 2 for A)");
        client.Prompt.ShouldNotContain("for B)");
        chosen.Paths.Where(path => path.OptionLabel == "B").Select(path => path.Path).ShouldBe(local.Paths.Where(path => path.OptionLabel == "B").Select(path => path.Path));
        chosen.Paths.Count.ShouldBe(local.Paths.Count);
    }

    [Fact]
    public async Task Cancellation_passes_through()
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(Edges);
        RankingRequest request = await GetRequestAsync(graph, 1);
        await Should.ThrowAsync<OperationCanceledException>(
            () => new ChatPathRanker(new FixedClient(null)).RankAsync(graph, request, new CancellationToken(canceled: true)));
    }

    private static async Task<(EvidenceSet Local, EvidenceSet Chosen)> RankAsync(IChatClient client, int maxPaths = 1)
    {
        using InMemoryKnowledgeGraph graph = RankingCases.Graph(Edges);
        RankingRequest request = await GetRequestAsync(graph, maxPaths);
        return (await new EvidencePathRanker().RankAsync(graph, request), await new ChatPathRanker(client).RankAsync(graph, request));
    }

    private static async Task<RankingRequest> GetRequestAsync(IKnowledgeGraph graph, int maxPaths) => await RequestAsync(
        graph, Question("a", "b"), Link("disease:x", MentionRole.Question), Link("drug:a", MentionRole.Option, "A"), Link("drug:b", MentionRole.Option, "B"))
        with
    { MaxPaths = maxPaths, Visibility = AnswerVisibility.Shown };

    private sealed class FixedClient(string? reply) : IChatClient
    {
        public int Calls { get; private set; }

        public string Prompt { get; private set; } = string.Empty;

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Calls++;
            Prompt = string.Join('\n', messages.Select(message => message.Text));
            return reply is null ? throw new InvalidOperationException("down") : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply)));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
