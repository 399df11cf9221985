using System.Globalization;

namespace MedReason.Cli.Tests;

/// <summary>
/// Runs whose files changed on the disk: bytes and pages of the database and of its log, files that end early or are gone. Either a command names the damage,
/// or its output is that of the run without damage. The long form, <c>MEDREASON_LONG_TESTS=1</c>, tries 1,000 changed bytes and 500 of each other kind.
/// </summary>
public sealed class DamageTests(ITestOutputHelper output)
{
    private const int PageLength = 4096;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") == "1";
    private static readonly int Count = IsLong ? 1000 : 20;

    public enum Damage
    {
        Byte,
        Pages,
        Cut,
    }

    [Theory]
    [InlineData(Damage.Byte)]
    [InlineData(Damage.Pages)]
    [InlineData(Damage.Cut)]
    public async Task A_finished_run_whose_database_changed_is_told_as_such_or_gives_what_it_would_have(Damage damage)
    {
        int count = damage == Damage.Byte || !IsLong ? Count : Count / 2;
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
        for (int trial = 0; trial < count; trial++)
        {
            string context = Spoil(folder, database, random, trial, damage);
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

            if (trial % 4 < 2)
            {
                File.Delete(copy);
            }

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

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{damage}: {count} times, {2 * count} commands: {found} named the damage, {same} gave the undamaged output"));
        found.ShouldBeGreaterThan(count / 4, "most of a database is text");
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
            string context = Spoil(folder, database, random, trial, Damage.Byte);

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

    [Theory]
    [InlineData(Damage.Byte)]
    [InlineData(Damage.Pages)]
    [InlineData(Damage.Cut)]
    public async Task A_killed_run_whose_log_changed_is_told_as_such_or_ends_as_it_would_have(Damage damage)
    {
        int count = damage == Damage.Byte || !IsLong ? Count : Count / 2;
        using var folder = new TemporaryFolder();
        Action? onRequest = null;
        await using var server = new LoopbackServer((request, _) =>
        {
            onRequest?.Invoke();
            return LoopbackModel.Answer(request);
        });
        string[] command = [.. await CommandAsync(folder, server, 12), "--concurrency", "1"];
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("whole")])).ExitCode.ShouldBe(0);
        byte[] results = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("whole"), "results.jsonl"));
        int last = server.Requests.Count;

        // What a kill leaves at the last request: the database, and a log that nobody took over into it.
        int requests = 0;
        Directory.CreateDirectory(folder.PathOf("killed"));
        Directory.CreateDirectory(folder.PathOf("damaged"));
        onRequest = () =>
        {
            if (++requests == last)
            {
                foreach (string name in (string[])["run.db", "run.db-wal"])
                {
                    File.Copy(Path.Combine(folder.PathOf("run"), name), Path.Combine(folder.PathOf("killed"), name));
                }
            }
        };
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")])).ExitCode.ShouldBe(0);
        onRequest = null;
        byte[] database = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("killed"), "run.db"));
        byte[] log = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("killed"), "run.db-wal"));
        log.Length.ShouldBeGreaterThan(100_000);
        var random = new Random(20261129);
        (int found, int same) = (0, 0);
        for (int trial = 0; trial < count; trial++)
        {
            string context = Spoil(folder, log, random, trial, damage, "run.db-wal", header: 32, page: 24 + PageLength);
            await File.WriteAllBytesAsync(Path.Combine(folder.PathOf("damaged"), "run.db"), database);

            CommandRun resumed = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("damaged")]);

            if (IsFound(resumed, context))
            {
                found++;
            }
            else
            {
                (await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("damaged"), "results.jsonl"))).ShouldBe(results, context);
                same++;
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{damage} of the log: {count} times: {found} named the damage, {same} ended as the run without damage"));
        if (damage != Damage.Cut)
        {
            // A log that ends early cannot be told from one that was not written further.
            found.ShouldBeGreaterThan(count / 2);
        }
    }

    [Fact]
    public async Task A_database_that_lost_results_which_its_results_file_has_is_damaged()
    {
        using var folder = new TemporaryFolder();
        int refusedFrom = int.MaxValue;
        await using var server = new LoopbackServer((request, index) => index >= refusedFrom ? LoopbackReply.Error(400) : LoopbackModel.Answer(request));
        string[] command = [.. await CommandAsync(folder, server, 24), "--concurrency", "1"];
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("whole")])).ExitCode.ShouldBe(0);
        refusedFrom = server.Requests.Count * 3 / 2;
        (await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")])).ExitCode.ShouldBe(1);

        // As when the log of a finished run is lost: an older state of the database beside the results of the finished run.
        File.Copy(Path.Combine(folder.PathOf("whole"), "results.jsonl"), Path.Combine(folder.PathOf("run"), "results.jsonl"));
        CommandRun export = await CommandRun.OfAsync("export", "--run", folder.PathOf("run"), "--format", "medreason", "--output", folder.PathOf("out/x.jsonl"));
        export.ExitCode.ShouldBe(1);
        export.Error.Trim().Split('\n').Length.ShouldBe(1, export.Error);
        export.Error.ShouldContain("the database is damaged: it holds ");

        await File.WriteAllBytesAsync(Path.Combine(folder.PathOf("run"), "run.db"), []);
        CommandRun resumed = await CommandRun.OfAsync([.. command, "--run", folder.PathOf("run")]);
        resumed.ExitCode.ShouldNotBe(0);
        resumed.Error.ShouldContain("the database is damaged");
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("database")]
    public async Task A_run_whose_files_are_deleted_while_it_works_ends_at_once_with_one_line(string what)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps files that are open.");
        using var folder = new TemporaryFolder();
        string run = folder.PathOf("run");
        await using var server = new LoopbackServer((request, index) =>
        {
            if (index == 5)
            {
                if (what == "folder")
                {
                    Directory.Delete(run, recursive: true);
                }
                else
                {
                    File.Delete(Path.Combine(run, "run.db"));
                }
            }

            // The model takes long: the end does not wait for it.
            return index < 5 ? LoopbackModel.Answer(request) : LoopbackModel.Answer(request).With(stallAfter: 0);
        });
        string[] command = [.. await CommandAsync(folder, server, 24), "--concurrency", "2"];
        var clock = System.Diagnostics.Stopwatch.StartNew();

        CommandRun ended = await CommandRun.OfAsync([.. command, "--run", run]);

        ended.ExitCode.ShouldNotBe(0);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        ended.Error.Trim().Split('\n').Count(line => line.Contains(run, StringComparison.Ordinal)).ShouldBe(1, ended.Error);
        ended.Error.Trim().Split('\n')[^1].ShouldContain("run.db: was deleted or moved while the run worked on it");
        Directory.Exists(run).ShouldBe(what == "database");
    }

    private static string Spoil(
        TemporaryFolder folder, byte[] file, Random random, int trial, Damage damage, string name = "run.db", int header = 0, int page = PageLength)
    {
        byte[] damaged = [.. file];
        string context;
        switch (damage)
        {
            case Damage.Byte:
                int place = random.Next(damaged.Length);
                damaged[place] ^= (byte)(random.Next(2) == 0 ? 1 << random.Next(8) : random.Next(1, 256));
                context = $"byte {place}, page {((place - header) / page) + 1}, offset {(place - header) % page}, was {file[place]}, is {damaged[place]}";
                break;
            case Damage.Pages:
                int pages = (file.Length - header) / page;
                int first = random.Next(pages);
                int second = (first + 1 + random.Next(pages - 1)) % pages;
                file.AsSpan(header + (first * page), page).CopyTo(damaged.AsSpan(header + (second * page)));
                file.AsSpan(header + (second * page), page).CopyTo(damaged.AsSpan(header + (first * page)));
                context = $"pages {first + 1} and {second + 1}";
                break;
            default:
                damaged = damaged[..random.Next(damaged.Length)];
                context = $"cut to {damaged.Length}";
                break;
        }

        foreach (string old in Directory.GetFiles(folder.PathOf("damaged")))
        {
            File.Delete(old);
        }

        File.WriteAllBytes(Path.Combine(folder.PathOf("damaged"), name), damaged);
        return string.Create(CultureInfo.InvariantCulture, $"trial {trial}: {context}");
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
