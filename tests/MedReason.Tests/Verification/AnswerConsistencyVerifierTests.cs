using Microsoft.Extensions.AI;

namespace MedReason.Tests;

public sealed class AnswerConsistencyVerifierTests : IDisposable
{
    private readonly InMemoryKnowledgeGraph _graph = ClinicGraph.Build();

    public void Dispose() => _graph.Dispose();

    [Theory]
    [InlineData("{\"option\":2}", VerdictStatus.Accepted, null)]
    [InlineData("{\"option\":1}", VerdictStatus.Rejected, ReasonCodes.InconsistentAnswer)]
    [InlineData("{\"option\":0}", VerdictStatus.Unknown, ReasonCodes.ConsistencyUndecided)]
    [InlineData("{\"option\":7}", VerdictStatus.Unknown, ReasonCodes.ModelOutput)]
    [InlineData("The answer is true: option 2, {\"option\":true}", VerdictStatus.Unknown, ReasonCodes.ModelOutput)]
    [InlineData("true", VerdictStatus.Unknown, ReasonCodes.ModelOutput)]
    [InlineData("", VerdictStatus.Unknown, ReasonCodes.ModelOutput)]
    public async Task The_option_that_is_reached_decides(string reply, VerdictStatus status, string? code)
    {
        using ReplayChatClient client = ReplayChatClient.Of(reply, reply);
        ChainVerdict verdict = await new AnswerConsistencyVerifier(client).VerifyAsync(_graph, await DrugAsync());

        verdict.Status.ShouldBe(status);
        verdict.Codes().ShouldBe(code is null ? [] : [code]);
        verdict.Usage!.Calls.ShouldBe(client.Requests.Count);
    }

    [Fact]
    public async Task Sentences_that_state_an_option_are_masked_and_the_conclusion_is_not_sent()
    {
        using ReplayChatClient client = ReplayChatClient.Of("{\"option\":2}");
        await new AnswerConsistencyVerifier(client).VerifyAsync(_graph, await DrugAsync());
        string sent = client.Requests[0].Messages[1].Text;

        sent.ShouldContain("Ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine. [...]");
        sent.ShouldNotContain("So pyridostigmine it is");
        sent.ShouldNotContain("Needle decompression (option D)");
        sent.ShouldNotContain("converge");
        sent.ShouldContain("2: Pyridostigmine");
    }

    [Fact]
    public async Task Errors_and_time_outs_are_unknown_and_cancellation_throws()
    {
        VerificationRequest request = await DrugAsync();
        ChainVerdict failed = await Ask((_, _) => throw new HttpRequestException("down"));
        (failed.Status, failed.Codes().Single()).ShouldBe((VerdictStatus.Unknown, ReasonCodes.VerifierFailed));
        ChainVerdict late = await Ask((_, _) => throw new TaskCanceledException());
        (late.Status, late.Codes().Single()).ShouldBe((VerdictStatus.Unknown, ReasonCodes.Timeout));
        ChainVerdict refused = await Ask((_, _) => new ChatResponse(new ChatMessage(ChatRole.Assistant, [new ErrorContent("no")])));
        (refused.Status, refused.Codes().Single()).ShouldBe((VerdictStatus.Unknown, ReasonCodes.ModelOutput));

        using var source = new CancellationTokenSource();
        using var client = new ReplayChatClient((_, _) =>
        {
            source.Cancel();
            throw new OperationCanceledException(source.Token);
        });
        await Should.ThrowAsync<OperationCanceledException>(() => new AnswerConsistencyVerifier(client).VerifyAsync(_graph, request, source.Token));

        async Task<ChainVerdict> Ask(Func<IReadOnlyList<ChatMessage>, int, ChatResponse> reply)
        {
            using var model = new ReplayChatClient(reply);
            return await new AnswerConsistencyVerifier(model).VerifyAsync(_graph, request);
        }
    }

    [Theory]
    [InlineData("Myasthenia gravis.", null, VerdictStatus.Accepted)]
    [InlineData("Erb-Goldflam disease", "same", VerdictStatus.Accepted)]
    [InlineData("Botulism", "different", VerdictStatus.Rejected)]
    [InlineData("Something of the junction", "unclear", VerdictStatus.Unknown)]
    [InlineData("Something of the junction", "it is not true that they are the same", VerdictStatus.Unknown)]
    [InlineData("", null, VerdictStatus.Unknown)]
    public async Task Free_words_are_compared_by_a_typed_judge(string reached, string? judgement, VerdictStatus status)
    {
        using var client = new ReplayChatClient((_, call) => ReplayChatClient.Text(call == 0 ? $$"""{"answer":"{{reached}}"}""" : $$"""{"verdict":"{{judgement}}"}"""));
        VerificationRequest request = await Chains.RequestAsync(
            _graph, ClinicQuestions.Open, Chains.Words(null, "Myasthenia gravis", "It is myasthenia gravis.", "Ptosis and diplopia are findings in myasthenia gravis.", "So the answer is myasthenia gravis."));
        ChainVerdict verdict = await new AnswerConsistencyVerifier(client).VerifyAsync(_graph, request);

        verdict.Status.ShouldBe(status);
        client.Requests.Count.ShouldBe(judgement is null ? 1 : judgement.Length > 10 ? 3 : 2);
    }

    [Fact]
    public async Task Steps_that_do_nothing_but_state_the_answer_are_nothing_to_judge()
    {
        using ReplayChatClient client = ReplayChatClient.Of();
        VerificationRequest request = await Chains.RequestAsync(_graph, ClinicQuestions.Drug, Chains.Words("B", "Pyridostigmine", "B", "The answer is B.", "Therefore pyridostigmine."));
        ChainVerdict verdict = await new AnswerConsistencyVerifier(client).VerifyAsync(_graph, request);

        (verdict.Status, verdict.Codes().Single()).ShouldBe((VerdictStatus.Unknown, ReasonCodes.NothingChecked));
        client.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_hostile_texts_say_stands_inside_the_fence_and_changes_no_verdict()
    {
        foreach ((string kind, string text) in HostileText.All)
        {
            VerificationRequest original = await DrugAsync();
            VerificationRequest request = original with
            {
                Question = original.Question with { Text = original.Question.Text + "\n" + text },
                Chain = original.Chain with { Steps = [.. original.Chain.Steps, new ChainStep { Text = text, IsBackground = true }] },
            };
            using ReplayChatClient client = ReplayChatClient.Of("{\"option\":1}");
            ChainVerdict verdict = await new AnswerConsistencyVerifier(client).VerifyAsync(_graph, request);
            verdict.Status.ShouldBe(VerdictStatus.Rejected, kind);

            string closing = client.Requests[0].Messages[0].Text.Split(" NAME to ")[1].Split(',')[0];
            client.Requests[0].Messages[1].Text.Split(closing).Length.ShouldBe(4, kind);
        }
    }

    private Task<VerificationRequest> DrugAsync() => Chains.RequestAsync(_graph, ClinicQuestions.Drug, Chains.Words(
        "B",
        "Pyridostigmine",
        "These lines of evidence converge on Pyridostigmine (option B).",
        "The question turns on ptosis and diplopia.",
        "Ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine. So pyridostigmine it is.",
        "For Needle decompression (option D) the graph holds no such path."));
}
