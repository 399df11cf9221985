using MedReason.Datasets;
using MedReason.Runs;
using MedReason.Testing;
using Microsoft.Extensions.AI;

namespace MedReason.Evaluation.Tests;

public sealed class EvaluationRunnerTests
{
    private const string Stem = "Which drug is first for type 2 diabetes?";

    [Fact]
    public async Task A_question_is_put_without_its_answer_and_the_reply_is_read()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue("It lowers glucose.\nThe answer is B.");
        EvaluationRow row = await AskAsync(client, new EvaluationOptions());

        row.Outcome.ShouldBe("scored");
        row.Answer.ShouldBe(new ExtractedAnswer { Label = "B", Status = AnswerStatus.Answered, Method = AnswerMethods.Statement });
        row.IsCorrect.ShouldBeTrue();
        row.IsLastMatchRight.ShouldBeTrue();
        row.Consistency.ShouldBeNull();
        ScriptedChatRequest request = client.Requests.ShouldHaveSingleItem();
        request.Text.ShouldContain(Stem);
        request.Text.ShouldContain("A. Warfarin\nB. Metformin\nC. Lisinopril");
        request.Text.ShouldNotContain("It is the first choice");
        request.Options!.MaxOutputTokens.ShouldBe(2048);
        request.Options.Temperature.ShouldBe(0f);
        EvaluationRow.Read(row.ToUtf8()).ShouldBeEquivalentTo(row);
    }

    [Theory]
    [InlineData(EvaluationProtocol.Published, "Please answer the following multiple-choice question:\n")]
    [InlineData(
        EvaluationProtocol.PublishedStrict,
        "Please answer the following multiple-choice questions. Please answer the following multiple-choice questions, ensuring your response concludes with the correct option in the format: 'The answer is A.'.\n")]
    public async Task The_published_protocols_ask_in_the_published_words_with_the_published_limits(EvaluationProtocol protocol, string opening)
    {
        using var client = new ScriptedChatClient();
        client.Enqueue(" The answer is B.</s>");
        EvaluationRow row = await AskAsync(client, new EvaluationOptions { Protocol = protocol });

        ScriptedChatRequest request = client.Requests.ShouldHaveSingleItem();
        request.Messages.ShouldHaveSingleItem().Role.ShouldBe(ChatRole.User);
        request.Messages[0].Text.ShouldBe(opening + Stem + "\nA. Warfarin\nB. Metformin\nC. Lisinopril");
        request.Options!.Temperature.ShouldBe(0.5f);
        request.Options.TopP.ShouldBe(0.9f);
        request.Options.MaxOutputTokens.ShouldBe(2000);
        request.Options.StopSequences.ShouldBeNull();
        row.IsLastMatchRight.ShouldBeTrue();

        RunConfiguration configuration = EvaluationRunner.CreateConfiguration(new EvaluationOptions { Protocol = protocol }, null, null, []);
        configuration.Values["as"].ShouldBe(protocol == EvaluationProtocol.Published ? "published" : "published-strict");
        configuration.Values["scorer"].ShouldBe("published/1");
        configuration.Values["top_p"].ShouldBe("0.9");

        var plain = new EvaluationOptions { Protocol = protocol, SendsTemperature = false };
        client.Enqueue(" The answer is B.</s>");
        await AskAsync(client, plain);
        client.Requests[1].Options!.Temperature.ShouldBeNull();
        client.Requests[1].Options!.TopP.ShouldBeNull();
        EvaluationRunner.CreateConfiguration(plain, null, null, []).Values["top_p"].ShouldBe("none");
        Should.Throw<ArgumentException>(() => new EvaluationRunner(client, new EvaluationOptions { Protocol = protocol, Samples = 3 }));
    }

    [Fact]
    public async Task A_reply_ends_where_the_next_example_would_begin_or_where_the_options_say()
    {
        MedicalQuestion example = new() { Id = "e", Text = "Which drug thins blood?", Options = [new() { Label = "A", Text = "Warfarin" }, new() { Label = "B", Text = "Iron" }], AnswerLabel = "A" };
        foreach ((IReadOnlyList<string>? stops, string[]? expected) in ((IReadOnlyList<string>?, string[]?)[])[(null, null), ([], null), (["###"], ["###"])])
        {
            using var client = new ScriptedChatClient();
            client.Enqueue("The answer is B.");
            await AskAsync(client, new EvaluationOptions { StopSequences = stops, ReasoningEffort = ReasoningEffort.Low, SendsTemperature = false }, [example]);
            ChatOptions options = client.Requests[0].Options!;
            options.Temperature.ShouldBeNull();
            options.Reasoning!.Effort.ShouldBe(ReasoningEffort.Low);
            if (stops is null)
            {
                string stop = options.StopSequences.ShouldHaveSingleItem();
                client.Requests[0].Messages.Where(message => message.Role == ChatRole.User).ShouldAllBe(message => message.Text.StartsWith(stop, StringComparison.Ordinal));
            }
            else
            {
                options.StopSequences.ShouldBe(expected);
            }
        }

        RunConfiguration configuration = EvaluationRunner.CreateConfiguration(
            new EvaluationOptions { StopSequences = ["\n\n", "a\"b"], ReasoningEffort = ReasoningEffort.High }, null, null, []);
        configuration.Values["stop"].ShouldBe("[\"\\n\\n\",\"a\\\"b\"]");
        configuration.Values["reasoning_effort"].ShouldBe("high");
    }

    [Fact]
    public async Task Shuffled_options_are_told_in_the_banks_labels_and_a_steady_model_is_consistent()
    {
        using var client = new ScriptedChatClient();
        client.When(_ => true, request => client.Reply($"The answer is {LetterOf(request, "Metformin")}."));
        EvaluationRow row = await AskAsync(client, new EvaluationOptions { ShuffleSeed = 7, Permutations = 6 });

        row.Samples.Count.ShouldBe(6);
        row.Samples.Select(sample => string.Concat(sample.Order)).Distinct().Count().ShouldBeGreaterThan(1);
        row.Answer!.Label.ShouldBe("B");
        row.Answer.Method.ShouldBe("vote");
        row.Consistency.ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_always_takes_the_first_option_is_inconsistent_when_options_are_shuffled()
    {
        using var client = new ScriptedChatClient();
        client.When(_ => true, "The answer is A.");
        EvaluationRow row = await AskAsync(client, new EvaluationOptions { ShuffleSeed = 7, Permutations = 6 });
        row.Consistency!.Value.ShouldBeLessThan(1);
    }

    [Fact]
    public async Task Samples_are_told_apart_and_the_majority_votes()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue("The answer is B.").Enqueue("The answer is A.").Enqueue("The answer is B.").Enqueue("I am not sure.");
        EvaluationRow row = await AskAsync(client, new EvaluationOptions { Samples = 4 });
        row.Answer!.Label.ShouldBe("B");
        row.Consistency!.Value.ShouldBe(1.0 / 6, 1e-12);
        client.Requests.Select(request => request.Options!.AdditionalProperties![RunChatClient.SampleIndexProperty]).ShouldBe(["0", "1", "2", "3"]);
        client.Requests[0].Options!.Temperature.ShouldBe(0.7f);
    }

    [Fact]
    public async Task Two_options_with_as_many_votes_are_ambiguous()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue("The answer is B.").Enqueue("The answer is A.");
        EvaluationRow row = await AskAsync(client, new EvaluationOptions { Samples = 2 });
        row.Answer!.Status.ShouldBe(AnswerStatus.Ambiguous);
        row.IsCorrect.ShouldBeFalse();
    }

    [Fact]
    public async Task A_reply_that_ran_into_its_limit_abstains()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue(client.Reply("The answer is B.", ChatFinishReason.Length));
        EvaluationRow row = await AskAsync(client, new EvaluationOptions());
        row.Answer!.Method.ShouldBe(AnswerMethods.Truncated);
        row.IsCorrect.ShouldBeFalse();
        row.IsLastMatchRight.ShouldBeTrue();
    }

    [Fact]
    public async Task Ids_trained_on_and_examples_are_not_asked()
    {
        using var client = new ScriptedChatClient();
        RunRow row = await RowAsync();
        var excluding = new EvaluationRunner(client, excludedIds: new HashSet<string> { "q1" });
        (await excluding.RunAsync(row, default)).Reason.ShouldBe("excluded_id");
        var showing = new EvaluationRunner(client, examples: [Question("of another bank")]);
        (await showing.RunAsync(row, default)).Reason.ShouldBe("example");
        client.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Examples_come_as_turns_with_their_answers()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue("The answer is B.");
        await new EvaluationRunner(client, examples: [Question("q1", "Which drug lowers glucose?")]).RunAsync(await RowAsync(), default);
        client.Requests[0].Messages.Select(message => message.Role).ShouldBe([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.User]);
        client.Requests[0].Messages[2].Text.ShouldBe("The answer is B.");
    }

    [Fact]
    public async Task Evidence_stands_beside_the_question_and_is_sought_without_the_answer()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue("The answer is B.");
        MedicalQuestion? seen = null;
        var runner = new EvaluationRunner(client, findEvidence: (question, _) =>
        {
            seen = question;
            return Task.FromResult<IReadOnlyList<string>>(["Metformin treats type 2 diabetes."]);
        });
        await runner.RunAsync(await RowAsync(), default);
        seen!.AnswerLabel.ShouldBeNull();
        client.Requests[0].Text.ShouldContain("Metformin treats type 2 diabetes.");
    }

    [Fact]
    public async Task A_model_that_gives_no_reply_is_a_failed_row_and_cancellation_is_none()
    {
        using var client = new ScriptedChatClient();
        client.Enqueue(new HttpRequestException("down"));
        RunResult failed = await new EvaluationRunner(client).RunAsync(await RowAsync(), default);
        failed.Outcome.ShouldBe("failed");
        EvaluationRow.Read(failed.Payload).IsCorrect.ShouldBeFalse();

        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        client.Enqueue("The answer is B.");
        RunRow row = await RowAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => new EvaluationRunner(client).RunAsync(row, stop.Token));
    }

    private static async Task<EvaluationRow> AskAsync(ScriptedChatClient client, EvaluationOptions options, IReadOnlyList<MedicalQuestion>? examples = null) =>
        EvaluationRow.Read((await new EvaluationRunner(client, options, examples).RunAsync(await RowAsync(), default)).Payload);

    private static string LetterOf(ScriptedChatRequest request, string option) =>
        request.Text.Split('\n').First(line => line.EndsWith(". " + option, StringComparison.Ordinal))[..1];

    private static MedicalQuestion Question(string id, string text = Stem) => new()
    {
        Id = id,
        Text = text,
        Options = [new() { Label = "A", Text = "Warfarin" }, new() { Label = "B", Text = "Metformin" }, new() { Label = "C", Text = "Lisinopril" }],
        Answer = "Metformin",
        AnswerLabel = "B",
        Rationale = "It is the first choice.",
        Dataset = "medqa",
    };

    private static async Task<RunRow> RowAsync()
    {
        var row = new QuestionRow { Question = Question("q1"), Id = new RowId { Text = "q1" }, File = "bank", Line = 1, Flags = [], ContentHash = "h" };
        await foreach (RunRow made in GenerationRun.ToRowsAsync(new[] { row }.ToAsyncEnumerable()))
        {
            return made;
        }

        throw new InvalidOperationException();
    }
}
