using MedReason.Testing;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tests;

/// <summary>Answers of a chat with what the graph says of them.</summary>
public sealed class GroundingTests
{
    private const string Question = "A woman has ptosis and areflexia. What helps in myasthenia gravis?";
    private const string Right = "Myasthenia gravis is treated by pyridostigmine.";
    private const string Wrong = "Areflexia is a finding in myasthenia gravis.";

    [Fact]
    public async Task The_verdict_rides_along_and_the_sentence_is_annotated_with_its_edge()
    {
        using var clinic = new Clinic();
        using IChatClient client = Build(clinic, new ScriptedChatClient("m").Enqueue("I think so. " + Right));
        ChatResponse response = await client.GetResponseAsync(Question);

        response.Text.ShouldBe("I think so. " + Right);
        AnswerGrounding grounding = response.GetGrounding()!;
        grounding.Audit!.Chain.CountClaims(ClaimStatus.Supported).ShouldBe(1);
        grounding.Contradicted.ShouldBeEmpty();
        var annotation = (CitationAnnotation)response.Messages[0].Contents[0].Annotations!.Single();
        annotation.Title.ShouldBe("pyridostigmine is indicated for myasthenia gravis");
        var region = (TextSpanAnnotatedRegion)annotation.AnnotatedRegions!.Single();
        response.Text[region.StartIndex!.Value..region.EndIndex!.Value].ShouldBe(Right);
        annotation.AdditionalProperties!["relation"].ShouldBe("indication");
        annotation.AdditionalProperties["status"].ShouldBe(ClaimStatus.Supported);
    }

