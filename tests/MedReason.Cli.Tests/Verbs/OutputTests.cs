using System.Diagnostics;
using System.Security.Cryptography;
using MedReason.Runs;

namespace MedReason.Cli.Tests;

/// <summary>Where outputs may go, and what they never take the place of.</summary>
public sealed class OutputTests
{
    private const string Row = "{\"id\":1,\"text\":\"He takes lisinopril.\"}";

    [Theory]
    [InlineData("report", "run.db")]
    [InlineData("report", "run.lock")]
    [InlineData("report", "results.jsonl")]
    [InlineData("report", "decontamination.json")]
    [InlineData("review export", "run.db")]
    [InlineData("export --format medreason --keep-contaminated", "run.db")]
    [InlineData("export --format medreason --keep-contaminated", "results.jsonl")]
    [InlineData("export --format medreason --keep-contaminated", "../run/run.db-wal")]
    [InlineData("report", "../link/run.db")]
    [InlineData("report", "../alias")]
    public async Task A_file_of_a_run_is_no_output(string verb, string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using var folder = new TemporaryFolder();
        string run = await RunAsync(folder);
        await CommandRun.OfAsync("decontaminate", "--run", run, "--against", folder.PathOf("bank.jsonl"), "--format", "generic");
        Directory.CreateSymbolicLink(folder.PathOf("link"), run);
        File.CreateSymbolicLink(folder.PathOf("alias"), Path.Combine(run, "run.db"));
        string[] before = Hashes(run);

        CommandRun call = await CommandRun.OfAsync([.. verb.Split(' '), "--run", run, "--output", Path.Combine(run, file)]);

        call.ExitCode.ShouldBe(2, call.Error);
        call.Error.ShouldBe($"medreason: {Path.Combine(run, file)}: --output would write over a file of a run; name another file\n");
        Hashes(run).ShouldBe(before);
        (await CommandRun.OfAsync([.. verb.Split(' '), "--run", run, "--output", Path.Combine(run, "page.html")])).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("entities --kg KG --input IN --output IN")]
    [InlineData("entities --kg KG --input IN --output KG")]
    [InlineData("entities --kg KG --input IN --output ./LINK")]
    [InlineData("eval score --input IN --output IN")]
    [InlineData("paths learn --kg KG --input IN --output KG")]
    [InlineData("explain --kg KG --question q --html KG")]
    [InlineData("kg build --input IN --output OUT --report IN")]
    [InlineData("kg build --input IN --output IN")]
    [InlineData("kg diff KG KG --output KG")]
    [InlineData("report --run RESULTS --output RESULTS/results.jsonl")]
    public async Task An_input_is_no_output(string call)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using var folder = new TemporaryFolder();
        string kg = folder.PathOf("g.mrkg");
        File.Copy(await Graphs.StarterAsync(), kg);
        string input = folder.Write("in.jsonl", Row);
        Directory.CreateDirectory(folder.PathOf("results"));
        folder.Write("results/results.jsonl", Row);
        File.CreateSymbolicLink(folder.PathOf("link.jsonl"), input);
        byte[] before = await File.ReadAllBytesAsync(kg);

