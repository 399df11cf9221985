using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MedReason.Runs;

namespace MedReason.Cli.Tests;

/// <summary>The command with <c>--batch</c>, against both providers' batch endpoints on this machine.</summary>
public sealed class BatchVerbTests
{
    private const int Questions = 24;
    private const string Prices = """{"m":{"input":1,"output":2,"max_output_tokens":1000}}""";

    [Fact]
    public async Task Generate_gives_the_same_rows_from_the_same_bodies_at_half_the_cost()
    {
        using var folder = new TemporaryFolder();
        var bodies = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var batches = new LoopbackBatches(request =>
        {
            // A request is a line of its batch; line breaks between values say nothing.
            bodies.AddOrUpdate(request.Body.ReplaceLineEndings(""), 1, (_, count) => count + 1);
            return LoopbackModel.Answer(request);
        });
        await using var server = new LoopbackServer((request, _) => batches.Respond(request));
        string[] command = await GenerateAsync(folder, server);

        CommandRun live = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("live")]);
        live.ExitCode.ShouldBe(0, live.Error);
        int calls = batches.LiveCalls;
        string[] sent = [.. bodies.Keys.Order(StringComparer.Ordinal)];
        CommandRun batch = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("batch"), "--batch"]);

        batch.ExitCode.ShouldBe(0, batch.Error);
        Rows(folder, "batch").ShouldBe(Rows(folder, "live"));
        (batches.LiveCalls, batches.Submitted.Count).ShouldBe((calls, calls));
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        bodies.Keys.Order(StringComparer.Ordinal).ShouldBe(sent);
        Spending(folder, "batch").Cost.ShouldBe(Spending(folder, "live").Cost / 2);
    }

    [Fact]
    public async Task Eval_run_does_so_with_anthropic_too_and_samples_are_in_one_batch()
    {
        using var folder = new TemporaryFolder();
        var batches = new LoopbackBatches(static request => Anthropic(request.Json.GetProperty("messages").GetRawText().Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        await using var server = new LoopbackServer((request, _) => batches.Respond(request));
        string[] command = Eval(folder, server, "anthropic");

        CommandRun live = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("live")]);
        live.ExitCode.ShouldBe(0, live.Error);
        CommandRun batch = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("batch"), "--batch"]);

        batch.ExitCode.ShouldBe(0, batch.Error);
        Rows(folder, "batch").ShouldBe(Rows(folder, "live"));
        (batches.LiveCalls, batches.Submitted.Count).ShouldBe((3 * Questions, 3 * Questions));
        batches.Sizes.Sum().ShouldBe(3 * Questions);
        batches.Sizes.Count.ShouldBeLessThanOrEqualTo(2, "the hundredth of the questions that goes first, and the rest");
        Spending(folder, "batch").Cost.ShouldBe(Spending(folder, "live").Cost / 2);
        server.Requests.Where(request => request.Target.StartsWith("/v1/messages/batches", StringComparison.Ordinal))
            .ShouldAllBe(request => request.Headers["anthropic-version"] == "2023-06-01");
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task What_expires_is_cancelled_or_gets_lost_is_asked_again_and_what_is_refused_is_made_live_where_that_is_allowed(string provider)
    {
        using var folder = new TemporaryFolder();
        int refused = 0;
        bool isRefusing = false;
        var batches = new LoopbackBatches(request => isRefusing && request.Headers.Count == 0 && request.Body.Contains("(case 5)", StringComparison.Ordinal) && Interlocked.Increment(ref refused) > 0
            ? Refused(provider)
            : provider == "openai" ? LoopbackReply.Chat("(A)") : Anthropic("(A)"))
        {
            Fault = (id, before) => (before, id[0] % 4) switch { (0, 0) => "expired", (0, 1) => "canceled", (0, 2) => "lost", _ => null },
        };
        await using var server = new LoopbackServer((request, _) => batches.Respond(request));
        string[] command = Eval(folder, server, provider);
        CommandRun live = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("live")]);
        live.ExitCode.ShouldBe(0, live.Error);
        isRefusing = true;

        CommandRun failing = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("failing"), "--batch", "--batch-poll", "1"]);
        CommandRun mixed = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("mixed"), "--batch", "--batch-poll", "1", "--batch-fallback", "live"]);

        failing.ExitCode.ShouldBe(0, failing.Error);
        System.Text.Encoding.UTF8.GetString(Rows(folder, "failing")).ShouldContain($"{provider} answered 400 (invalid_request_error");
        mixed.ExitCode.ShouldBe(0, mixed.Error);
        refused.ShouldBeGreaterThan(0);
        Rows(folder, "mixed").ShouldBe(Rows(folder, "live"));
        Rows(folder, "failing").ShouldNotBe(Rows(folder, "live"));
        batches.LiveCalls.ShouldBe(3 * (Questions + 1), "three samples of each question, and three of one live");

        // Another session asks again for what failed.
        isRefusing = false;
        CommandRun again = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("failing"), "--batch", "--batch-poll", "1"]);
        again.ExitCode.ShouldBe(0, again.Error);
        Rows(folder, "failing").ShouldBe(Rows(folder, "live"));
    }

    [Fact]
    public async Task A_cap_holds_and_more_money_lets_the_run_go_on()
    {
        using var folder = new TemporaryFolder();
        var batches = new LoopbackBatches(LoopbackModel.Answer);
        await using var server = new LoopbackServer((request, _) => batches.Respond(request));
        string[] command = [.. await GenerateAsync(folder, server), "--run", folder.PathOf("run"), "--batch", "--batch-poll", "1"];

        CommandRun capped = await CommandRun.OfAsync([.. command, "--max-cost", "0.01"]);
        capped.ExitCode.ShouldBe(1, capped.Error);
        capped.Error.ShouldContain("stopped: the next call may cost");
        Spending(folder, "run").Cost.ShouldBeInRange(0.0000001m, 0.01m);

        CommandRun rest = await CommandRun.OfAsync([.. command, "--max-cost", "10"]);
        rest.ExitCode.ShouldBe(0, rest.Error);
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
    }

    [Fact]
    public async Task A_run_with_batches_under_way_is_not_paid_twice_by_a_session_without_them()
    {
        using var folder = new TemporaryFolder();
        var batches = new LoopbackBatches(LoopbackModel.Answer) { Polls = int.MaxValue };
        await using var server = new LoopbackServer((request, _) => batches.Respond(request));
        string[] command = [.. await GenerateAsync(folder, server), "--run", folder.PathOf("run")];
        using (var process = CommandProcess.Start([.. command, "--batch"]))
        {
            while (batches.Sizes.Count == 0)
            {
                await Task.Delay(10);
            }

            await Task.Delay(200);
            await process.KillAsync();
        }

        CommandRun live = await CommandRun.OfAsync(command);
        live.ExitCode.ShouldBe(2);
        live.Error.ShouldContain("1 batches of this run are under way, and their calls would be paid twice; add --batch until they have ended");
        batches.LiveCalls.ShouldBe(0);
    }

    [Theory]
    [InlineData("--batch needs --provider openai or anthropic", "--batch")]
    [InlineData("--batch-fallback and --batch-poll need --batch", "--batch-fallback", "live")]
    [InlineData("--batch-fallback and --batch-poll need --batch", "--batch-poll", "5")]
    public async Task Options_that_do_not_go_together_are_refused(string message, params string[] options)
    {
        using var folder = new TemporaryFolder();
        CommandRun run = await CommandRun.OfAsync(
            ["generate", "--kg", await Graphs.StarterAsync(), "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf("run"), .. options]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public async Task A_refused_key_ends_the_run_in_one_line_without_the_key()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(LoopbackReply.Error(401, "invalid_api_key"));
        CommandRun run = await CommandRun.OfAsync([.. await GenerateAsync(folder, server), "--run", folder.PathOf("run"), "--batch", "--batch-fallback", "live"]);
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("stopped: openai answered 401 (invalid_api_key, test_error)");
    }

    internal static async Task<string[]> GenerateAsync(TemporaryFolder folder, LoopbackServer server, int questions = Questions) =>
    [
        "generate", "--kg", await Graphs.StarterAsync(), "--questions", RunBank.Write(folder, questions), "--format", "generic", "--provider", "openai", "--model", "m",
        "--endpoint", server.Endpoint, "--prices", folder.Write("prices.json", Prices),
    ];

    internal static string[] Eval(TemporaryFolder folder, LoopbackServer server, string provider, int questions = Questions, int samples = 3, string? bank = null) =>
    [
        "eval", "run", "--questions", bank ?? RunBank.Write(folder, questions), "--format", "generic", "--samples", $"{samples}", "--provider", provider, "--model", "m",
        "--endpoint", server.Endpoint, "--prices", folder.Write("prices.json", Prices),
    ];

    internal static LoopbackReply Anthropic(string text) => LoopbackReply.Json(new JsonObject
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = "served-model",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
        ["stop_reason"] = "end_turn",
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject { ["input_tokens"] = 11, ["output_tokens"] = 7 },
    }.ToJsonString());

    internal static byte[] Rows(TemporaryFolder folder, string run) => File.ReadAllBytes(Path.Combine(folder.PathOf(run), "results.jsonl"));

    internal static RunSpending Spending(TemporaryFolder folder, string run)
    {
        using RunReader reader = RunReader.Open(folder.PathOf(run));
        return reader.ReadSpending();
    }

    private static LoopbackReply Refused(string provider) => provider == "openai"
        ? LoopbackReply.Error(400, "invalid_request_error")
        : LoopbackReply.Json("""{"type":"error","error":{"type":"invalid_request_error","message":"no"}}""", 400);
}
