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
        score.Strict.ShouldBeGreaterThanOrEqualTo(0.735);
        score.Ids.ShouldBeGreaterThanOrEqualTo(0.76);
    }

    [Fact]
    public async Task A_hierarchy_from_the_general_to_the_special_counts_as_much()
    {
        List<AnnotatedText> texts = AnnotatedText.ReadGsc(TestData.Require("corpora/gscplus_dev.tsv"));
        using InMemoryKnowledgeGraph ontology = (await OboReader.ReadAsync(TestData.Require("ontologies/hp.obo.gz"))).ToKnowledgeGraph().Graph;
        using InMemoryKnowledgeGraph turned = await TurnAsync(ontology);
        EntityScore expected = await ScoreAsync(ontology, texts, nested: true);
        EntityScore score = await ScoreAsync(turned, texts, nested: true);
        (score.Strict, score.Ids).ShouldBe((expected.Strict, expected.Ids));
    }

    [Fact]
    public async Task Diseases_of_abstracts_are_found_with_their_spans()
    {
        EntityScore score = await ScoreAsync(
            TestData.Require("ontologies/doid.obo.gz"), AnnotatedText.ReadNcbi(TestData.Require("corpora/ncbi_disease_devel.txt")), nested: false);
        score.Strict.ShouldBeGreaterThanOrEqualTo(0.76);
        score.Overlapping.ShouldBeGreaterThanOrEqualTo(0.86);
    }

    [Fact]
    public async Task Phenotypes_of_clinical_notes_are_found_with_their_ids()
    {
        string ontology = TestData.Require("ontologies/hp.obo.gz");
        Dictionary<string, string> ids = await ClinicalCorpora.ReadCurrentIdsAsync(ontology);
        double sum = 0;
        foreach (string notes in ClinicalCorpora.Notes)
        {
            sum += (await ScoreAsync(ontology, AnnotatedText.ReadNotes(TestData.Require("corpora/" + notes), ids), nested: true)).Strict;
        }

        (sum / ClinicalCorpora.Notes.Count).ShouldBeGreaterThanOrEqualTo(0.71);
    }

    [Fact]
    public async Task Diseases_that_drugs_cause_are_found_in_two_joined_ontologies()
    {
        using InMemoryKnowledgeGraph graph = await ClinicalCorpora.JoinAsync(
            TestData.Require("ontologies/doid.obo.gz"), TestData.Require("ontologies/hp.obo.gz"));
        EntityScore score = await ScoreAsync(
            graph, AnnotatedText.ReadNcbi(TestData.Require("corpora/bc5cdr_development.txt"), "Disease"), nested: false);
        score.Strict.ShouldBeGreaterThanOrEqualTo(0.75);
        score.Overlapping.ShouldBeGreaterThanOrEqualTo(0.865);
    }

    /// <summary>Returns a graph with each edge of its hierarchy from the parent to the child, as PrimeKG has them.</summary>
    private static async Task<InMemoryKnowledgeGraph> TurnAsync(InMemoryKnowledgeGraph graph)
    {
        RelationInfo relation = RelationInfo.FromName(new RelationType("phenotype_phenotype")) with
        {
            Meaning = RelationMeaning.IsA,
            IsMeaningReversed = true,
        };
        var builder = new KnowledgeGraphBuilder();
        builder.AddRelation(relation);
        List<KgNode> nodes = [];
        await foreach (KgNode node in graph.GetNodesAsync())
        {
            nodes.Add(node);
            builder.AddNode(node);
        }

        NeighborBatch neighbors = await graph.GetNeighborsAsync([.. nodes.Select(static node => node.Id)]);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (KgNeighbor parent in neighbors[i].Where(static neighbor => neighbor.IsForward && neighbor.Relation.Value == "is_a"))
            {
                builder.AddEdge(new KgEdge { Source = parent.Node, Relation = relation.Relation, Target = nodes[i].Id });
            }
        }

        return builder.Build();
    }

    private static async Task<EntityScore> ScoreAsync(string ontology, List<AnnotatedText> texts, bool nested)
    {
        using InMemoryKnowledgeGraph graph = (await OboReader.ReadAsync(ontology)).ToKnowledgeGraph().Graph;
        return await ScoreAsync(graph, texts, nested);
    }

    private static async Task<EntityScore> ScoreAsync(InMemoryKnowledgeGraph graph, List<AnnotatedText> texts, bool nested)
    {
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
