using MedReason.Kg.Primekg;

namespace MedReason.Tests;

/// <summary>PrimeKG's relations and node types in words.</summary>
public sealed class PrimeKgSchemaTests
{
    [Fact]
    public void There_are_thirty_relations_and_the_four_parts_of_one_of_them()
    {
        PrimeKgSchema.Relations.Select(relation => relation.Info.Family).Distinct().Count().ShouldBe(30);
        PrimeKgSchema.Relations.Where(relation => relation.Info.Family != relation.Info.Relation.Value).Select(relation => relation.Info.Relation.Value)
            .ShouldBe(["drug_protein/carrier", "drug_protein/enzyme", "drug_protein/target", "drug_protein/transporter"]);
        PrimeKgSchema.Relations.Select(relation => relation.Info.Relation).ShouldBeInOrder();
    }

    [Fact]
    public void There_are_ten_node_types_and_every_relation_joins_two_of_them()
    {
        PrimeKgSchema.NodeTypes.Count.ShouldBe(10);
        PrimeKgSchema.NodeTypes.Select(type => type.Type).ShouldBeInOrder();
        PrimeKgSchema.Relations.ShouldAllBe(relation => PrimeKgSchema.IsKnown(relation.SourceType) && PrimeKgSchema.IsKnown(relation.TargetType));
        PrimeKgSchema.IsKnown(new NodeType("pharmacologic_class")).ShouldBeFalse();
    }

    [Fact]
    public void Absence_and_contraindication_are_told_apart_from_what_holds()
    {
        ILookup<Polarity, string> byPolarity = PrimeKgSchema.Relations.ToLookup(relation => relation.Info.Polarity, relation => relation.Info.Relation.Value);

        byPolarity[Polarity.Absent].ShouldBe(["anatomy_protein_absent", "disease_phenotype_negative"]);
        byPolarity[Polarity.Contraindicated].ShouldBe(["contraindication"]);
    }

    [Fact]
    public void Every_relation_reads_in_both_directions_and_only_symmetric_ones_read_the_same()
    {
        foreach (PrimeKgRelation relation in PrimeKgSchema.Relations)
        {
            relation.Info.DisplayName.ShouldNotBeNullOrWhiteSpace();
            relation.Info.ForwardPhrase.ShouldNotBeNullOrWhiteSpace();
            (relation.Info.ForwardPhrase == relation.Info.ReversePhrase).ShouldBe(relation.Info.IsSymmetric, relation.Info.Relation.Value);
        }
    }

    [Fact]
    public void An_indication_reads_as_clinicians_say_it()
    {
        RelationInfo indication = PrimeKgSchema.Find(new RelationType("indication")).ShouldNotBeNull().Info;
        indication.ForwardPhrase.ShouldBe("is indicated for");
        indication.ReversePhrase.ShouldBe("is treated by");
        PrimeKgSchema.Find(new RelationType("drug_treats_disease")).ShouldBeNull();
    }

    [Theory]
    [InlineData("indication", "treats", false)]
    [InlineData("off-label use", "treats", false)]
    [InlineData("contraindication", "contraindicated", false)]
    [InlineData("drug_effect", "causes", false)]
    [InlineData("disease_phenotype_positive", "presents", false)]
    [InlineData("disease_phenotype_negative", "presents", false)]
    [InlineData("drug_protein/enzyme", "targets", false)]
    [InlineData("disease_disease", "is_a", true)]
    [InlineData("anatomy_anatomy", "is_a", true)]
    [InlineData("anatomy_protein_present", "expressed_in", true)]
    [InlineData("anatomy_protein_absent", "expressed_in", true)]
    [InlineData("bioprocess_protein", "participates_in", true)]
    [InlineData("cellcomp_protein", "located_in", true)]
    [InlineData("pathway_pathway", "part_of", true)]
    [InlineData("protein_protein", "interacts", false)]
    [InlineData("disease_protein", "associated", false)]
    public void A_relation_means_what_its_edges_state(string relation, string meaning, bool isReversed)
    {
        RelationInfo info = PrimeKgSchema.Find(new RelationType(relation)).ShouldNotBeNull().Info;
        info.Meaning.Value.ShouldBe(meaning);
        info.IsMeaningReversed.ShouldBe(isReversed);
    }

    [Fact]
    public void No_relation_is_without_meaning() =>
        PrimeKgSchema.Relations.ShouldAllBe(relation => relation.Info.Meaning != RelationMeaning.Unspecified);

    [Theory]
    [InlineData("drug_protein", "target", "drug_protein/target")]
    [InlineData("drug_protein", "", "drug_protein")]
    [InlineData("drug_protein", null, "drug_protein")]
    [InlineData("drug_protein", "drug_protein", "drug_protein")]
    [InlineData("drug_protein", "antagonist", "drug_protein/antagonist")]
    [InlineData("indication", "indication", "indication")]
    [InlineData("disease_protein", "associated with", "disease_protein")]
    public void Only_drug_protein_is_told_apart_by_its_display_relation(string relation, string? display, string expected) =>
        PrimeKgSchema.ResolveRelation(relation, display).Value.ShouldBe(expected);
}
