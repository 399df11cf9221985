using MedReason.Kg.Obo;

namespace MedReason.Tests;

/// <summary>The floors on annotated corpora, through extractor and linker as the command runs them; the figures stand in docs/quality/entities.md.</summary>
public sealed class LexiconQualityTests
{
    [Fact]
    public async Task Phenotypes_of_abstracts_are_found_nested_with_their_ids()
    {
        EntityScore score = await ScoreAsync(
            TestData.Require("ontologies/hp.obo.gz"), AnnotatedText.ReadGsc(TestData.Require("corpora/gscplus_dev.tsv")), nested: true);
        score.Strict.ShouldBeGreaterThanOrEqualTo(0.72);
        score.Ids.ShouldBeGreaterThanOrEqualTo(0.75);
    }

    [Fact]
    public async Task Diseases_of_abstracts_are_found_with_their_spans()
    {
        EntityScore score = await ScoreAsync(
            TestData.Require("ontologies/doid.obo.gz"), AnnotatedText.ReadNcbi(TestData.Require("corpora/ncbi_disease_devel.txt")), nested: false);
        score.Strict.ShouldBeGreaterThanOrEqualTo(0.70);
        score.Overlapping.ShouldBeGreaterThanOrEqualTo(0.83);
    }

    private static async Task<EntityScore> ScoreAsync(string ontology, List<AnnotatedText> texts, bool nested)
    {
        using InMemoryKnowledgeGraph graph = (await OboReader.ReadAsync(ontology)).ToKnowledgeGraph().Graph;
        LexiconEntityExtractor extractor = new(new LexiconEntityExtractorOptions { IncludeNested = nested });
        EntityLinker linker = new();
        EntityScore score = new(withIds: nested);
        foreach (AnnotatedText text in texts)
        {
            MedicalQuestion question = new() { Id = text.Id, Text = text.Text };
            IReadOnlyList<EntityMention> mentions = await extractor.ExtractAsync(graph, question);
            IReadOnlyList<EntityLink> links = await linker.LinkAsync(graph, question, mentions);
            score.Add(text.Gold, [.. links.Where(static l => l.Node is not null).Select(static l => (l.Mention.Start, l.Mention.End, l.Node!.Id.Value))]);
        }

        return score;
    }
}
