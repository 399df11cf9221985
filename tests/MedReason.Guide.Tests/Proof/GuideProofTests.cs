using System.Reflection;
using System.Runtime.CompilerServices;
using MedReason.Datasets;
using MedReason.Kg.Primekg;
using MedReason.Testing;
using MedReason.Tests;

namespace MedReason.Guide.Tests;

/// <summary>Holds every snippet of the README, of <c>docs</c> and of XML comments to code that is compiled and run here.</summary>
public sealed class GuideProofTests
{
    [Fact]
    public void Every_snippet_is_the_code_of_its_region()
    {
        if (GuidePages.IsWriting)
        {
            foreach (GuideRegion region in GuidePages.Regions.SelectMany(static regions => regions))
            {
                GuidePages.Write(SnippetProof.Region, region.Name, region.Text);
            }
        }

        FindFaults(GuidePages.ReadSnippets(), GuidePages.Regions).ShouldBeEmpty("MEDREASON_WRITE_GUIDES=1 writes the code of its region into each snippet");
    }

    [Fact]
    public void Every_region_stands_in_a_page()
    {
        HashSet<string> shown = [.. GuidePages.ReadSnippets().Where(static one => one.Proof == SnippetProof.Region).Select(static one => one.Name)];
        GuidePages.Regions.SelectMany(static regions => regions).Where(region => !shown.Contains(region.Name))
            .Select(static region => $"{region.File}:{region.Line}: no page shows the region '{region.Name}'").ShouldBeEmpty();
    }

    [Fact]
    public void Every_shown_output_is_printed_by_a_test()
    {
        string tests = string.Concat(GuidePages.Sources.Select(static file => File.ReadAllText(Path.Combine(TestData.RepositoryRoot, file))));
        GuidePages.ReadSnippets().Where(one => one.Proof == SnippetProof.Output && !tests.Contains($"\"{one.Name}\"", StringComparison.Ordinal))
            .Select(static one => $"{one.File}:{one.Line}: no test prints the output '{one.Name}'").ShouldBeEmpty();
    }

    [Fact]
    public void A_changed_a_nameless_and_an_unknown_snippet_and_a_doubled_region_are_each_told_with_place_and_name()
    {
        GuideRegion region = GuideRegion.Read("tests/Guide/A.cs", "class A\n{\n    #region one\n    int x;\n\n        int y;\n    #endregion\n}").Single();
        region.ShouldBe(new GuideRegion("one", "tests/Guide/A.cs", 3, "int x;\n\n    int y;"));
        string[] page =
        [
            "# Page", "<!-- region: one -->", "```csharp", "int x;", string.Empty, "    int y;", "```", "<!-- region: one -->", "```csharp", "int x;", "int z;", "```",
            string.Empty, "```csharp", "int w;", "```", "<!-- region: two -->", "```csharp", "```", string.Empty, "```text", "printed", "```", string.Empty, "```", "medreason explain", "```",
        ];
        string[] source = ["    /// <code region=\"three\">", "    /// List&lt;int&gt; x;", "    /// </code>", "/// <code>", "/// var y = 1;", "/// </code>"];
        GuideSnippet[] snippets = [.. GuideSnippet.ReadMarkdown("docs/guides/page.md", page), .. GuideSnippet.ReadComments("src/B.cs", source)];
        snippets[5].Text.ShouldBe("List<int> x;");
        snippets[5].ToLines("a\n\nIs<b>").ShouldBe(["    /// a", "    ///", "    /// Is&lt;b>"]);
        GuideRegion[] regions = [region, region with { Name = "three", Text = "List<int> x;" }, region with { Name = "three", Line = 9 }];
        FindFaults(snippets, regions.ToLookup(one => one.Name)).ShouldBe(
        [
            "docs/guides/page.md:11: this is not the region 'one' of tests/Guide/A.cs:3",
            "docs/guides/page.md:15: a snippet without a region or an output: put <!-- region: name --> or <!-- output: name --> above it",
            "docs/guides/page.md:19: there is no region 'two' in tests/*/Guide",
            "docs/guides/page.md:22: a snippet without a region or an output: put <!-- region: name --> or <!-- output: name --> above it",
            "src/B.cs:2: the region 'three' is defined twice: tests/Guide/A.cs:3, tests/Guide/A.cs:9",
            "src/B.cs:5: a snippet without a region or an output: put <!-- region: name --> or <!-- output: name --> above it",
        ]);
    }

    [Fact]
    public void The_code_of_the_guides_sees_no_internals()
    {
        Assembly[] libraries = [typeof(IKnowledgeGraph).Assembly, typeof(ReasoningPipeline).Assembly, typeof(PrimeKgKnowledgeGraph).Assembly, typeof(Datasets.QuestionReader).Assembly, typeof(ToyGraph).Assembly];
        libraries.SelectMany(static library => library.GetCustomAttributes<InternalsVisibleToAttribute>())
            .Select(static attribute => attribute.AssemblyName).ShouldNotContain(Assembly.GetExecutingAssembly().GetName().Name);
    }

    [Fact]
    public void Every_guide_is_in_the_index()
    {
        string folder = Path.Combine(TestData.RepositoryRoot, "docs", "guides");
        string index = File.ReadAllText(Path.Combine(folder, "README.md"));
        Directory.EnumerateFiles(folder, "*.md").Select(static path => Path.GetFileName(path)).Where(static name => name != "README.md")
            .Where(name => !index.Contains($"({name})", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_link_of_a_page_leads_somewhere()
    {
        GuidePages.Pages.SelectMany(static page => GuideLink.Read(page)).Where(static link => !link.IsRight())
            .Select(static link => $"{link.File}:{link.Line}: '{link.Target}' leads nowhere").ShouldBeEmpty();
        GuideLink.ToAnchor("One model writes, another verifies").ShouldBe("one-model-writes-another-verifies");
        new GuideLink("docs/guides/README.md", 1, "start-up.md#no-such-part").IsRight().ShouldBeFalse();
        new GuideLink("docs/guides/README.md", 1, "no-such-page.md").IsRight().ShouldBeFalse();
    }

    private static IEnumerable<string> FindFaults(IEnumerable<GuideSnippet> snippets, ILookup<string, GuideRegion> regions)
    {
        foreach (GuideSnippet snippet in snippets.Where(static one => one.Proof != SnippetProof.Output))
        {
            GuideRegion[] named = [.. regions[snippet.Name]];
            string? fault = (snippet.Proof, named) switch
            {
                (SnippetProof.None, _) => "a snippet without a region or an output: put <!-- region: name --> or <!-- output: name --> above it",
                (_, []) => $"there is no region '{snippet.Name}' in tests/*/Guide",
                (_, [GuideRegion region]) => region.Text == snippet.Text ? null : $"this is not the region '{region.Name}' of {region.File}:{region.Line}",
                _ => $"the region '{snippet.Name}' is defined twice: {string.Join(", ", named.Select(static region => $"{region.File}:{region.Line}"))}",
            };
            if (fault is not null)
            {
                yield return $"{snippet.File}:{snippet.Line + (named is [GuideRegion one] ? FindDifference(snippet.Text, one.Text) : 0)}: {fault}";
            }
        }
    }

    /// <summary>The first line that differs, from 0.</summary>
    private static int FindDifference(string shown, string code)
    {
        string[] left = shown.Split('\n'), right = code.Split('\n');
        int line = 0;
        while (line < left.Length - 1 && line < right.Length && left[line] == right[line])
        {
            line++;
        }

        return line;
    }
}
