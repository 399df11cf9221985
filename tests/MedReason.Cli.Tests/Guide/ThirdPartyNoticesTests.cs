using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary>The notices that every package carries.</summary>
public sealed class ThirdPartyNoticesTests
{
    [Fact]
    public void Every_package_that_the_tool_contains_is_named()
    {
        string notices = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "THIRD-PARTY-NOTICES.md"));
        using JsonDocument dependencies = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "MedReason.Cli.deps.json")));
        string[] packages =
        [
            .. dependencies.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package").Select(library => library.Name.Split('/')[0]),
        ];

        packages.ShouldNotBeEmpty();
        string[] named = notices.Split(['|', ',', '\n'], StringSplitOptions.TrimEntries);
        packages.Where(package => !named.Contains(package)).ShouldBeEmpty();
    }
}
