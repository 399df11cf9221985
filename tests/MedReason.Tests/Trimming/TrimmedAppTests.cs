namespace MedReason.Tests;

/// <summary>
/// Publishes an app that roots every library, and runs it. A publish takes a minute or two: set <c>MEDREASON_SKIP_PUBLISH_TESTS=1</c> to leave it out of an
/// edit-and-test loop; the native one, which the analyzers of every build stand in for, runs with <c>MEDREASON_LONG_TESTS=1</c>. Where the registry does not offer a runtime pack, the test is skipped with that reason.
/// </summary>
[Trait("Category", "Publish")]
public sealed class TrimmedAppTests
{
    // What a restore says when a pack is not to be had, as against what a build says when something is wrong.
    private static readonly string[] MissingPackMessages = ["NU1101", "NU1102", "NU1301", "NETSDK1094", "NETSDK1082"];

    [Fact]
    public Task Every_library_is_published_fully_trimmed_without_a_warning_and_runs_a_chain() => PublishAndRunAsync("trimmed");

    [Fact]
    public Task Every_library_is_published_as_native_code_without_a_warning_and_runs_a_chain()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") != "1", "A native publish takes minutes: set MEDREASON_LONG_TESTS=1.");
        return PublishAndRunAsync("native");
    }

    private static async Task PublishAndRunAsync(string mode)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("MEDREASON_SKIP_PUBLISH_TESTS") == "1", "MEDREASON_SKIP_PUBLISH_TESTS is 1.");
        string rid = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;
        string folder = Path.Combine(Path.GetTempPath(), $"medreason-trim-{mode}-{Environment.ProcessId}");
        try
        {
            string project = Path.Combine(TestData.RepositoryRoot, "tests", "trimming", "MedReason.TrimApp", "MedReason.TrimApp.csproj");
            (int exit, string output, string error) = await OuterProcess.RunAsync(
                "dotnet",
                "publish", project, "-c", "Release", "-r", rid, "--nologo", "-v", "q", $"-p:TrimAppMode={mode}", "-p:RunAnalyzers=false", "-o", Path.Combine(folder, "out"),
                "--artifacts-path", Path.Combine(folder, "artifacts"));
            output += error;
            Assert.SkipWhen(
                exit != 0 && MissingPackMessages.Any(message => output.Contains(message, StringComparison.Ordinal)),
                $"The runtime pack for a {mode} publish on {rid} cannot be restored.");
            Assert.SkipWhen(
                exit != 0 && mode == "native" && output.Contains("Platform linker", StringComparison.Ordinal),
                "A native publish needs a platform linker (clang or gcc), and there is none.");

            output.ShouldNotContain("warning ", Case.Sensitive);
            exit.ShouldBe(0, output);
            string app = Path.Combine(folder, "out", OperatingSystem.IsWindows() ? "MedReason.TrimApp.exe" : "MedReason.TrimApp");
            (int appExit, string printed, _) = await OuterProcess.RunAsync(app);
            printed.ShouldContain("Ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine.");
            printed.ShouldContain("outcome=Accepted reason= roundtrip=True");
            printed.ShouldContain("grade=Supporting argument=the condition is treated by the answer");
            appExit.ShouldBe(0);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
