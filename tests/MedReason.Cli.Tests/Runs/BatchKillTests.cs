using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MedReason.Runs;

namespace MedReason.Cli.Tests;

/// <summary>
/// The command with <c>--batch</c>, killed as the provider does what it was asked and before it says so, and at random moments. The long forms:
/// <c>MEDREASON_LONG_TESTS=1</c>.
/// </summary>
public sealed class BatchKillTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task A_run_in_batches_that_is_killed_submits_nothing_twice_loses_nothing_and_ends_the_same(string provider)
    {
        (int questions, int kills) = IsLong ? (300, 100) : (60, 5);
        using var folder = new TemporaryFolder();
        var random = new Random(20260302);
        var batches = new LoopbackBatches(request => provider == "openai" ? LoopbackModel.Answer(request) : BatchVerbTests.Anthropic("(A)"));

        // The operation at which the process is killed, with its effect and without its reply; null for a random moment.
        string? at = null;
        var reached = new TaskCompletionSource();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var server = new LoopbackServer((request, _) =>
        {
            LoopbackReply reply = batches.Respond(request);
            if (at is { } operation && Operation(request) == operation)
            {
                at = null;
                seen[operation] = seen.GetValueOrDefault(operation) + 1;
                reached.TrySetResult();
                return reply.With(delay: TimeSpan.FromSeconds(5));
            }

            return reply;
        });
        string[] command = provider == "openai"
            ? await BatchVerbTests.GenerateAsync(folder, server, questions)
            : BatchVerbTests.Eval(folder, server, provider, questions, samples: 2);
        CommandRun live = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("live")]);
        live.ExitCode.ShouldBe(0, live.Error);
        string[] operations = provider == "openai"
            ? ["POST files", "POST batches", "GET batches/", "GET files/"]
            : ["POST batches", "GET batches/", "GET results"];
        string[] killed = [.. command, "--run", folder.PathOf("killed"), "--batch", "--batch-poll", "1"];
        int done = 0;
        var watch = Stopwatch.StartNew();
        for (int trial = 0; done < kills && trial < 2 * kills; trial++)
        {
            reached = new TaskCompletionSource();
            bool isRandom = trial % (operations.Length + 1) == operations.Length;
            at = isRandom ? null : operations[trial % (operations.Length + 1)];
            using var process = CommandProcess.Start(killed);
            Task moment = isRandom ? Task.Delay(random.Next(300, 2500)) : reached.Task;
            while (!moment.IsCompleted && !process.HasEnded)
            {
                await Task.Delay(5);
            }

            if (process.HasEnded)
            {
                // The run is over before its last kill: it begins anew, and its batches are others.
                (int code, string error) = await process.WaitAsync();
                code.ShouldBe(0, error);
                Check();
                Directory.Delete(folder.PathOf("killed"), recursive: true);
                batches = new LoopbackBatches(request => provider == "openai" ? LoopbackModel.Answer(request) : BatchVerbTests.Anthropic("(A)"));
                continue;
            }

            await process.KillAsync();
            done++;
        }

        at = null;
        using (var last = CommandProcess.Start(killed))
        {
            (int exitCode, string error) = await last.WaitAsync();
            exitCode.ShouldBe(0, error);
        }

        Check();
        done.ShouldBeGreaterThanOrEqualTo(kills * 4 / 5);
        seen.Count.ShouldBe(operations.Length);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{provider}: {questions} questions, {done} kills in {watch.Elapsed.TotalSeconds:F0} s ({string.Join(", ", seen.Select(pair => $"{pair.Key} {pair.Value}"))}), {batches.Sizes.Count} batches"));

        void Check()
        {
            RunSpending whole = BatchVerbTests.Spending(folder, "live");
            RunSpending spending = BatchVerbTests.Spending(folder, "killed");
            BatchVerbTests.Rows(folder, "killed").ShouldBe(BatchVerbTests.Rows(folder, "live"));
            batches.Submitted.Values.ShouldAllBe(times => times == 1);
            batches.Submitted.Count.ShouldBe((int)whole.Answered);
            (spending.Answered, spending.Failed, spending.PossiblyBilled).ShouldBe((whole.Answered, 0, 0));
            spending.Cost.ShouldBeLessThanOrEqualTo(whole.Cost * 0.51m);
        }
    }

    /// <summary>As many questions in flight as one wants to hold: 100,000 in the long form, at most 600 MB.</summary>
    [Fact]
    public async Task Questions_that_wait_for_batches_take_next_to_no_memory()
    {
        int questions = IsLong ? 100_000 : 2_000;
        using var folder = new TemporaryFolder();
        string bank = folder.Write("many.jsonl", string.Concat(Enumerable.Range(0, questions).Select(Question)));
        bool isOver = false;
        var batches = new LoopbackBatches(static _ => LoopbackReply.Chat("(A)"));

        // No batch ends before all have been submitted.
        batches.Holds = _ => batches.Sizes.Sum() < questions;
        long most = 0;
        await using var server = new LoopbackServer((request, _) => batches.Respond(request));
        var watch = Stopwatch.StartNew();
        using var process = CommandProcess.Start(
            [.. BatchVerbTests.Eval(folder, server, "openai", samples: 1, bank: bank), "--run", folder.PathOf("run"), "--batch", "--batch-poll", "1"]);
        Task watching = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                most = Math.Max(most, process.PeakMemory ?? 0);
                await Task.Delay(100);
            }
        });
        (int exitCode, string error) = await process.WaitAsync(TimeSpan.FromMinutes(40));
        Volatile.Write(ref isOver, true);
        await watching;

        exitCode.ShouldBe(0, error);
        batches.Submitted.Count.ShouldBe(questions);
        batches.Submitted.Values.ShouldAllBe(times => times == 1);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{questions} questions in flight at once, {most >> 20} MB at the most, {watch.Elapsed.TotalSeconds:F0} s, batches of {string.Join(", ", batches.Sizes)}"));
        most.ShouldBeLessThan(600L << 20);
    }

    private static string Question(int index) => new JsonObject
    {
        ["id"] = string.Create(CultureInfo.InvariantCulture, $"k-{index}"),
        ["question"] = string.Create(CultureInfo.InvariantCulture, $"A 60-year-old man has a red and painful big toe (case {index}). Which joint is inflamed in podagra?"),
        ["options"] = new JsonObject { ["A"] = "First metatarsophalangeal joint", ["B"] = "Knee joint" },
        ["answer_label"] = "A",
    }.ToJsonString() + "\n";

    private static string Operation(LoopbackRequest request)
    {
        string path = request.Target.Split('?')[0];
        string what = path.EndsWith("/results", StringComparison.Ordinal) ? "results"
            : path.Contains("/batches/", StringComparison.Ordinal) ? "batches/"
            : path.EndsWith("/batches", StringComparison.Ordinal) ? "batches"
            : path.Contains("/files/", StringComparison.Ordinal) ? "files/"
            : path.EndsWith("/files", StringComparison.Ordinal) ? "files"
            : "call";
        return $"{request.Method} {what}";
    }
}
