using System.Text.Json;
using System.Text.Json.Serialization;
using MedReason.Datasets;
using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

/// <summary>Rows whose stages decided for themselves because calls failed are seen, and worked on again by a later session.</summary>
public sealed partial class DegradedTests
{
    [Fact]
    public async Task Rows_with_a_local_decision_say_so_and_a_later_session_replaces_them()
    {
        using var folder = new TemporaryFolder();
        bool isFailing = false;
        int offers = 0;
        await using var server = new LoopbackServer((request, _) =>
        {
            if (LoopbackOracle.Shape(request) != "PathChoiceReply")
            {
                return LoopbackModel.Answer(request);
            }

            Interlocked.Increment(ref offers);
            return isFailing ? LoopbackReply.Error(400) : LoopbackModel.Answer(request);
        });
        string[] command = await CommandAsync(folder, server);
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("whole")])).ExitCode.ShouldBe(0);
        int asked = offers;
        asked.ShouldBeGreaterThan(0);

        isFailing = true;
        CommandRun degraded = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")]);
        degraded.ExitCode.ShouldBe(0, degraded.Error);
        degraded.Error.ShouldContain(" with the local decision at rank (call_failed), tried again when the command is run again: ");
        string results = Path.Combine(folder.PathOf("run"), "results.jsonl");
        JsonElement[] rows = [.. (await File.ReadAllLinesAsync(results)).Select(CommandRun.Parse)];
        rows.Count(row => row.TryGetProperty("fallbacks", out JsonElement fallbacks)
            && fallbacks[0].GetProperty("stage").GetString() == "rank" && fallbacks[0].GetProperty("reason").GetString() == "call_failed").ShouldBeGreaterThan(0);
        rows.Where(row => row.GetProperty("outcome").GetString() == "accepted").ShouldAllBe(row => row.GetProperty("stage").ValueKind == JsonValueKind.Null);

        isFailing = false;
        CommandRun mended = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")]);
        mended.ExitCode.ShouldBe(0, mended.Error);
        mended.Error.ShouldNotContain("local decision");
        (await File.ReadAllBytesAsync(results)).ShouldBe(await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("whole"), "results.jsonl")));
    }

    [Fact]
    public async Task A_reply_whose_use_throws_does_not_fail_its_question_for_ever()
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 1);
        int calls = 0;
        await using var server = new LoopbackServer((_, _) => LoopbackReply.Chat(calls++ == 0 ? "{\"word\":\"bad\"}" : "{\"word\":\"good\"}"));

        RunTally first = await SessionAsync(folder.PathOf("run"), bank, server);
        (first.Outcome, first.Stage, first.Reason, first.IsTransient).ShouldBe(("failed", StageNames.Write, ReasonCodes.WriterFailed, true));

        RunTally second = await SessionAsync(folder.PathOf("run"), bank, server);
        (second.Outcome, second.Reason).ShouldBe(("accepted", null));
        calls.ShouldBe(2);
    }

    private static async Task<RunTally> SessionAsync(string folder, string bank, LoopbackServer server)
    {
        using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(await Graphs.StarterAsync(), CancellationToken.None);
        using IChatClient model = ChatProviderFactory.CreateChatClient(
            new ChatProviderOptions { Provider = ProviderNames.OpenAI, Model = "m", Endpoint = server.Endpoint }, _ => null, TimeProvider.System)!;
        using RunStore store = RunStore.Open(folder, new RunConfiguration(GenerationRun.Kind, []));
        await store.AddRowsAsync(GenerationRun.ToRowsAsync(QuestionReader.ReadAsync(bank, "generic")));
        using var client = new RunChatClient(model, store);
        var pipeline = new ReasoningPipeline(
            graph,
            new LexiconEntityExtractor(),
            new EntityLinker(),
            new ShortestPathFinder(),
            new EvidencePathRanker(),
            new ChoosyWriter(client),
            new GroundingVerifier(),
            new RunOptions { MinGrade = EvidenceGrade.None, Visibility = AnswerVisibility.Shown });
        RunEnd end = await new RunEngine(store, GenerationRun.Work(pipeline), new RunEngineOptions { Client = client }).RunAsync();
        return end.Progress.Tally.Single();
    }

    /// <summary>A writer of a host that asks a model first, and throws on a reply that fits its schema.</summary>
    private sealed class ChoosyWriter(IChatClient client) : IChainWriter
    {
        private readonly TemplateChainWriter _template = new();

        public async Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default)
        {
            StructuredResponse<ChoosyReply> reply = await client.GetStructuredAsync(
                [new ChatMessage(ChatRole.User, "a word")], ChoosyContext.Default.ChoosyReply, cancellationToken: cancellationToken);
            return reply.Value.Word == "bad"
                ? throw new FormatException("no use for it")
                : await _template.WriteAsync(graph, request, cancellationToken);
        }
    }

    internal sealed record ChoosyReply
    {
        [JsonPropertyName("word")]
        public required string Word { get; init; }
    }

    [JsonSerializable(typeof(ChoosyReply))]
    internal sealed partial class ChoosyContext : JsonSerializerContext;

    [Fact]
    public async Task Questions_that_failed_on_model_output_are_worked_on_again_on_request()
    {
        using var folder = new TemporaryFolder();
        bool isBabbling = false;
        await using var server = new LoopbackServer((request, _) => isBabbling && LoopbackOracle.Shape(request) == "ChainReply"
            ? LoopbackReply.Chat("I have no JSON for you.")
            : LoopbackModel.Answer(request));
        string[] command = await CommandAsync(folder, server);
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("whole")])).ExitCode.ShouldBe(0);
        isBabbling = true;
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")])).Error.ShouldContain("failed at write (model_output): ");
        isBabbling = false;
        int requests = server.Requests.Count;
        CommandRun again = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")]);
        again.Error.ShouldContain("failed at write (model_output): ");
        server.Requests.Count.ShouldBe(requests, "only the request for it brings them back");

        CommandRun nothing = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run"), "--retry", "writer_faild"]);
        nothing.Error.ShouldContain("--retry writer_faild: no further question ended so; the run has: ");
        server.Requests.Count.ShouldBe(requests);

        CommandRun retried = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run"), "--retry", "model_output"]);

        retried.ExitCode.ShouldBe(0, retried.Error);
        retried.Error.ShouldContain("--retry model_output: ");
        retried.Error.ShouldNotContain("failed at write");
        (await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("run"), "results.jsonl")))
            .ShouldBe(await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("whole"), "results.jsonl")));
    }

    [Fact]
    public async Task A_run_moves_to_the_same_model_at_another_address_and_pays_for_no_reply_twice()
    {
        using var folder = new TemporaryFolder();
        await using var first = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        await using var second = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        await using var third = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        string[] command = await CommandAsync(folder, first);
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")])).ExitCode.ShouldBe(0);
        byte[] expected = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("run"), "results.jsonl"));

        string[] moved = At(command, second.Endpoint);
        CommandRun fork = await CommandRun.OfAsync([.. moved, "--run", folder.PathOf("run"), "--fork", folder.PathOf("moved"), "--same-model"]);
        fork.ExitCode.ShouldBe(0, fork.Error);
        second.Requests.ShouldBeEmpty();
        (await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("moved"), "results.jsonl"))).ShouldBe(expected);

        // It is resumed by its own folder alone, and moves on.
        CommandRun resumed = await CommandRun.OfAsync([.. moved, "--run", folder.PathOf("moved")]);
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        CommandRun further = await CommandRun.OfAsync(
            [.. At(command, third.Endpoint), "--run", folder.PathOf("moved"), "--fork", folder.PathOf("further"), "--same-model"]);
        further.ExitCode.ShouldBe(0, further.Error);
        second.Requests.Count.ShouldBe(0);
        third.Requests.Count.ShouldBe(0);

        // Without the word of the caller another address is another model.
        (await CommandRun.OfAsync([.. moved, "--run", folder.PathOf("run"), "--fork", folder.PathOf("other")])).ExitCode.ShouldBe(0);
        second.Requests.Count.ShouldBeGreaterThan(0);
        string[] otherModel = [.. moved.Select(word => word == "m" ? "n" : word)];
        CommandRun refused = await CommandRun.OfAsync([.. otherModel, "--run", folder.PathOf("run"), "--fork", folder.PathOf("no"), "--same-model"]);
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldBe($"medreason: --same-model: expected the model of the run in {folder.PathOf("run")} (m), found n\n");
        (await CommandRun.OfAsync([.. moved, "--run", folder.PathOf("run"), "--same-model"])).Error.ShouldContain("--same-model needs --fork DIR");
    }

    private static string[] At(string[] command, string endpoint)
    {
        string[] moved = [.. command];
        moved[Array.IndexOf(moved, "--endpoint") + 1] = endpoint;
        return moved;
    }

    private static async Task<string[]> CommandAsync(TemporaryFolder folder, LoopbackServer server) =>
    [
        "generate", "--kg", await Graphs.StarterAsync(), "--questions", RunBank.Write(folder, 12), "--format", "generic",
        "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint, "--min-grade", "none", "--control-share", "0", "--concurrency", "1",
    ];
}
