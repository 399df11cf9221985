using System.Runtime.InteropServices;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>The command as one native program: it does what the tool does, or refuses by name what it lacks.</summary>
public sealed class NativeCommandTests
{
    private static readonly string[] MissingPackMessages = ["NU1101", "NU1102", "NU1301", "NETSDK1094", "NETSDK1082", "Platform linker"];

    [Fact]
    public async Task The_native_command_explains_as_the_tool_does_and_refuses_what_it_lacks()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") != "1", "A native publish takes minutes: set MEDREASON_LONG_TESTS=1.");
        using var folder = new TemporaryFolder();
        string project = Path.Combine(TestData.RepositoryRoot, "src", "MedReason.Cli", "MedReason.Cli.csproj");
        (int exit, string output, string error) = await OuterProcess.RunAsync(
            "dotnet", "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--nologo", "-v", "q", "-p:PublishAot=true", "-p:RunAnalyzers=false",
            $"-p:CppCompilerAndLinker={(File.Exists("/usr/bin/gcc") && !File.Exists("/usr/bin/clang") ? "gcc" : string.Empty)}", "-o", folder.PathOf("out"), "--artifacts-path", folder.PathOf("artifacts"));
        Assert.SkipWhen(
            exit != 0 && MissingPackMessages.Any(message => output.Contains(message, StringComparison.Ordinal)), "A native publish cannot be made on this machine.");
        exit.ShouldBe(0, output + error);
        string program = folder.PathOf(Path.Combine("out", OperatingSystem.IsWindows() ? "MedReason.Cli.exe" : "MedReason.Cli"));

        string[] question =
        [
            "explain", "--kg", await Graphs.StarterAsync(), "--question", "A patient has ptosis and muscle weakness. Which drug should be given?",
            "--option", "A=Pyridostigmine", "--option", "B=Lisinopril", "--answer", "A",
        ];
        (exit, output, error) = await OuterProcess.RunAsync(program, question);
        exit.ShouldBe(0, error);
        output.ShouldBe((await CommandRun.OfAsync(question)).Output);

        (exit, _, error) = await OuterProcess.RunAsync(program, "convert", project);
        exit.ShouldBe(2);
        error.TrimEnd().ShouldBe("medreason: convert is not in the native build of the command; the tool has it: dotnet tool install MedReason.Cli");
        (exit, _, error) = await OuterProcess.RunAsync(program, [.. question, "--provider", "anthropic", "--model", "m", "--endpoint", "http://127.0.0.1:9"]);
        exit.ShouldBe(2);
        error.ShouldContain("--provider anthropic is not in the native build of the command");
    }
}
