namespace MedReason.Tests;

/// <summary>The built-in vocabularies: complete, readable in both directions, and never stronger than their source.</summary>
public sealed class RelationVocabularyTests
{
    private static readonly string[] Unspecified = ["related_to", "related_to_at_concept_level", "related_to_at_instance_level"];

    // Written by hand, not from the files: the relations whose meaning runs from target to source.
    private static readonly Dictionary<string, string[]> Reversed = new()
    {
        ["PrimeKG"] =
        [
            "anatomy_anatomy", "anatomy_protein_absent", "anatomy_protein_present", "bioprocess_bioprocess", "bioprocess_protein", "cellcomp_cellcomp", "cellcomp_protein",
            "disease_disease", "exposure_exposure", "molfunc_molfunc", "molfunc_protein", "pathway_pathway", "pathway_protein", "phenotype_phenotype",
        ],
        ["Hetionet"] =
        [
            "AeG", "Anatomy - expresses - Gene", "Anatomy - upregulates - Gene", "AuG", "EXPRESSES_AeG", "INCLUDES_PCiC", "PCiC",
            "Pharmacologic Class - includes - Compound", "UPREGULATES_AuG", "anatomy_expresses_gene", "anatomy_upregulates_gene", "pharmacologic_class_includes_drug",
        ],
        ["OBO"] =
        [
            "BFO:0000051", "BFO:0000062", "BFO:0000067", "RO:0000052", "RO:0000057", "RO:0001001", "RO:0001015", "RO:0002005", "RO:0002180", "RO:0002201", "RO:0002203",
            "RO:0002204", "RO:0002219", "RO:0002233", "RO:0002234", "RO:0002292", "RO:0002302", "RO:0002333", "RO:0002334", "RO:0002335", "RO:0002336", "RO:0002351",
            "RO:0002473", "RO:0003001", "composed_of", "composed_primarily_of", "contains_process", "derives_into", "develops_into", "disease_has_infectious_agent",
            "disease_responds_to", "enabled_by", "expresses", "gene_product_of", "has_component", "has_input", "has_member", "has_no_part", "has_output", "has_part",
            "has_participant", "inheres_in", "innervated_by", "is_treated_by_substance", "lacks_part", "lacks_plasma_membrane_part", "location_of",
            "negatively_regulated_by", "phenotype_of", "positively_regulated_by", "preceded_by", "produced_by", "regulated_by", "surrounded_by",
        ],
    };