        CommandRun run = await CommandRun.OfAsync([.. call.Split(' ').Select(part => part.Replace("./LINK", folder.PathOf("link.jsonl"), StringComparison.Ordinal)
            .Replace("KG", kg, StringComparison.Ordinal).Replace("IN", input, StringComparison.Ordinal).Replace("OUT", folder.PathOf("out"), StringComparison.Ordinal)
            .Replace("RESULTS", folder.PathOf("results"), StringComparison.Ordinal))]);

        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldContain(" would write over an input; name another file");
        (await File.ReadAllBytesAsync(kg)).ShouldBe(before);
        (await File.ReadAllTextAsync(input)).ShouldBe(Row);
    }

    [Fact]
    public async Task A_pipe_is_written_through_and_stays_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no mkfifo.");
        using var folder = new TemporaryFolder();
        string pipe = folder.PathOf("pipe");
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        using var reader = Process.Start(new ProcessStartInfo("cat", [pipe]) { RedirectStandardOutput = true })!;
        CommandRun run = await CommandRun.OfAsync("entities", "--kg", await Graphs.StarterAsync(), "--input", folder.Write("in.jsonl", Row), "--output", pipe);

        run.ExitCode.ShouldBe(0, run.Error);
        (await reader.StandardOutput.ReadToEndAsync()).ShouldContain("STARTER:drug-lisinopril");
        using (var test = Process.Start("test", ["-p", pipe]))
        {
            await test.WaitForExitAsync();
            test.ExitCode.ShouldBe(0, "still a pipe");
        }
    }

    [Fact]
    public async Task A_device_is_written_through_or_refused_and_stays_one()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "There are no devices here.");
        using var folder = new TemporaryFolder();
        string link = folder.PathOf("null");
        File.CreateSymbolicLink(link, "/dev/null");
        string kg = await Graphs.StarterAsync();

        CommandRun entities = await CommandRun.OfAsync("entities", "--kg", kg, "--input", folder.Write("in.jsonl", Row), "--output", link);
        CommandRun build = await CommandRun.OfAsync("kg", "build", "--input", Graphs.StarterCsv, "--output", link);
        CommandRun export = await CommandRun.OfAsync("export", "--run", await RunAsync(folder), "--format", "medreason", "--output", link);

        entities.ExitCode.ShouldBe(0, entities.Error);
        build.ExitCode.ShouldBe(2);
        build.Error.ShouldBe($"medreason: {link}: expected a file to write, found a device or a pipe\n");
        export.ExitCode.ShouldNotBe(0);
        export.Error.ShouldContain("expected a file to write, found a device or a pipe");
        new FileInfo(link).LinkTarget.ShouldBe("/dev/null");
        Directory.GetFiles("/dev", "null*").ShouldBe(["/dev/null"]);
        await File.WriteAllTextAsync("/dev/null", "x", TestContext.Current.CancellationToken);
        new FileInfo("/dev/null").Length.ShouldBe(0, "still a device");
    }

    [Fact]
    public async Task No_link_that_waits_under_a_partial_name_is_followed_and_a_link_to_a_file_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using var folder = new TemporaryFolder();
        string precious = folder.Write("precious", "precious");
        string target = folder.Write("target.jsonl", "old");
        File.CreateSymbolicLink(folder.PathOf("out.jsonl"), target);
        foreach (string name in (string[])["out.jsonl.partial", "target.jsonl.partial", "g.mrkg.partial", "x.jsonl.partial", "README.md.partial"])
        {
            File.CreateSymbolicLink(folder.PathOf(name), precious);
        }

        string kg = await Graphs.StarterAsync();
        string run = await RunAsync(folder);
        File.CreateSymbolicLink(Path.Combine(run, "results.jsonl.partial"), precious);
        File.Delete(Path.Combine(run, "results.jsonl"));
        File.CreateSymbolicLink(Path.Combine(run, "results.jsonl"), precious);

        (await CommandRun.OfAsync("entities", "--kg", kg, "--input", folder.Write("in.jsonl", Row), "--output", folder.PathOf("out.jsonl"))).ExitCode.ShouldBe(0);
        (await CommandRun.OfAsync("kg", "build", "--input", Graphs.StarterCsv, "--output", folder.PathOf("g.mrkg"))).ExitCode.ShouldBe(0);
        (await CommandRun.OfAsync("export", "--run", run, "--format", "medreason", "--output", folder.PathOf("x.jsonl"))).ExitCode.ShouldBe(0);

        (await File.ReadAllTextAsync(precious)).ShouldBe("precious");
        (await File.ReadAllTextAsync(target)).ShouldContain("STARTER:drug-lisinopril");
        new FileInfo(folder.PathOf("out.jsonl")).LinkTarget.ShouldBe(target);
        new FileInfo(Path.Combine(run, "results.jsonl")).LinkTarget.ShouldBeNull("the run's own file leads nowhere else");
    }

    [Fact]
    public async Task Databases_are_private_and_a_folder_named_like_an_address_is_a_folder()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Modes and such names are not known there.");
            return;
        }

        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 2);
        string address = "file:x/../" + Path.GetRelativePath(Directory.GetCurrentDirectory(), folder.PathOf("file:run?mode=memory&cache=shared"));

        foreach (string run in (string[])[folder.PathOf("run"), address, folder.PathOf("a ; b"), folder.PathOf("|DataDirectory|x")])
        {
            CommandRun made = await CommandRun.OfAsync("generate", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "generic", "--run", run);
            made.ExitCode.ShouldBe(0, made.Error);
            File.GetUnixFileMode(Path.Combine(run, "run.db")).ShouldBe(Private);
        }

        using RunStore store = RunStore.Open(folder.PathOf("new"), new RunConfiguration("test", []));
        foreach (string file in Directory.GetFiles(folder.PathOf("new"), "run.db*"))
        {
            File.GetUnixFileMode(file).ShouldBe(Private, file);
        }
    }

    private static string[] Hashes(string folder) =>
        [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(path => $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}")];

    private static async Task<string> RunAsync(TemporaryFolder folder)
    {
        string run = folder.PathOf("run");
        CommandRun made = await CommandRun.OfAsync(
            "generate", "--kg", await Graphs.StarterAsync(), "--questions", RunBank.Write(folder, 3), "--format", "generic", "--run", run);
        made.ExitCode.ShouldBe(0, made.Error);
        return run;
    }
}
