using System.Text.RegularExpressions;

namespace MedReason.Tests;

public sealed partial class AbbreviationReaderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("He has chronic obstructive pulmonary disease (COPD).", "COPD", "chronic obstructive pulmonary disease")]
    [InlineData("Spinal and bulbar muscular atrophy (SBMA) is rare.", "SBMA", "Spinal and bulbar muscular atrophy")]
    [InlineData("COPD (chronic obstructive pulmonary disease) was known.", "COPD", "chronic obstructive pulmonary disease")]
    [InlineData("treated with cyclosporin A (CsA) for", "CsA", "cyclosporin A")]
    [InlineData("cytosine arabinoside (AraC) was given", "AraC", null)]
    [InlineData("given arabinosyl cytosine (AraC)", "AraC", "arabinosyl cytosine")]
    [InlineData("the apolipoprotein B-100 (apoB-100) level", "apoB-100", "apolipoprotein B-100")]
    [InlineData("relative risks (RRs) of death", "RRs", "relative risks")]
    [InlineData("days (blood-brain barrier, BBB)", "BBB", "blood-brain barrier")]
    [InlineData("95% confidence interval [CI] 3.1", "CI", "confidence interval")]
    [InlineData("determination of clozapine(CLP) and", "CLP", "clozapine")]
    [InlineData("with 2,3-diaminonaphthalene (DAN) in acid", "DAN", "2,3-diaminonaphthalene")]
    [InlineData("forced expiratory volume in 1 s (FEV1)", "FEV1", "forced expiratory volume in 1 s")]
    [InlineData("three-dimensional (3D) images", "3D", "three-dimensional")]
    [InlineData("or placebo (P) for", "P", "placebo")]
    [InlineData("Pt(II) and poly(dT), a dose (2 mg) or a value (P<0.05) of patients (n = 5)", null, null)]
    [InlineData("", null, null)]
    public void A_definition_is_read_with_its_spans(string text, string? shortForm, string? longForm)
    {
        IReadOnlyList<AbbreviationDefinition> found = AbbreviationReader.Read(text);

        if (longForm is null)
        {
            found.ShouldBeEmpty();
            return;
        }

        AbbreviationDefinition definition = found.ShouldHaveSingleItem();
        definition.ShortForm.ShouldBe(shortForm);
        definition.LongForm.ShouldBe(longForm);
        text[definition.ShortStart..definition.ShortEnd].ShouldBe(shortForm);
        text[definition.LongStart..definition.LongEnd].ShouldBe(longForm);
        definition.ScopeEnd.ShouldBe(text.Length);
    }

    [Fact]
    public void A_redefinition_ends_the_former()
    {
        const string Text = "Multiple sclerosis (MS) differs from mitral stenosis (MS).";

        IReadOnlyList<AbbreviationDefinition> found = AbbreviationReader.Read(Text);

        found.Select(definition => definition.LongForm).ShouldBe(["Multiple sclerosis", "mitral stenosis"]);
        found[0].ScopeEnd.ShouldBe(found[1].LongStart);
        found[1].ScopeEnd.ShouldBe(Text.Length);
    }

    [Fact]
    public async Task A_short_form_means_what_was_defined_last_before_it()
    {
        ListGraph graph = ListGraph.Of(("D:1", "multiple sclerosis", []), ("D:2", "mitral stenosis", []));
        const string Text = "Multiple sclerosis (MS): his MS is old. Mitral stenosis (MS): her MS is new.";

        IReadOnlyList<EntityMention> mentions = await new LexiconEntityExtractor().ExtractTextAsync(graph, Text);

        mentions.Where(mention => mention.Text == "MS").Select(mention => mention.Candidates[0].NodeId.Value).ShouldBe(["D:1", "D:1", "D:2", "D:2"]);
    }

    [Fact]
    public async Task A_short_form_of_what_no_node_is_called_blocks_the_node_of_its_letters()
    {
        ListGraph graph = ListGraph.Of(("D:1", "SBMA", []), ("D:2", "asthma", []));

        IReadOnlyList<EntityMention> mentions = await new LexiconEntityExtractor().ExtractTextAsync(
            graph, "Simple breath measures of air (SBMA) in asthma; SBMA was normal.");

        mentions.Select(mention => mention.Text).ShouldBe(["asthma"]);
    }

    [Fact]
    public void Hostile_text_is_read_in_linear_time()
    {
        string text = string.Concat(Enumerable.Repeat("(", 20_000)) + string.Concat(Enumerable.Repeat("aaaa (AAAAAAAAAA) 1,1,1,1,1,1,1,1-aa (AA) ", 5_000));

        AbbreviationReader.Read(text).Count.ShouldBeLessThan(20_000);
    }

    /// <summary>Ab3P has 0.964 and 0.837 on all of these abstracts; the figures stand in docs/quality/entities.md.</summary>
    [Fact]
    public void Definitions_of_abstracts_are_found()
    {
        int hits = 0;
        int found = 0;
        int gold = 0;
        string file = File.ReadAllText(TestData.Require("corpora/abbreviations_med1250.txt"));
        foreach (string record in file.ReplaceLineEndings("\n").Split("\n\n"))
        {
            string[] lines = [.. record.Split('\n').Where(line => line.Trim().Length > 0)];
            if (lines.Length == 0)
            {
                continue;
            }

            string text = string.Join(' ', lines.Skip(1).Where(line => !line.StartsWith("  ", StringComparison.Ordinal) && !line.StartsWith("//", StringComparison.Ordinal)));
            HashSet<(string, string)> wanted = [.. lines.Skip(1).Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Contains('|'))
                .Select(line => line.Split("//")[0].Split('|', 2)).Select(pair => (pair[0].Trim(), Fold(pair[1])))];
            HashSet<(string, string)> read = [.. AbbreviationReader.Read(text).Select(definition => (definition.ShortForm, Fold(definition.LongForm)))];
            gold += wanted.Count;
            found += read.Count;
            hits += wanted.Count(read.Contains);
        }

        double precision = (double)hits / found;
        double recall = (double)hits / gold;
        output.WriteLine($"precision {precision:F4}, recall {recall:F4}, {hits} of {gold}");
        precision.ShouldBeGreaterThanOrEqualTo(0.97);
        recall.ShouldBeGreaterThanOrEqualTo(0.85);
    }

    private static string Fold(string text) => Spaces().Replace(text.Trim().ToLowerInvariant(), " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
