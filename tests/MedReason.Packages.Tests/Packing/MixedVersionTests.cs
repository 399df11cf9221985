using System.Diagnostics;
using MedReason.Tests;

namespace MedReason.Packages.Tests;

/// <summary>
/// Packages meet through public types alone: any of them may be one patch newer than the rest, with other internals. For any two packages there is a case in
/// which the one is newer and the other is not: package n is newer where bit b of n is set, or is not.
/// </summary>
public sealed class MixedVersionTests
{
    private static readonly string Built = Path.GetDirectoryName(typeof(MixedVersionTests).Assembly.Location)!;

    // The command uses neither the test kit nor the bridge to QuikGraph, and the bridge has no internals to rename.
    private static readonly string[] Packages =
    [
        .. LibraryProjects.All.Select(library => library.Name)
            .Where(name => !name.StartsWith("MedReason.Testing", StringComparison.Ordinal) && name != "MedReason.QuikGraph"),
    ];

    public static TheoryData<int, bool> Splits
    {
        get
        {
            var splits = new TheoryData<int, bool>();
            for (int bit = 0; 1 << bit < Packages.Length; bit++)
            {
                splits.Add(bit, true);
                splits.Add(bit, false);
            }

            return splits;
        }
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public async Task The_command_works_with_some_packages_a_patch_newer(int bit, bool isSet)
    {
        using var folder = new TemporaryFolder();
        string command = Copy(Built, folder.File("command"));
        string[] newer = [.. Packages.Where((_, number) => ((number >> bit) & 1) == (isSet ? 1 : 0))];
        newer.Length.ShouldBeInRange(1, Packages.Length - 1);
        foreach (string package in newer)
        {
            PatchedAssembly.Rewrite(Path.Combine(command, package + ".dll")).ShouldBeGreaterThan(0);
        }

        string graph = folder.File("starter.mrkg");
        string starter = Path.Combine(TestData.RepositoryRoot, "samples", "Quickstart", "Data", "starter_kg.csv");
        await RunAsync(command, "kg", "build", "--source", "primekg", "--input", starter, "--output", graph);

        string page = folder.File("page.html");
        await RunAsync(
            command, "explain", "--kg", graph, "--html", page,
            "--question", "A woman has ptosis and diplopia that worsen through the day. Which drug treats her disease?", "--answer", "Pyridostigmine");
        (await File.ReadAllTextAsync(page)).ShouldContain("Pyridostigmine");

        string questions = folder.File("bank.jsonl");
        await File.WriteAllTextAsync(questions, """{"id":"1","question":"A woman has ptosis and diplopia. Which drug treats myasthenia gravis?","answer":"Pyridostigmine"}""" + "\n");
        string run = folder.File("run");
        await RunAsync(command, "generate", "--provider", "offline", "--kg", graph, "--questions", questions, "--format", "generic", "--run", run);
        (await File.ReadAllTextAsync(Path.Combine(run, "results.jsonl"))).ShouldContain("\"outcome\":");
        await RunAsync(command, "report", "--run", run, "--output", folder.File("report.html"));
    }

    [Fact]
    public void A_patched_assembly_has_other_internals()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("MedReason.dll");
        File.Copy(Path.Combine(Built, "MedReason.dll"), path);
        PatchedAssembly.Rewrite(path).ShouldBeGreaterThan(200);
    }

    // The test's own folder holds the command and all that it needs; files of the test platform do no harm there.
    private static string Copy(string source, string target)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    private static async Task RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(command, "MedReason.Cli.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        process.ExitCode.ShouldBe(0, await output + await error);
    }
}