    public static TheoryData<string> Names { get; } = ["PrimeKG", "Hetionet", "Biolink", "OBO", "built-in"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_relation_reads_in_both_directions_and_has_a_meaning_that_fits_its_polarity(string name)
    {
        RelationVocabulary vocabulary = Get(name);

        vocabulary.Relations.Select(one => one.Relation).ShouldBeInOrder();
        foreach (RelationInfo one in vocabulary.Relations)
        {
            string relation = one.Relation.Value;
            one.ForwardPhrase.ShouldNotBeNullOrWhiteSpace(relation);
            one.ReversePhrase.ShouldNotBeNullOrWhiteSpace(relation);
            one.DisplayName.ShouldNotBeNullOrWhiteSpace(relation);
            one.ReversePhrase.ShouldNotContain("is linked by", Case.Sensitive, relation);
            (one.ForwardPhrase == one.ReversePhrase).ShouldBe(one.IsSymmetric, relation);
            (one.Meaning == RelationMeaning.Contraindicated).ShouldBe(one.Polarity == Polarity.Contraindicated, relation);
            (one.Meaning == RelationMeaning.Unspecified).ShouldBe(Unspecified.Contains(relation), relation);
            (one.IsSymmetric && one.IsMeaningReversed).ShouldBeFalse(relation);
            vocabulary.Find(one.Relation).ShouldBe(one);
        }
    }

    [Theory]
    [InlineData("PrimeKG")]
    [InlineData("Hetionet")]
    [InlineData("OBO")]
    public void The_relations_whose_meaning_is_reversed_are_those_listed_by_hand(string name) =>
        Get(name).Relations.Where(one => one.IsMeaningReversed).Select(one => one.Relation.Value).ShouldBe(Reversed[name]);

    [Fact]
    public void A_Biolink_predicate_and_its_inverse_have_one_meaning_in_opposite_directions()
    {
        (string Predicate, string Inverse)[] pairs =
        [
            ("treats", "treated_by"), ("prevents", "prevented_by"), ("causes", "caused_by"), ("has_phenotype", "phenotype_of"), ("has_side_effect", "is_side_effect_of"),
            ("contraindicated_in", "has_contraindication"), ("subclass_of", "superclass_of"), ("part_of", "has_part"), ("located_in", "location_of"),
            ("expressed_in", "expresses"), ("participates_in", "has_participant"), ("regulates", "regulated_by"), ("affects", "affected_by"), ("disrupts", "disrupted_by"),
            ("enables", "enabled_by"), ("derives_from", "derives_into"), ("is_metabolite_of", "has_metabolite"), ("is_output_of", "has_output"), ("precedes", "preceded_by"),
            ("has_manifestation", "manifestation_of"), ("ameliorates_condition", "condition_ameliorated_by"), ("produces", "produced_by"),
            ("has_gene_product", "gene_product_of"), ("is_active_ingredient_of", "has_active_ingredient"), ("approved_to_treat", "approved_for_treatment_by"),
            ("increases_activity_of", "activity_increased_by"), ("decreases_abundance_of", "abundance_decreased_by"), ("occurs_in", "contains_process"),
        ];
        foreach ((string predicate, string inverse) in pairs)
        {
            RelationInfo forward = Find(RelationVocabulary.Biolink, predicate);
            RelationInfo backward = Find(RelationVocabulary.Biolink, inverse);
            forward.IsMeaningReversed.ShouldBeFalse(predicate);
            backward.IsMeaningReversed.ShouldBeTrue(inverse);
            backward.Meaning.ShouldBe(forward.Meaning, predicate);
            backward.Polarity.ShouldBe(forward.Polarity, predicate);
            (backward.ForwardPhrase, backward.ReversePhrase).ShouldBe((forward.ReversePhrase, forward.ForwardPhrase), predicate);
        }
    }

    [Theory]
    [InlineData("contributes_to", "associated")]
    [InlineData("predisposes", "associated")]
    [InlineData("affects_risk_for", "associated")]
    [InlineData("correlated_with", "associated")]
    [InlineData("has_adverse_event", "associated")]
    [InlineData("applied_to_treat", "associated")]
    [InlineData("in_clinical_trials_for", "associated")]
    [InlineData("treats_or_applied_or_studied_to_treat", "associated")]
    [InlineData("exacerbates", "exacerbates")]
    [InlineData("ameliorates", "palliates")]
    [InlineData("negatively_correlated_with", "associated")]
    [InlineData("capable_of", "participates_in")]
    public void No_meaning_says_more_than_the_model_defines(string predicate, string meaning)
    {
        RelationInfo known = Find(RelationVocabulary.Biolink, predicate);
        known.Meaning.Value.ShouldBe(meaning);
        known.Polarity.ShouldBe(Polarity.Affirmed);
    }

    [Fact]
    public void Hetionet_has_24_relations_by_four_names_each()
    {
        string[] abbreviations =
        [
            "AdG", "AeG", "AuG", "CbG", "CcSE", "CdG", "CpD", "CrC", "CtD", "CuG", "DaG", "DdG", "DlA", "DpS", "DrD", "DuG", "GcG", "GiG", "GpBP", "GpCC", "GpMF",
            "GpPW", "Gr>G", "PCiC",
        ];
        RelationVocabulary.Hetionet.Relations.Count.ShouldBe(4 * abbreviations.Length);
        foreach (string abbreviation in abbreviations)
        {
            RelationInfo short_ = Find(RelationVocabulary.Hetionet, abbreviation);
            string end = "_" + abbreviation.Replace(">", string.Empty, StringComparison.Ordinal);
            RelationInfo stored = RelationVocabulary.Hetionet.Relations.Single(one => one.Relation.Value.EndsWith(end, StringComparison.Ordinal));
            (stored.Meaning, stored.IsMeaningReversed, stored.ForwardPhrase).ShouldBe((short_.Meaning, short_.IsMeaningReversed, short_.ForwardPhrase));
        }

        Find(RelationVocabulary.Hetionet, "Compound - treats - Disease").Meaning.ShouldBe(RelationMeaning.Treats);
        Find(RelationVocabulary.Hetionet, "Gene > regulates > Gene").Meaning.ShouldBe(RelationMeaning.Regulates);
        Find(RelationVocabulary.Hetionet, "compound_treats_disease").Meaning.ShouldBe(RelationMeaning.Treats);
        RelationVocabulary.Hetionet.Find(new RelationType("CTD")).ShouldBeNull();
    }

    [Theory]
    [InlineData("biolink:treated_by", "treated_by")]
    [InlineData("BIOLINK:treated_by", "treated_by")]
    [InlineData("treated by", "treated_by")]
    [InlineData("treatedBy", "treated_by")]
    [InlineData("TREATED_BY", "treated_by")]
    [InlineData("biolink:TreatedBy", "treated_by")]
    [InlineData("hasPhenotype", "has_phenotype")]
    [InlineData("ro:0002200", "RO:0002200")]
    [InlineData("subClassOf", "subclass_of")]
    [InlineData("Off-Label Use", "off-label use")]
    public void Built_in_vocabularies_find_other_styles_and_keep_the_name_as_found(string found, string name)
    {
        RelationInfo known = Find(RelationVocabulary.BuiltIn, name);
        RelationInfo variant = Find(RelationVocabulary.BuiltIn, found);
        variant.ShouldBe(known with { Relation = new RelationType(found), Family = found });
    }

    [Theory]
    [InlineData("treats/negated")]
    [InlineData("treat")]
    [InlineData("drug_protein/antagonist")]
    [InlineData("")]
    public void Nothing_else_is_found(string name) => RelationVocabulary.BuiltIn.Find(name.Length == 0 ? default : new RelationType(name)).ShouldBeNull();

    [Fact]
    public void Two_names_of_one_vocabulary_that_differ_in_style_alone_mean_the_same()
    {
        foreach (RelationInfo one in RelationVocabulary.BuiltIn.Relations)
        {
            RelationInfo upper = RelationVocabulary.BuiltIn.Find(new RelationType(one.Relation.Value.ToUpperInvariant().Replace('_', ' '))) ?? one;
            (upper.Meaning, upper.IsMeaningReversed, upper.Polarity).ShouldBe((one.Meaning, one.IsMeaningReversed, one.Polarity), one.Relation.Value);
        }
    }

    [Fact]
    public void A_vocabulary_of_the_caller_finds_names_as_they_are_written()
    {
        var own = new RelationVocabulary("own", [RelationInfo.FromName(new RelationType("cures"))]);
        own.Find(new RelationType("cures")).ShouldNotBeNull();
        own.Find(new RelationType("Cures")).ShouldBeNull();
        Should.Throw<ArgumentException>(() => new RelationVocabulary("own", [.. own.Relations, .. own.Relations]));
    }

    private static RelationVocabulary Get(string name) => name switch
    {
        "PrimeKG" => RelationVocabulary.PrimeKg,
        "Hetionet" => RelationVocabulary.Hetionet,
        "Biolink" => RelationVocabulary.Biolink,
        "OBO" => RelationVocabulary.Obo,
        _ => RelationVocabulary.BuiltIn,
    };

    private static RelationInfo Find(RelationVocabulary vocabulary, string name) => vocabulary.Find(new RelationType(name)).ShouldNotBeNull(name);
}
