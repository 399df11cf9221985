using MedReason.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MedReason.Tests;

/// <summary>
/// Marked text in every part of a question, in the graph, in every kind of reply and in what a model's client throws, through a host's container with every
/// sink open: the marks reach results, and no sink unless it was asked for; a key reaches none in any case.
/// </summary>
public sealed class CanaryTests
{
    private const string Mark = "zqxz";
    private const string Key = "sk-zqxzkey";

    private static readonly MedicalQuestion Question = ClinicQuestions.Drug with
    {
        Id = "zqxzid",
        Text = ClinicQuestions.Drug.Text + " zqxztext",
        Context = "She lives at zqxzcontext.",
        Options = [.. ClinicQuestions.Drug.Options, new AnswerOption { Label = "zqxzlabel", Text = "zqxzoption" }],
        Rationale = "zqxzrationale: the picture is that of myasthenia gravis.",
        ReferenceReasoning = "zqxzreference",
        Subject = "zqxzsubject",
    };

    private static readonly string[] Shapes = ["ExtractionReply", "SettlementReply", "PathChoiceReply", "ChainReply", "OptionReply"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Marks_reach_results_and_no_sink_unless_it_was_asked_for(bool isAsked)
    {
        var log = new LogLines();
        using var observed = new Observed();
        var outcomes = new List<ReasoningResult>();
        foreach (Func<ScriptedChatRequest, ChatResponse> fault in Faults())
        {
            foreach (string shape in Shapes)
            {
                using ScriptedChatClient client = await ClientAsync(request => request.Asks(shape), fault);
                outcomes.Add(await Pipeline(client, log, isAsked, isPublished: false).RunAsync(Question));
            }

            using ScriptedChatClient other = await ClientAsync(request => request.Number % 2 == 1, fault);
            outcomes.Add(await Pipeline(other, log, isAsked, isPublished: true).RunAsync(Question));
        }

        outcomes.ShouldAllBe(result => result.Question.Text.Contains(Mark));
        outcomes.ShouldContain(result => result.Outcome == ReasoningOutcome.Failed);
        outcomes.ShouldContain(result => result.Chain != null);
        log.Lines.Count.ShouldBeGreaterThan(outcomes.Count);
        observed.Measurements.SelectMany(measurement => measurement.Tags).ShouldAllBe(tag => !$"{tag.Value}".Contains(Mark, StringComparison.OrdinalIgnoreCase));
        string spans = observed.Everything();
        spans.ShouldNotContain(Key);
        log.Everything.ShouldNotContain(Key);
        outcomes.ShouldAllBe(result => result.Detail == null || !result.Detail.Contains(Key, StringComparison.Ordinal));
        if (!isAsked)
        {
            spans.ShouldNotContain(Mark, Case.Insensitive);
            log.Everything.ShouldNotContain(Mark, Case.Insensitive);
            return;
        }

        foreach (string mark in new[] { "zqxzid", "zqxztext", "zqxzcontext", "zqxzlabel", "zqxzoption", "zqxzrationale", "zqxzmalformed", "zqxznode" })
        {
            spans.ShouldContain(mark);
        }

        foreach (string mark in new[] { "zqxzid", "zqxztext", "zqxzmalformed", "zqxznode" })
        {
            log.Everything.ShouldContain(mark);
        }

        spans.ShouldNotContain("zqxzreference");
        log.Lines.Where(line => line.Level > LogLevel.Debug).ShouldAllBe(line => !line.Text.Contains(Mark, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_a_stage_throws_when_it_is_called_by_itself_repeats_no_text()
    {
        using InMemoryKnowledgeGraph graph = MarkedGraph();
        var thrown = new List<Exception>();
        foreach (Func<ScriptedChatRequest, ChatResponse> fault in Faults(withForeign: false))
        {
            using var client = new ScriptedChatClient();
            client.When(_ => true, fault);
            await CatchAsync(thrown, () => new ChatEntityExtractor(client).ExtractAsync(graph, Question));
            EntityMention mention = new() { Text = "zqxzmention", Start = 0, End = 11, Role = MentionRole.Question };
            await CatchAsync(thrown, () => new ChatEntityLinker(client).LinkAsync(graph, Question, [mention]));
            await CatchAsync(thrown, () => new EntityLinker().LinkAsync(graph, Question, [mention, null!]));
            await CatchAsync(thrown, () => new LexiconEntityExtractor().ExtractAsync(graph, null!));
            ReasoningResult result = await TestPipeline.Create(graph).RunAsync(Question);
            var ranking = new RankingRequest { Question = Question, Links = result.Links, Search = result.Search! };
            await CatchAsync(thrown, () => new ChatPathRanker(client).RankAsync(graph, ranking));
            await CatchAsync(thrown, () => new ChatChainWriter(client).WriteAsync(graph, new WritingRequest { Question = Question, Links = result.Links, Evidence = result.Evidence! }));
            var verification = new VerificationRequest { Question = Question, Links = result.Links, Chain = result.Chain! };
            await CatchAsync(thrown, () => new AnswerConsistencyVerifier(client).VerifyAsync(graph, verification));
            await CatchAsync(thrown, () => new ShortestPathFinder().FindPathsAsync(graph, new PathQuery { Pairs = [], MaxLength = -1 }).AsTask());
        }

        thrown.Count.ShouldBeGreaterThan(10);
        thrown.Select(exception => exception.ToString()).Where(text => text.Contains(Mark, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        thrown.SelectMany(exception => exception.Data.Values.Cast<object?>()).ShouldBeEmpty();
        thrown.OfType<ModelOutputException>().ShouldContain(exception => exception.RawText!.Contains(Mark));
    }

    private static IEnumerable<Func<ScriptedChatRequest, ChatResponse>> Faults(bool withForeign = true)
    {
        yield return _ => Say("zqxzmalformed is no JSON");
        yield return _ => Say("{\"zqxzproperty\":\"zqxzvalue\"}");
        yield return _ => Say("{\"mentions\":[{\"part\":\"question\",\"text\":\"zqxz", ChatFinishReason.Length);
        yield return _ => Say("zqxzfiltered", ChatFinishReason.ContentFilter);
        yield return _ => new ChatResponse(new ChatMessage(ChatRole.Assistant, [new ErrorContent("zqxzrefusal")])) { FinishReason = ChatFinishReason.Stop };
        yield return request => Say(request.Messages[^1].Text);
        yield return _ => Say(string.Empty, new ChatFinishReason("zqxzfinish"));
        if (withForeign)
        {
            yield return request => throw new HttpRequestException($"The server answered {Key} to {request.Messages[^1].Text}", new InvalidOperationException("zqxzinner " + Key));
            yield return _ => throw new KeyNotFoundException("The given key 'zqxzkey' was not present.") { Data = { ["zqxz"] = Key } };
        }
    }

    private static ChatResponse Say(string text, ChatFinishReason? finish = null) =>
        new(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = finish ?? ChatFinishReason.Stop, ModelId = "zqxzmodel" };

    private static async Task CatchAsync(List<Exception> thrown, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is MedReasonException or ArgumentException)
        {
            thrown.Add(exception);
        }
    }

    private static async Task<ScriptedChatClient> ClientAsync(Func<ScriptedChatRequest, bool> fits, Func<ScriptedChatRequest, ChatResponse> fault)
    {
        using InMemoryKnowledgeGraph graph = MarkedGraph();
        var vocabulary = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (KgNode node in graph.GetNodesAsync())
        {
            vocabulary.Add(node.Name.ToLowerInvariant(), node.Type.Value);
        }

        var oracle = new OracleModel(vocabulary);
        var client = new ScriptedChatClient { Usage = new UsageDetails { InputTokenCount = 1, OutputTokenCount = 1 } };
        client.When(fits, fault);
        return client.When(_ => true, request => client.Reply(Oracle.Answer(oracle, request)));
    }

    private static ReasoningPipeline Pipeline(IChatClient client, LogLines log, bool isAsked, bool isPublished)
    {
        var services = new ServiceCollection();
        services.AddSingleton(client).AddKnowledgeGraph(MarkedGraph()).AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        IMedReasonBuilder builder = services.AddMedReason(options => options.Run = TestPipeline.EveryPath with { EnableSensitiveData = isAsked });
        _ = isPublished ? builder.UsePublishedProfile() : builder.UseModelStages();
        return services.BuildServiceProvider().GetRequiredService<ReasoningPipeline>();
    }

    /// <summary>The clinic's graph, in which what the question leads to bears a mark as a further name and in a neighbour's.</summary>
    private static InMemoryKnowledgeGraph MarkedGraph()
    {
        KnowledgeGraphBuilder builder = ClinicGraph.CreateBuilder();
        builder.AddNode(new KgNode { Id = new NodeId("T:zqxzid"), Name = "zqxznode", Type = new NodeType("disease") });
        builder.AddEdge(new KgEdge { Source = new NodeId("T:zqxzid"), Target = ClinicGraph.Id("ptosis"), Relation = new RelationType(ClinicGraph.Finding) });
        builder.AddSynonym(new NodeId("T:zqxzid"), "zqxztext");
        return builder.Build();
    }
}