    [Fact]
    public async Task Without_repair_a_contradiction_is_reported_and_nothing_is_changed()
    {
        using var clinic = new Clinic();
        ScriptedChatClient model = new ScriptedChatClient("m").Enqueue(Wrong);
        using IChatClient client = Build(clinic, model);
        ChatResponse response = await client.GetResponseAsync(Question);

        response.Text.ShouldBe(Wrong);
        response.GetGrounding()!.Contradicted.Single().Text.ShouldBe(Wrong);
        model.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_repair_shows_what_is_contradicted_and_what_the_graph_says()
    {
        using var clinic = new Clinic();
        ScriptedChatClient model = new ScriptedChatClient("m").Enqueue(Wrong + " " + Right).Enqueue(Right);
        using IChatClient client = Build(clinic, model, new GroundingOptions { MaxRepairs = 2 });
        ChatResponse response = await client.GetResponseAsync(Question);

        response.Text.ShouldBe(Right);
        (response.GetGrounding()!.Repairs, response.GetGrounding()!.Contradicted.Count).ShouldBe((1, 0));
        string request = model.Requests[1].Messages[^1].Text;
        request.ShouldContain($"- You wrote: {Wrong}\n  The graph: myasthenia gravis does not show areflexia\n");
        request.ShouldNotContain("pyridostigmine");
        model.Requests[1].Messages.Select(message => message.Role).ShouldBe([ChatRole.User, ChatRole.Assistant, ChatRole.User]);
    }

    [Fact]
    public async Task Repairs_end_at_their_maximum_and_every_request_counts_in_the_usage()
    {
        using var clinic = new Clinic();
        ScriptedChatClient model = new ScriptedChatClient("m").Enqueue(Reply(3)).Enqueue(Reply(4)).Enqueue(Reply(5));
        using IChatClient client = Build(clinic, model, new GroundingOptions { MaxRepairs = 2 });
        ChatResponse response = await client.GetResponseAsync(Question);

        (response.GetGrounding()!.Repairs, response.GetGrounding()!.Contradicted.Count).ShouldBe((2, 1));
        response.Usage!.OutputTokenCount.ShouldBe(12);

        static ChatResponse Reply(long tokens) =>
            new(new ChatMessage(ChatRole.Assistant, Wrong)) { Usage = new UsageDetails { OutputTokenCount = tokens }, FinishReason = ChatFinishReason.Stop };
    }

    [Fact]
    public async Task A_repair_that_fails_loses_no_answer()
    {
        using var clinic = new Clinic();
        ScriptedChatClient model = new ScriptedChatClient("m").Enqueue(Wrong);
        using IChatClient client = Build(clinic, model, new GroundingOptions { MaxRepairs = 2 });
        ChatResponse response = await client.GetResponseAsync(Question);

        response.Text.ShouldBe(Wrong);
        (response.GetGrounding()!.Repairs, response.GetGrounding()!.Contradicted.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_conversation_that_the_service_holds_is_continued_by_the_repair_alone()
    {
        using var clinic = new Clinic();
        ScriptedChatClient model = new ScriptedChatClient("m")
            .Enqueue(new ChatResponse(new ChatMessage(ChatRole.Assistant, Wrong)) { ConversationId = "c2", FinishReason = ChatFinishReason.Stop }).Enqueue(Right);
        using IChatClient client = Build(clinic, model, new GroundingOptions { MaxRepairs = 1 });
        ChatResponse response = await client.GetResponseAsync(Question, new ChatOptions { ConversationId = "c1" });

        response.Text.ShouldBe(Right);
        model.Requests[1].Messages.Count.ShouldBe(1);
        model.Requests[1].Options!.ConversationId.ShouldBe("c2");
    }

    [Fact]
    public async Task A_streamed_answer_passes_through_and_its_verdict_comes_last()
    {
        using var clinic = new Clinic();
        using IChatClient client = Build(clinic, new ScriptedChatClient("m").Enqueue(Wrong), new GroundingOptions { MaxRepairs = 1 });
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Question))
        {
            updates.Add(update);
        }

        updates[^1].Text.ShouldBeEmpty();
        ChatResponse response = updates.ToChatResponse();
        response.Text.ShouldBe(Wrong);
        response.GetGrounding()!.Contradicted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Calls_of_functions_are_no_answers()
    {
        using var clinic = new Clinic();
        ScriptedChatClient model = new ScriptedChatClient("m")
            .Enqueue(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent(Wrong), new FunctionCallContent("1", "find_entities")])));
        using IChatClient client = new ChatClientBuilder(model).UseMedicalGrounding(clinic.Graph).Build();
        (await client.GetResponseAsync(Question)).GetGrounding().ShouldBeNull();
    }

    [Fact]
    public async Task A_graph_that_was_closed_and_an_answer_that_is_too_long_lose_no_answer()
    {
        var closed = new Clinic();
        using IChatClient client = Build(closed, new ScriptedChatClient("m").Enqueue(Right));
        closed.Dispose();
        ChatResponse response = await client.GetResponseAsync(Question);
        response.Text.ShouldBe(Right);
        response.GetGrounding()!.NotCheckedReason.ShouldStartWith("the graph cannot be read");

        using var clinic = new Clinic();
        using IChatClient bounded = Build(clinic, new ScriptedChatClient("m").Enqueue(Right), new GroundingOptions { MaxTextLength = 30 });
        (await bounded.GetResponseAsync("Gout?")).GetGrounding()!.NotCheckedReason.ShouldBe(
            $"expected at most 30 characters of question and answer, found {Right.Length}");
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(6, 1)]
    [InlineData(0, 0)]
    public void Options_out_of_range_are_refused(int repairs, int length) => Should.Throw<ArgumentException>(() =>
        new ChatClientBuilder(new ScriptedChatClient("m")).UseMedicalGrounding(options: new GroundingOptions { MaxRepairs = repairs, MaxTextLength = length }));

    private static IChatClient Build(Clinic clinic, ScriptedChatClient model, GroundingOptions? options = null) =>
        new ChatClientBuilder(model).UseMedicalGrounding(clinic.Graph, options).UseFunctionInvocation().Build();
}
