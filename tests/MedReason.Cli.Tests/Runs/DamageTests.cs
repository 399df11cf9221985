using System.Globalization;

namespace MedReason.Cli.Tests;

/// <summary>Databases of runs in which one byte changed on the disk. The long form, <c>MEDREASON_LONG_TESTS=1</c>, tries 1,000 of each kind.</summary>
public sealed class DamageTests(ITestOutputHelper output)
{
    private static readonly int Count = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1" ? 1000 : 20;

    [Fact]
    public async Task A_changed_byte_of_a_finished_run_is_found_or_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        string[] command = await CommandAsync(folder, server, 12);
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")])).ExitCode.ShouldBe(0);
        byte[] database = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("run"), "run.db"));
        byte[] results = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("run"), "results.jsonl"));
        Directory.CreateDirectory(folder.PathOf("damaged"));
        byte[] expected = await ExportedAsync(folder, "run", "expected");
        var random = new Random(20260302);
        (int found, int same) = (0, 0);
        for (int trial = 0; trial < Count; trial++)
        {
            string context = Damage(folder, database, random, trial);
            string copy = Path.Combine(folder.PathOf("damaged"), "results.jsonl");
            if (trial % 2 == 0)
            {
                await File.WriteAllBytesAsync(copy, results);
            }

            CommandRun export = await CommandRun.OfAsync("export", "--run", folder.PathOf("damaged"), "--format", "medreason", "--output", folder.PathOf("out/x.jsonl"));
            if (IsFound(export, context))
            {
                found++;
            }
            else
            {
                (await File.ReadAllBytesAsync(folder.PathOf("out/x.jsonl"))).ShouldBe(expected, context);
                same++;
            }

            File.Delete(copy);
            CommandRun resumed = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("damaged")]);
            if (IsFound(resumed, context))
            {
                found++;
            }
            else
            {
                (await File.ReadAllBytesAsync(copy)).ShouldBe(results, context);
                same++;
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count} changed bytes, {2 * Count} commands: {found} found the damage, {same} gave the undamaged output"));
        found.ShouldBeGreaterThan(Count / 4, "most of a database is text");
    }

    [Fact]
    public async Task A_changed_byte_of_an_unfinished_run_is_found_or_the_run_ends_as_it_would_have()
    {
        using var folder = new TemporaryFolder();
        int refusedFrom = int.MaxValue;
        await using var server = new LoopbackServer((request, index) => index >= refusedFrom ? LoopbackReply.Error(400) : LoopbackModel.Answer(request));
        string[] command = [.. await CommandAsync(folder, server, 24), "--concurrency", "1"];
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("whole")])).ExitCode.ShouldBe(0);
        byte[] results = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("whole"), "results.jsonl"));
        refusedFrom = server.Requests.Count * 3 / 2;
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")])).ExitCode.ShouldBe(1);
        refusedFrom = int.MaxValue;
        byte[] database = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("run"), "run.db"));
        Directory.CreateDirectory(folder.PathOf("damaged"));
        var random = new Random(20260303);
        int found = 0;
        for (int trial = 0; trial < Count; trial++)
        {
            string context = Damage(folder, database, random, trial);

            CommandRun resumed = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("damaged")]);

            if (IsFound(resumed, context))
            {
                found++;
            }
            else
            {
                (await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("damaged"), "results.jsonl"))).ShouldBe(results, context);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count} changed bytes: {found} found, the others end as the run without damage"));
    }

    [Fact]
    public async Task A_results_file_that_is_not_the_one_of_the_finished_run_is_written_anew()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        string[] command = await CommandAsync(folder, server, 12);
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")])).ExitCode.ShouldBe(0);
        string path = Path.Combine(folder.PathOf("run"), "results.jsonl");
        string[] lines = await File.ReadAllLinesAsync(path);
        byte[] expected = await ExportedAsync(folder, "run", "expected");

        // As a report of the run at work leaves it, when the run is killed before it wrote its own.
        await File.WriteAllLinesAsync(path, lines[..3]);

        (await ExportedAsync(folder, "run", "again")).ShouldBe(expected);
        (await File.ReadAllLinesAsync(path)).ShouldBe(lines);
    }

    private static string Damage(TemporaryFolder folder, byte[] database, Random random, int trial)
    {
        byte[] damaged = [.. database];
        int place = random.Next(damaged.Length);
        damaged[place] ^= (byte)(random.Next(2) == 0 ? 1 << random.Next(8) : random.Next(1, 256));
        foreach (string file in Directory.GetFiles(folder.PathOf("damaged")))
        {
            File.Delete(file);
        }

        File.WriteAllBytes(Path.Combine(folder.PathOf("damaged"), "run.db"), damaged);
        return string.Create(CultureInfo.InvariantCulture, $"trial {trial}: byte {place}, page {(place / 4096) + 1}, offset {place % 4096}, was {database[place]}, is {damaged[place]}");
    }

    private static bool IsFound(CommandRun run, string context)
    {
        if (run.ExitCode == 0)
        {
            return false;
        }

        run.Error.ShouldNotContain("unexpected failure", Case.Sensitive, context);
        run.Error.ShouldContain("damaged", Case.Sensitive, $"{context}: {run.Error}");
        return true;
    }

    private static async Task<byte[]> ExportedAsync(TemporaryFolder folder, string run, string name)
    {
        CommandRun export = await CommandRun.OfAsync("export", "--run", folder.PathOf(run), "--format", "medreason", "--output", folder.PathOf($"{name}/x.jsonl"));
        export.ExitCode.ShouldBe(0, export.Error);
        return await File.ReadAllBytesAsync(folder.PathOf($"{name}/x.jsonl"));
    }

    private static async Task<string[]> CommandAsync(TemporaryFolder folder, LoopbackServer server, int count) =>
    [
        "generate", "--kg", await Graphs.StarterAsync(), "--questions", RunBank.Write(folder, count), "--format", "generic",
        "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint, "--min-grade", "none",
    ];
}
