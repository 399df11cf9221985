using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using MedReason.Tests;

namespace MedReason.Packages.Tests;

/// <summary>A folder feed with every package of this repository, packed once for all tests.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    // Why nothing was packed; null where it was.
    private string? _skipReason;

    // Packed under a version of its own: the machine's package cache would else answer for a package that was packed earlier.
    public string Version { get; } = $"0.0.{Environment.ProcessId}";

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"medreason-packages-{Environment.ProcessId}");

    public string Feed => Path.Combine(Root, "feed");

    /// <summary>Skips the calling test, with the reason, where nothing was packed.</summary>
    public void Require() => Assert.SkipWhen(_skipReason is not null, _skipReason ?? string.Empty);

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("MEDREASON_SKIP_PUBLISH_TESTS") == "1")
        {
            _skipReason = "MEDREASON_SKIP_PUBLISH_TESTS is 1.";
            return;
        }

        Directory.CreateDirectory(Feed);
        (int exit, string output) = await RunAsync(
            TestData.RepositoryRoot,
            "pack", "MedReason.sln", "-c", "Release", "--nologo", "-v", "q", "-m:1", $"-p:Version={Version}", "-o", Feed, "--artifacts-path", Path.Combine(Root, "artifacts"), "-p:RunAnalyzers=false");
        output.ShouldNotContain("warning ", Case.Sensitive);
        exit.ShouldBe(0, output);
    }

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    public string PackagePath(string id, string extension = "nupkg") => Path.Combine(Feed, $"{id}.{Version}.{extension}");

    /// <summary>The package's manifest.</summary>
    public XElement ReadManifest(string id)
    {
        using ZipArchive package = ZipFile.OpenRead(PackagePath(id));
        using Stream manifest = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(manifest).Root!;
    }

    public IReadOnlyList<string> ListFiles(string id, string extension = "nupkg")
    {
        using ZipArchive package = ZipFile.OpenRead(PackagePath(id, extension));
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>Copies a consumer's sources to a folder outside the repository, so that it sees packages alone.</summary>
    public string Place(string consumer)
    {
        string source = Path.Combine(TestData.RepositoryRoot, "tests", "consumers", consumer);
        string target = Path.Combine(Root, consumer);
        Directory.CreateDirectory(target);
        foreach (string file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return target;
    }

    /// <summary>Builds a consumer against the feed, beside whatever feeds the machine has; packages of ours are unpacked into this folder alone.</summary>
    public async Task BuildAsync(string folder)
    {
        (int exit, string output) = await RunAsync(
            folder, "build", "-c", "Release", "--nologo", "-v", "q", $"-p:MedReasonVersion={Version}", $"-p:RestoreAdditionalProjectSources={Feed}", "-o", Path.Combine(folder, "out"));
        exit.ShouldBe(0, output);
        output.ShouldNotContain("warning ", Case.Sensitive);
    }

    public async Task<(int Exit, string Output)> RunAsync(string folder, params string[] arguments)
    {
        using Process process = Start(folder, "dotnet", arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await output + await error);
    }

    public Process Start(string folder, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };

        // The test host's own build variables would reach the inner build.
        foreach (string name in (string[])["MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildSDKsPath"])
        {
            start.Environment.Remove(name);
        }

        // What is installed already is read where it lies; what is ours is unpacked here and goes with the folder.
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["NUGET_PACKAGES"] = Path.Combine(Root, "packages");
        start.Environment["RestoreFallbackFolders"] = cache;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
    }
}
