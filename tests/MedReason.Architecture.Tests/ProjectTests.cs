using System.Xml.Linq;
using MedReason.Tests;

namespace MedReason.Architecture.Tests;

/// <summary>The packages and the walls between them.</summary>
public sealed class ProjectTests
{
    // What each project may reference, directly or through another.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["MedReason.Abstractions"] = [],
        ["MedReason"] = ["MedReason.Abstractions"],
        ["MedReason.Embeddings.Onnx"] = ["MedReason.Abstractions"],
        ["MedReason.Kg.Primekg"] = ["MedReason"],
        ["MedReason.Kg.Obo"] = ["MedReason"],
        ["MedReason.Kg.Kgx"] = ["MedReason"],
        ["MedReason.Kg.OptimusKg"] = ["MedReason"],
        ["MedReason.Kg.Postgres"] = ["MedReason"],
        ["MedReason.QuikGraph"] = ["MedReason"],
        ["MedReason.Extensions.AI"] = ["MedReason"],
        ["MedReason.AspNetCore"] = ["MedReason", "MedReason.Extensions.AI"],
        ["MedReason.Datasets"] = ["MedReason"],
        ["MedReason.Runs"] = ["MedReason.Datasets"],
        ["MedReason.Runs.Postgres"] = ["MedReason.Runs"],
        ["MedReason.Evaluation"] = ["MedReason.Runs"],
        ["MedReason.Reports"] = ["MedReason.Evaluation"],
        ["MedReason.Testing"] = ["MedReason.Abstractions"],
        ["MedReason.Testing.Xunit"] = ["MedReason.Testing"],
        ["MedReason.Testing.XunitV3"] = ["MedReason.Testing"],
        ["MedReason.Cli"] =
        [
            "MedReason", "MedReason.AspNetCore", "MedReason.Embeddings.Onnx", "MedReason.Kg.Primekg", "MedReason.Kg.Kgx", "MedReason.Kg.Obo", "MedReason.Kg.OptimusKg",
            "MedReason.Kg.Postgres", "MedReason.Reports", "MedReason.Runs.Postgres",
        ],
    };

    [Fact]
    public void Projects_reference_what_the_drawing_allows()
    {
        foreach ((string name, IReadOnlyList<string> references) in SourceTree.Projects)
        {
            Allowed.ShouldContainKey(name, "a new project needs its place in the drawing");
            references.Except(Allowed[name]).ShouldBeEmpty(name);
        }
    }

    [Fact]
    public async Task The_reference_site_has_every_library()
    {
        string site = await File.ReadAllTextAsync(Path.Combine(TestData.RepositoryRoot, "docfx.json"));
        foreach (string name in Allowed.Keys.Except(["MedReason.Cli"]))
        {
            site.ShouldContain($"\"{name}/bin/Release/net10.0/{name}.dll\"");
        }
    }

    [Fact]
    public void The_projects_form_no_circle() =>
        Circles.Find(SourceTree.Projects.SelectMany(project => project.References.Select(reference => (project.Name, reference)))).ShouldBeEmpty();

    [Fact]
    public void No_project_shows_its_internals_to_another_shipped_one()
    {
        var grants = SourceTree.Files("*.csproj").Concat(SourceTree.Files("*.props"))
            .SelectMany(file => XDocument.Load(file).Descendants("InternalsVisibleTo").Select(grant => grant.Attribute("Include")!.Value));
        grants.Where(grant => !grant.EndsWith("Tests", StringComparison.Ordinal)).ShouldBeEmpty();
        SourceTree.Files("*.cs").Where(file => File.ReadAllText(file).Contains("InternalsVisibleTo(", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_projects_that_need_it_bring_each_heavy_package()
    {
        (string, string[])[] owners =
        [
            ("Microsoft.Data.Sqlite", ["MedReason.Runs"]), ("ModelContextProtocol.AspNetCore", ["MedReason.AspNetCore"]),
            ("Npgsql", ["MedReason.Kg.Postgres", "MedReason.Runs.Postgres"]), ("Parquet.Net", ["MedReason.Kg.OptimusKg"]), ("QuikGraph", ["MedReason.QuikGraph"]),
            ("Microsoft.ML.OnnxRuntime", ["MedReason.Embeddings.Onnx"]), ("Microsoft.ML.Tokenizers", ["MedReason.Embeddings.Onnx"]),
        ];
        foreach ((string package, string[] projects) in owners)
        {
            SourceTree.Files("*.csproj")
                .Where(file => XDocument.Load(file).Descendants("PackageReference").Any(reference => reference.Attribute("Include")!.Value == package))
                .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ShouldBe(projects);
        }
    }
}
