using System.Text.Json;
using MedReason.Runs.Postgres;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>The application host of the samples describes workers that the command takes. Nothing is started: that needs containers.</summary>
public sealed class AppHostTests
{
    [Fact]
    public async Task Its_workers_join_one_run_with_options_of_the_command_and_no_password_on_a_command_line()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("MEDREASON_LONG_TESTS") != "1", "Its packages are 300 MB: set MEDREASON_LONG_TESTS=1.");
        using var folder = new TemporaryFolder();
        string project = Path.Combine(TestData.RepositoryRoot, "samples", "AppHost", "AppHost.csproj");
        (int exit, string output, string error) = await OuterProcess.RunAsync(
            "dotnet", "run", "--project", project, "-c", "Release", "--", "--publisher", "manifest", "--output-path", folder.PathOf("manifest.json"));
        exit.ShouldBe(0, output + error);

        using var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(folder.PathOf("manifest.json")));
        JsonElement worker = manifest.RootElement.GetProperty("resources").GetProperty("worker");
        string[] arguments = [.. worker.GetProperty("args").EnumerateArray().Select(static argument => argument.GetString()!)];
        string help = (await CommandRun.OfAsync("generate", "--help")).Output;
        arguments[0].ShouldBe("generate");
        arguments.Where(static argument => argument.StartsWith("--", StringComparison.Ordinal)).ShouldAllBe(option => help.Contains($"{option} ", StringComparison.Ordinal));
        string run = arguments[Array.IndexOf(arguments, "--run") + 1];
        PostgresRunAddress.Parse(run.Replace("{postgres.bindings.tcp.host}:{postgres.bindings.tcp.port}", "db:5432", StringComparison.Ordinal)).Place
            .ShouldBe("postgres://db:5432/runs?run=medqa");
        string.Join(' ', arguments).ShouldNotContain("password");
        worker.GetProperty("env").GetProperty("PGPASSWORD").GetString().ShouldBe("{postgres-password.value}");
    }
}
