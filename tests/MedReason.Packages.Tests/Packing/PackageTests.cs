using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using MedReason.Tests;

namespace MedReason.Packages.Tests;

/// <summary>The packages as other applications use them: packed into a folder feed, restored, built against and run.</summary>
[Trait("Category", "Publish")]
public sealed class PackageTests(PackedFeed feed) : IClassFixture<PackedFeed>
{
    public static TheoryData<string> Packages => new([.. LibraryProjects.All.Select(library => library.Name), "MedReason.Cli"]);

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_tells_what_it_is(string id)
    {
        feed.Require();
        XElement metadata = feed.ReadManifest(id).Elements().Single(element => element.Name.LocalName == "metadata");
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Value("id").ShouldBe(id);
        Value("license").ShouldBe("Apache-2.0");
        Value("readme").ShouldBe("README.md");
        Value("icon").ShouldBe("icon.png");
        Value("description").Length.ShouldBeGreaterThan(40);
        Value("tags").ShouldContain("knowledge-graph");
        IReadOnlyList<string> files = feed.ListFiles(id);
        files.ShouldContain("README.md");
        files.ShouldContain("icon.png");
        files.ShouldContain("THIRD-PARTY-NOTICES.md");
    }

    [Fact]
    public void The_command_is_a_tool_and_a_server_for_agents()
    {
        feed.Require();
        feed.ReadManifest("MedReason.Cli").Descendants().Where(element => element.Name.LocalName == "packageType")
            .Select(element => element.Attribute("name")!.Value).ShouldBe(["DotnetTool", "McpServer"], ignoreOrder: true);
        feed.ListFiles("MedReason.Cli").ShouldContain(".mcp/server.json");

        string version = XDocument.Load(Path.Combine(TestData.RepositoryRoot, "Directory.Build.props")).Descendants("Version").Single().Value;
        JsonElement server = JsonElement.Parse(File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "src", "MedReason.Cli", ".mcp", "server.json")));
        server.GetProperty("version").GetString().ShouldBe(version);
        JsonElement package = server.GetProperty("packages")[0];
        (package.GetProperty("identifier").GetString(), package.GetProperty("version").GetString()).ShouldBe(("MedReason.Cli", version));
    }

    [Fact]
    public void A_library_brings_the_packages_it_needs_and_no_other()
    {
        feed.Require();
        foreach ((string id, string[] dependencies) in LibraryProjects.All)
        {
            string[] found = [.. feed.ReadManifest(id).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value)];
            dependencies.Except(found).ShouldBeEmpty(id);

            // Versions that are pinned centrally are reported for transitive dependencies, too.
            found.Except(Closure(id)).ShouldBeEmpty(id);
        }
    }

    [Fact]
    public void A_library_carries_its_documentation_and_its_symbols()
    {
        feed.Require();
        foreach ((string id, _) in LibraryProjects.All)
        {
            feed.ListFiles(id).ShouldContain($"lib/net10.0/{id}.xml");
            feed.ListFiles(id, "snupkg").ShouldContain($"lib/net10.0/{id}.pdb");
        }
    }

    [Fact]
    public async Task A_console_app_reasons_over_a_graph_of_its_own()
    {
        feed.Require();
        string folder = feed.Place("ConsoleApp");
        await feed.BuildAsync(folder);
        (int exit, string output) = await feed.RunAsync(folder, Path.Combine(folder, "out", "ConsoleApp.dll"));
        exit.ShouldBe(0, output);
        output.ShouldContain("Accepted: Pyridostigmine");
    }

    [Fact]
    public async Task A_web_app_answers_over_HTTP()
    {
        feed.Require();
        string folder = feed.Place("WebApp");
        await feed.BuildAsync(folder);
        using Process server = feed.Start(folder, "dotnet", Path.Combine(folder, "out", "WebApp.dll"), "--urls", "http://127.0.0.1:0");
        try
        {
            string address = await ReadAddressAsync(server).WaitAsync(TimeSpan.FromMinutes(1));
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            using HttpResponseMessage response = await client.GetAsync(new Uri("/explain?answer=Pyridostigmine", UriKind.Relative));
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await response.Content.ReadAsStringAsync()).ShouldContain("\"outcome\":\"accepted\"");
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task The_command_is_installed_as_a_tool()
    {
        feed.Require();
        string tools = Path.Combine(feed.Root, "tools");
        (int exit, string output) = await feed.RunAsync(
            feed.Root, "tool", "install", "MedReason.Cli", "--version", feed.Version, "--tool-path", tools, "--add-source", feed.Feed);
        exit.ShouldBe(0, output);
        string graph = Path.Combine(feed.Root, "starter.mrkg");
        string starter = Path.Combine(TestData.RepositoryRoot, "samples", "Quickstart", "Data", "starter_kg.csv");
        (await CommandAsync(tools, "kg", "build", "--source", "primekg", "--input", starter, "--output", graph)).Exit.ShouldBe(0);
        (int code, string info) = await CommandAsync(tools, "kg", "info", graph, "--json");
        code.ShouldBe(0, info);
        info.ShouldContain("\"nodes\":");
    }

    private static IEnumerable<string> Closure(string id)
    {
        string[] dependencies = LibraryProjects.All.SingleOrDefault(library => library.Name == id).Dependencies ?? [];
        return dependencies.Concat(dependencies.SelectMany(Closure));
    }

    private async Task<(int Exit, string Output)> CommandAsync(string tools, params string[] arguments)
    {
        using Process process = feed.Start(feed.Root, Path.Combine(tools, OperatingSystem.IsWindows() ? "medreason.exe" : "medreason"), arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output + await error);
    }

    private static async Task<string> ReadAddressAsync(Process server)
    {
        const string Marker = "Now listening on: ";
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            int at = line.IndexOf(Marker, StringComparison.Ordinal);
            if (at >= 0)
            {
                return line[(at + Marker.Length)..].Trim();
            }
        }

        throw new InvalidOperationException($"The web app ended before it listened: {await server.StandardError.ReadToEndAsync()}");
    }
}
