using System.Text.Json;
using MedReason.Kg.Obo;

namespace MedReason.Tests;

/// <summary>What clinical sentences say of a few findings, as the shared cases expect it.</summary>
public sealed class PublicReportCasesTests
{
    [Theory]
    [InlineData("n1", "hepatitis")]
    [InlineData("n2", "rhinitis")]
    [InlineData("n3", "cough")]
    [InlineData("n4", "cervical lymphadenopathy")]
    [InlineData("n5", "diarrhea")]
    [InlineData("n6", "ulcer")]
    [InlineData("n7", "hepatitis")]
    [InlineData("n8", "")]
    [InlineData("n9", "non-Hodgkin lymphoma")]
    [InlineData("m1", "vomiting")]
    [InlineData("m2", "rash")]
    [InlineData("m3", "")]
    public async Task A_prefix_is_neither_skipped_nor_a_denial(string id, string name)
    {
        IReadOnlyList<EntityMention> mentions = await ExtractAsync("k02_non", id);
        string.Join('|', mentions.Select(static m => m.Candidates[0].MatchedName)).ShouldBe(name);
        mentions.ShouldAllBe(static m => m.Assertion == Assertion.Present);
        mentions.ShouldAllBe(static m => m.Candidates[0].Method == LinkMethods.Exact == (m.Text.StartsWith("non-Hodgkin", StringComparison.Ordinal)));
        mentions.ShouldAllBe(static m => m.Candidates[0].Relation == LinkRelation.Broader != (m.Text.StartsWith("non-Hodgkin", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("a1", "chest pain present")]
    [InlineData("a2", "pain present")]
    [InlineData("a3", "chest pain present")]
    [InlineData("a4", "confusion present|agitation present")]
    [InlineData("a5", "fever present")]
    [InlineData("a6", "fever present")]
    [InlineData("a7", "fever absent|headache present")]
    [InlineData("a8", "headache present")]
    [InlineData("a9", "headache absent|fever absent")]
    [InlineData("a10", "fever absent|headache present|cough absent|nausea present")]
    [InlineData("m1", "vomiting present")]
    [InlineData("m2", "chest pain present")]
    [InlineData("m3", "asthma present")]
    [InlineData("m4", "fever present|headache absent|nausea absent")]
    public async Task A_trigger_governs_its_clause(string id, string expected)
    {
        IReadOnlyList<EntityMention> mentions = await ExtractAsync("k03_assertion", id);
        string.Join('|', mentions.Select(static m => $"{m.Text} {m.Assertion}")).ShouldBe(expected, StringCompareShould.IgnoreCase);
    }

    private static async Task<IReadOnlyList<EntityMention>> ExtractAsync(string folder, string id)
    {
        string line = File.ReadLines(TestData.Require($"cases_public_reports/{folder}/texts.jsonl")).Single(l => IdOf(l) == id);
        OboOntology ontology = await OboReader.ReadAsync(TestData.Require("cases_public_reports/terms.obo"));
        using InMemoryKnowledgeGraph graph = ontology.ToKnowledgeGraph().Graph;
        using JsonDocument document = JsonDocument.Parse(line);
        return await new LexiconEntityExtractor().ExtractTextAsync(graph, document.RootElement.GetProperty("text").GetString()!);
    }

    private static string? IdOf(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("id").GetString();
    }
}
