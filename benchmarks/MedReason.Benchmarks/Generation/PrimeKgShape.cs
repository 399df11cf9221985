namespace MedReason.Benchmarks.Generation;

/// <summary>How many nodes and rows PrimeKG has (Chandak, Huang and Zitnik, 2023).</summary>
internal static class PrimeKgShape
{
    /// <summary>Rows that repeat an edge which stands already; half of them are the reverse rows of the other half.</summary>
    public const int DuplicateRows = 3_026;

    public static readonly NodeShape[] Nodes =
    [
        new("biological_process", 28_642, "GO", 50),
        new("gene/protein", 27_671, "NCBI", 6),
        new("disease", 17_080, "MONDO", 45),
        new("effect/phenotype", 15_311, "HPO", 34),
        new("anatomy", 14_035, "UBERON", 34),
        new("molecular_function", 11_169, "GO", 50),
        new("drug", 7_957, "DrugBank", 24),
        new("cellular_component", 4_176, "GO", 38),
        new("pathway", 2_516, "REACTOME", 52),
        new("exposure", 818, "CTD", 26),
    ];

    /// <summary>The relations in the order in which their rows are written; <see cref="RelationShape.Rows"/> counts both rows of each edge.</summary>
    public static readonly RelationShape[] Relations =
    [
        new("protein_protein", "ppi", "gene/protein", "gene/protein", 642_150),
        new("drug_protein", "target", "gene/protein", "drug", 32_544),
        new("drug_protein", "enzyme", "gene/protein", "drug", 10_634),
        new("drug_protein", "transporter", "gene/protein", "drug", 6_030),
        new("drug_protein", "carrier", "gene/protein", "drug", 1_728),
        new("drug_protein", "drug_protein", "gene/protein", "drug", 370),
        new("contraindication", "contraindication", "disease", "drug", 61_350),
        new("indication", "indication", "drug", "disease", 18_776),
        new("off-label use", "off-label use", "drug", "disease", 5_136),
        new("drug_drug", "synergistic interaction", "drug", "drug", 2_672_628),
        new("phenotype_protein", "associated with", "gene/protein", "effect/phenotype", 6_660),
        new("phenotype_phenotype", "parent-child", "effect/phenotype", "effect/phenotype", 37_472),
        new("disease_phenotype_negative", "phenotype absent", "disease", "effect/phenotype", 2_386),
        new("disease_phenotype_positive", "phenotype present", "disease", "effect/phenotype", 300_634),
        new("disease_protein", "associated with", "gene/protein", "disease", 160_822),
        new("disease_disease", "parent-child", "disease", "disease", 64_388),
        new("drug_effect", "side effect", "drug", "effect/phenotype", 129_568),
        new("bioprocess_bioprocess", "parent-child", "biological_process", "biological_process", 105_772),
        new("molfunc_molfunc", "parent-child", "molecular_function", "molecular_function", 27_148),
        new("cellcomp_cellcomp", "parent-child", "cellular_component", "cellular_component", 9_690),
        new("molfunc_protein", "interacts with", "gene/protein", "molecular_function", 139_060),
        new("cellcomp_protein", "interacts with", "gene/protein", "cellular_component", 166_804),
        new("bioprocess_protein", "interacts with", "gene/protein", "biological_process", 289_610),
        new("exposure_protein", "interacts with", "exposure", "gene/protein", 2_424),
        new("exposure_disease", "linked to", "exposure", "disease", 4_608),
        new("exposure_exposure", "parent-child", "exposure", "exposure", 4_140),
        new("exposure_bioprocess", "interacts with", "exposure", "biological_process", 3_250),
        new("exposure_molfunc", "interacts with", "exposure", "molecular_function", 90),
        new("exposure_cellcomp", "interacts with", "exposure", "cellular_component", 20),
        new("anatomy_anatomy", "parent-child", "anatomy", "anatomy", 28_064),
        new("pathway_pathway", "parent-child", "pathway", "pathway", 5_070),
        new("pathway_protein", "interacts with", "gene/protein", "pathway", 85_292),
        new("anatomy_protein_present", "expression present", "anatomy", "gene/protein", 3_036_406),
        new("anatomy_protein_absent", "expression absent", "anatomy", "gene/protein", 39_774),
    ];

    public sealed record NodeShape(string Type, int Count, string Source, int NameLength);

    /// <summary>X and Y are the types of an original row's ends; the file gives many relations gene first, against their names.</summary>
    public sealed record RelationShape(string Relation, string Display, string X, string Y, int Rows);
}
