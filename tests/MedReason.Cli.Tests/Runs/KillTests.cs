using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MedReason.Runs;
using Microsoft.Data.Sqlite;

namespace MedReason.Cli.Tests;

/// <summary>The command, killed at random points over and over. The long form: <c>MEDREASON_LONG_TESTS=1</c>.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Concurrency = 8;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";

    [Fact]
    public async Task A_run_that_is_killed_at_random_points_loses_nothing_pays_nothing_twice_and_ends_the_same()
    {
        (int questions, int kills) = IsLong ? (2000, 200) : (120, 4);
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, questions);
        string kg = await Graphs.StarterAsync();
        var random = new Random(20260301);
        int pause = 5;
        await using var server = new LoopbackServer((request, index) => LoopbackModel.Answer(request).With(delay: TimeSpan.FromMilliseconds(index % pause)));
        string[] Command(string run) =>
        [
            "generate", "--kg", kg, "--questions", bank, "--format", "generic", "--run", folder.PathOf(run), "--provider", "openai", "--model", "m",
            "--endpoint", server.Endpoint, "--concurrency", Concurrency.ToString(CultureInfo.InvariantCulture),
        ];

        using (var undisturbed = CommandProcess.Start(Command("undisturbed")))
        {
            (int exitCode, string error) = await undisturbed.WaitAsync();
            exitCode.ShouldBe(0, error);
        }

        int needed = server.Requests.Count;
        int done = 0;
        int perKill = Math.Max(1, needed / (kills + 1));
        var watch = Stopwatch.StartNew();
        while (done < kills)
        {
            using var killed = CommandProcess.Start(Command("killed"));

            // Most kills come after some further requests, some while the process starts, opens the run or takes over the rows.
            int until = server.Requests.Count + random.Next(1, 2 * perKill);
            TimeSpan patience = random.Next(5) == 0 ? TimeSpan.FromMilliseconds(random.Next(50, 900)) : TimeSpan.FromSeconds(60);
            long start = Stopwatch.GetTimestamp();
            while (server.Requests.Count < until && Stopwatch.GetElapsedTime(start) < patience && !killed.HasEnded)
            {
                await Task.Delay(1);
            }

            if (killed.HasEnded)
            {
                break;
            }

            await killed.KillAsync();
            done++;
        }

        using (var last = CommandProcess.Start(Command("killed")))
        {
            (int exitCode, string error) = await last.WaitAsync();
            exitCode.ShouldBe(0, error);
        }

        done.ShouldBeGreaterThanOrEqualTo(kills * 4 / 5, "the run must not be over long before the last kill");
        byte[] expected = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("undisturbed"), "results.jsonl"));
        (await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("killed"), "results.jsonl"))).ShouldBe(expected);
        File.ReadLines(Path.Combine(folder.PathOf("killed"), "results.jsonl")).Select(line => CommandRun.Parse(line).GetProperty("id_in_dataset").GetString())
            .ShouldBe(Enumerable.Range(0, questions).Select(index => $"k-{index}"));

        // Every request that reached the provider was on record before, and no call has two recorded outcomes.
        string[] sent = [.. server.Requests.Skip(needed).Select(request => request.Body)];
        int repeated = sent.Length - sent.Distinct(StringComparer.Ordinal).Count();
        sent.Distinct(StringComparer.Ordinal).Count().ShouldBe(needed);
        repeated.ShouldBeLessThanOrEqualTo(Concurrency * done);
        using SqliteConnection database = RunDatabase.OpenForReading(folder.PathOf("killed"));
        RunDatabase.Scalar(database, "SELECT COUNT(*) FROM requests").ShouldBeGreaterThanOrEqualTo(sent.Length);
        RunDatabase.Scalar(database, "SELECT COUNT(*) FROM requests WHERE state = 1").ShouldBe(needed);
        RunDatabase.Scalar(database, "SELECT COUNT(DISTINCT key) FROM requests WHERE state = 1").ShouldBe(needed);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{questions} questions, {needed} calls, {done} kills in {watch.Elapsed.TotalSeconds:F0} s: {repeated} calls repeated, at most {Concurrency * done} allowed"));
    }

    [Fact]
    public async Task Many_signals_at_any_moment_end_in_time_without_a_stack_trace()
    {
        Assert.SkipWhen(CommandProcess.IsInterruptIgnored(), "These tests were started with Ctrl+C ignored, as a shell does in the background, and what they start inherits that.");
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 60);
        string kg = await Graphs.StarterAsync();
        var random = new Random(4);
        for (int trial = 0; trial < (IsLong ? 60 : 3); trial++)
        {
            await using var server = new LoopbackServer((request, index) => LoopbackModel.Answer(request).With(delay: index > 20 ? TimeSpan.FromSeconds(30) : TimeSpan.Zero));
            using var process = CommandProcess.Start(
                "generate", "--kg", kg, "--questions", bank, "--format", "generic", "--run", folder.PathOf($"run{trial}"), "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint);
            int until = random.Next(1, 21);
            while (server.Requests.Count < until)
            {
                await Task.Delay(1);
            }

            long start = Stopwatch.GetTimestamp();
            for (int signal = 0; !process.HasEnded && signal < 1000; signal++)
            {
                process.Signal(random.Next(3) == 0 ? "-TERM" : "-INT");
                await Task.Delay(random.Next(20));
            }

            (int exitCode, string error) = await process.WaitAsync(TimeSpan.FromSeconds(30));

            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(6), error);
            error.ShouldNotContain("   at ");
            error.ShouldNotContain("nhandled");
            exitCode.ShouldBe(130, error);
        }
    }

    [Fact]
    public async Task Ctrl_C_ends_in_time_keeps_what_is_done_and_a_second_process_is_refused_at_once()
    {
        Assert.SkipWhen(CommandProcess.IsInterruptIgnored(), "These tests were started with Ctrl+C ignored, as a shell does in the background, and what they start inherits that.");
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 60);
        string kg = await Graphs.StarterAsync();
        bool isSlow = true;
        await using var server = new LoopbackServer((request, index) => LoopbackModel.Answer(request).With(delay: isSlow && index > 20 ? TimeSpan.FromSeconds(30) : TimeSpan.Zero));
        string[] command =
        [
            "generate", "--kg", kg, "--questions", bank, "--format", "generic", "--run", folder.PathOf("run"), "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint,
        ];
        using (var first = CommandProcess.Start(command))
        {
            while (server.Requests.Count < 22)
            {
                await Task.Delay(10);
            }

            CommandRun second = await CommandRun.OfAsync(command);
            second.ExitCode.ShouldBe(1);
            second.Error.ShouldBe($"medreason: {folder.PathOf("run")}: another process works on this run\n");

            long start = Stopwatch.GetTimestamp();
            first.Interrupt();
            (int exitCode, string error) = await first.WaitAsync();
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(5));
            exitCode.ShouldBe(130, error);
            error.ShouldContain("the same command goes on from there");
            File.Exists(Path.Combine(folder.PathOf("run"), "results.jsonl")).ShouldBeFalse();
        }

        isSlow = false;
        CommandRun rest = await CommandRun.OfAsync(command);
        rest.ExitCode.ShouldBe(0, rest.Error);
        File.ReadLines(Path.Combine(folder.PathOf("run"), "results.jsonl")).Count().ShouldBe(60);
    }
}
