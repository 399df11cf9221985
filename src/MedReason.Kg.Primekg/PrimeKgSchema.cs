using System.Collections.Frozen;

namespace MedReason.Kg.Primekg;

/// <summary>PrimeKG's 30 relations (33 with the parts of <c>drug_protein</c>) and 10 node types.</summary>
/// <remarks>
/// A relation's direction follows its name: <c>disease_protein</c> runs from disease to gene. The ontologies' <c>parent-child</c> edges run from parent
/// to child. The words and meanings are those of <see cref="RelationVocabulary.PrimeKg"/>. Immutable.
/// </remarks>
public static class PrimeKgSchema
{
    private const string Anatomy = "anatomy";
    private const string BiologicalProcess = "biological_process";
    private const string CellularComponent = "cellular_component";
    private const string Disease = "disease";
    private const string Drug = "drug";
    private const string Exposure = "exposure";
    private const string Gene = "gene/protein";
    private const string MolecularFunction = "molecular_function";
    private const string Pathway = "pathway";
    private const string Phenotype = "effect/phenotype";
    private const string DrugProtein = "drug_protein";

    /// <summary>Gets the relations, in ordinal order of their names.</summary>
    /// <remarks><c>drug_protein</c> is listed with its four parts and, for rows that name no part, by itself.</remarks>
    public static IReadOnlyList<PrimeKgRelation> Relations { get; } =
    [
        .. new[]
        {
            Describe("anatomy_anatomy", Anatomy, Anatomy),
            Describe("anatomy_protein_absent", Anatomy, Gene),
            Describe("anatomy_protein_present", Anatomy, Gene),
            Describe("bioprocess_bioprocess", BiologicalProcess, BiologicalProcess),
            Describe("bioprocess_protein", BiologicalProcess, Gene),
            Describe("cellcomp_cellcomp", CellularComponent, CellularComponent),
            Describe("cellcomp_protein", CellularComponent, Gene),
            Describe("contraindication", Drug, Disease),
            Describe("disease_disease", Disease, Disease),
            Describe("disease_phenotype_negative", Disease, Phenotype),
            Describe("disease_phenotype_positive", Disease, Phenotype),
            Describe("disease_protein", Disease, Gene),
            Describe("drug_drug", Drug, Drug),
            Describe("drug_effect", Drug, Phenotype),
            Describe(DrugProtein, Drug, Gene),
            Describe(DrugProtein + "/carrier", Drug, Gene),
            Describe(DrugProtein + "/enzyme", Drug, Gene),
            Describe(DrugProtein + "/target", Drug, Gene),
            Describe(DrugProtein + "/transporter", Drug, Gene),
            Describe("exposure_bioprocess", Exposure, BiologicalProcess),
            Describe("exposure_cellcomp", Exposure, CellularComponent),
            Describe("exposure_disease", Exposure, Disease),
            Describe("exposure_exposure", Exposure, Exposure),
            Describe("exposure_molfunc", Exposure, MolecularFunction),
            Describe("exposure_protein", Exposure, Gene),
            Describe("indication", Drug, Disease),
            Describe("molfunc_molfunc", MolecularFunction, MolecularFunction),
            Describe("molfunc_protein", MolecularFunction, Gene),
            Describe("off-label use", Drug, Disease),
            Describe("pathway_pathway", Pathway, Pathway),
            Describe("pathway_protein", Pathway, Gene),
            Describe("phenotype_phenotype", Phenotype, Phenotype),
            Describe("phenotype_protein", Phenotype, Gene),
            Describe("protein_protein", Gene, Gene),
        }.OrderBy(static relation => relation.Info.Relation),
    ];

    /// <summary>Gets the node types, in ordinal order.</summary>
    public static IReadOnlyList<PrimeKgNodeType> NodeTypes { get; } =
    [
        Type(Anatomy, "an anatomical structure", "anatomical structures"),
        Type(BiologicalProcess, "a biological process", "biological processes"),
        Type(CellularComponent, "a cellular component", "cellular components"),
        Type(Disease, "a disease", "diseases"),
        Type(Drug, "a drug", "drugs"),
        Type(Phenotype, "an effect or phenotype", "effects and phenotypes"),
        Type(Exposure, "an exposure", "exposures"),
        Type(Gene, "a gene or protein", "genes and proteins"),
        Type(MolecularFunction, "a molecular function", "molecular functions"),
        Type(Pathway, "a pathway", "pathways"),
    ];

    private static FrozenDictionary<RelationType, PrimeKgRelation> ByRelation { get; } =
        Relations.ToFrozenDictionary(static relation => relation.Info.Relation);

    private static FrozenSet<NodeType> KnownTypes { get; } = NodeTypes.Select(static type => type.Type).ToFrozenSet();

    /// <summary>Finds a relation in the schema.</summary>
    /// <param name="relation">The relation, such as <c>indication</c> or <c>drug_protein/target</c>.</param>
    /// <returns>Its entry, or null when the schema does not know it.</returns>
    public static PrimeKgRelation? Find(RelationType relation) => ByRelation.GetValueOrDefault(relation);

    /// <summary>Returns whether the schema knows a node type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True for PrimeKG's ten.</returns>
    public static bool IsKnown(NodeType type) => KnownTypes.Contains(type);

    /// <summary>Resolves the relation of a row: its <c>relation</c> column, for <c>drug_protein</c> with the part that <c>display_relation</c> names.</summary>
    /// <param name="relation">The <c>relation</c> column; not empty.</param>
    /// <param name="displayRelation">The <c>display_relation</c> column.</param>
    /// <returns>For example <c>drug_protein/target</c>.</returns>
    public static RelationType ResolveRelation(string relation, string? displayRelation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(relation);
        bool hasPart = string.Equals(relation, DrugProtein, StringComparison.Ordinal)
            && !string.IsNullOrWhiteSpace(displayRelation)
            && !string.Equals(displayRelation, DrugProtein, StringComparison.Ordinal);
        return new RelationType(hasPart ? $"{DrugProtein}/{displayRelation}" : relation);
    }

    /// <summary>Resolves the node id of a row's source and id columns.</summary>
    /// <param name="source">The <c>x_source</c> or <c>y_source</c> column; not empty.</param>
    /// <param name="id">The <c>x_id</c> or <c>y_id</c> column; not empty.</param>
    /// <returns>
    /// <c>source:id</c> unchanged, except that numbers of MONDO, GO, UBERON and HPO get their leading zeros back, and that HPO becomes <c>HP</c>.
    /// </returns>
    public static NodeId ResolveId(string source, string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        byte[] buffer = [];
        ReadOnlySpan<byte> curie = PrimeKgIds.Write(System.Text.Encoding.UTF8.GetBytes(source), System.Text.Encoding.UTF8.GetBytes(id), ref buffer);
        return new NodeId(System.Text.Encoding.UTF8.GetString(curie));
    }

    private static PrimeKgRelation Describe(string relation, string source, string target) => new()
    {
        Info = RelationVocabulary.PrimeKg.Find(new RelationType(relation))!,
        SourceType = new NodeType(source),
        TargetType = new NodeType(target),
    };

    private static PrimeKgNodeType Type(string type, string singular, string plural) =>
        new() { Type = new NodeType(type), Singular = singular, Plural = plural };
}
