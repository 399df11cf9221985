using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace MedReason.Tests;

/// <summary>What becomes of a reply whose use fails, and of a stage that decides for itself because a model did not.</summary>
public sealed partial class FallbackTests
{
    [Fact]
    public async Task A_reply_whose_check_throws_is_rejected_and_asked_for_again()
    {
        using var client = new KeepingClient("""{"word":"one"}""", """{"word":"two"}""");
        int checks = 0;

        StructuredResponse<Word> response = await client.GetStructuredAsync(
            [new ChatMessage(ChatRole.User, "a word")],
            WordContext.Default.Word,
            validate: _ => checks++ == 0 ? throw new InvalidOperationException("a check that is not up to the reply") : null,
            cancellationToken: TestContext.Current.CancellationToken);

        response.Value.Text.ShouldBe("two");
        client.Rejected.ShouldBe(["""{"word":"one"}"""]);
    }

    [Fact]
    public async Task A_reply_whose_use_throws_in_a_stage_is_rejected_and_one_before_a_call_that_failed_is_not()
    {
        using var client = new KeepingClient("""{"word":"one"}""");
        ReasoningResult result = await WriterThatAsks(client, _ => throw new FormatException("no use")).RunAsync(ClinicQuestions.Drug, TestPipeline.EveryPath);
        (result.Outcome, result.FailedStage, result.Reason).ShouldBe((ReasoningOutcome.Failed, StageNames.Write, ReasonCodes.WriterFailed));
        client.Rejected.ShouldBe(["""{"word":"one"}"""]);

        // The second call finds nothing to say and throws.
        using var failing = new KeepingClient("""{"word":"one"}""");
        result = await WriterThatAsks(failing, ask => ask()).RunAsync(ClinicQuestions.Drug, TestPipeline.EveryPath);
        result.Reason.ShouldBe(ReasonCodes.WriterFailed);
        failing.Rejected.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, ReasonCodes.CallFailed)]
    [InlineData("no JSON", ReasonCodes.ModelOutput)]
    public async Task A_ranker_that_decides_for_itself_says_so_in_the_result(string? reply, string reason)
    {
        using var client = new KeepingClient(reply is null ? [] : [.. Enumerable.Repeat(reply, 5)]);
        ReasoningPipeline pipeline = TestPipeline.Create(ranker: new ChatPathRanker(client));
        RunOptions options = TestPipeline.EveryPath with { MaxEvidencePaths = 1 };

        ReasoningResult result = await pipeline.RunAsync(ClinicQuestions.Drug, options);

        result.Fallbacks.ShouldBe([new StageFallback { Stage = StageNames.Rank, Reason = reason }]);
        ReasoningResult alone = await TestPipeline.Create().RunAsync(ClinicQuestions.Drug, options);
        alone.Fallbacks.ShouldBeEmpty();
        result.Outcome.ShouldBe(alone.Outcome);
    }

    private static ReasoningPipeline WriterThatAsks(IChatClient client, Func<Func<Task>, Task> use) => TestPipeline.Create(
        writer: new TestPipeline.Writer(async (_, token) =>
        {
            await Ask();
            await use(Ask);
            throw new InvalidOperationException("never reached");

            Task Ask() => client.GetStructuredAsync(
                [new ChatMessage(ChatRole.User, "a word")], WordContext.Default.Word, cancellationToken: token);
        }));

    internal sealed record Word
    {
        [JsonPropertyName("word")]
        public required string Text { get; init; }
    }

    [JsonSerializable(typeof(Word))]
    internal sealed partial class WordContext : JsonSerializerContext;

    /// <summary>Says its replies one after another, then fails; keeps which were rejected.</summary>
    private sealed class KeepingClient(params string[] replies) : IChatClient, IChatReplyKeeper
    {
        private int _next;

        public List<string> Rejected { get; } = [];

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => _next < replies.Length
            ? Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, replies[_next++])) { FinishReason = ChatFinishReason.Stop })
            : Task.FromException<ChatResponse>(new HttpRequestException("nobody there"));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            {
                yield return update;
            }
        }

        public Task RejectAsync(ChatResponse response)
        {
            Rejected.Add(response.Text);
            return Task.CompletedTask;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(IChatReplyKeeper) ? this : null;

        public void Dispose()
        {
        }
    }
}
