using System.Text.RegularExpressions;
using MedReason.Kg.Primekg;

namespace MedReason.Tests;

/// <summary>The relations of real files: each is described, and none that denies or warns counts as support.</summary>
public sealed partial class RealRelationsTests
{
    [Theory]
    [InlineData("hetionet/kg.csv.gz")]
    [InlineData("drugmechdb/kg.csv.gz")]
    [InlineData("primekg/kg_rows.csv")]
    public async Task Every_relation_of_a_file_has_a_meaning_without_a_table(string file)
    {
        GraphReadResult result = await PrimeKgReader.ReadAsync(TestData.Require(file));
        using InMemoryKnowledgeGraph graph = result.Graph;
        graph.Relations.Where(relation => relation.Meaning == RelationMeaning.Unspecified).ShouldBeEmpty();
        graph.Relations.Where(relation => relation.ReversePhrase.Contains("is linked by", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_contraindications_of_DrugMechDB_are_contraindications()
    {
        GraphReadResult result = await PrimeKgReader.ReadAsync(TestData.Require("drugmechdb/kg.csv.gz"));
        using InMemoryKnowledgeGraph graph = result.Graph;
        graph.Relations.Where(relation => relation.Polarity != Polarity.Affirmed).Select(relation => (relation.Relation.Value, relation.Polarity))
            .ShouldBe([("contraindicated_for", Polarity.Contraindicated)]);
    }

    [Theory]
    [InlineData("kgx/graph_edges.tsv")]
    [InlineData("kgx/monarch-tiny_edges.tsv")]
    [InlineData("kgx/chebi_kgx_tsv_edges.tsv")]
    [InlineData("kgx/complex_graph_edges.tsv")]
    [InlineData("kgx/graph_multi_category_edges.tsv")]
    public async Task Every_predicate_and_relation_of_a_KGX_file_is_described(string file)
    {
        string text = await File.ReadAllTextAsync(TestData.Require(file), TestContext.Current.CancellationToken);
        string[] names = [.. Predicate().Matches(text).Select(match => match.Value).Distinct()];
        names.ShouldNotBeEmpty();
        names.Where(name => RelationVocabulary.BuiltIn.Find(new RelationType(name)) is not { } known
            || (known.Meaning == RelationMeaning.Unspecified && name != "biolink:related_to")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_denial_that_nothing_describes_ends_the_reading_with_the_line_to_add()
    {
        string path = TestData.Require("cases_public_reports/k01_polarity/contra.csv");
        UndeclaredRelationException exception = await Should.ThrowAsync<UndeclaredRelationException>(() => PrimeKgReader.ReadAsync(path));
        exception.Relations.ShouldBe([new RelationType("does_not_treat")]);
        exception.Message.ShouldContain("does_not_treat,does not treat,is not treated by,absent,treats,false,does_not_treat");
    }

    [GeneratedRegex(@"(?<=\t)(biolink:[a-z]+(_[a-z]+)*|(RO|BFO):(HOM)?[0-9]{7}|rdfs:subClassOf)(?=\t|\||$)", RegexOptions.Multiline)]
    private static partial Regex Predicate();
}
