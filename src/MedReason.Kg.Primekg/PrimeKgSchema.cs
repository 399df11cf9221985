using System.Collections.Frozen;

namespace MedReason.Kg.Primekg;

/// <summary>PrimeKG's 30 relations (33 with the parts of <c>drug_protein</c>) and 10 node types, in words.</summary>
/// <remarks>
/// A relation's direction follows its name: <c>disease_protein</c> runs from disease to gene. The ontologies' <c>parent-child</c> edges run from parent
/// to child. Immutable.
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
            Directed("anatomy_anatomy", "parent-child", Anatomy, Anatomy, "is the broader structure of", "is a kind or part of"),
            Negated("anatomy_protein_absent", "expression absent", Anatomy, Gene, "does not express", "is not expressed in", Polarity.Absent),
            Directed("anatomy_protein_present", "expression present", Anatomy, Gene, "expresses", "is expressed in"),
            Directed("bioprocess_bioprocess", "parent-child", BiologicalProcess, BiologicalProcess, "is the broader process of", "is a kind or part of"),
            Directed("bioprocess_protein", "interacts with", BiologicalProcess, Gene, "involves", "takes part in"),
            Directed("cellcomp_cellcomp", "parent-child", CellularComponent, CellularComponent, "is the broader component of", "is a kind or part of"),
            Directed("cellcomp_protein", "interacts with", CellularComponent, Gene, "contains", "is found in"),
            Negated("contraindication", "contraindication", Drug, Disease, "is contraindicated in", "is a contraindication to", Polarity.Contraindicated),
            Directed("disease_disease", "parent-child", Disease, Disease, "is the broader disease of", "is a kind of"),
            Negated("disease_phenotype_negative", "phenotype absent", Disease, Phenotype, "does not present with", "is not a feature of", Polarity.Absent),
            Directed("disease_phenotype_positive", "phenotype present", Disease, Phenotype, "presents with", "is a feature of"),
            Symmetric("disease_protein", "associated with", Disease, Gene, "is associated with"),
            Symmetric("drug_drug", "synergistic interaction", Drug, Drug, "interacts synergistically with"),
            Directed("drug_effect", "side effect", Drug, Phenotype, "has the side effect", "is a side effect of"),
            Directed(DrugProtein, "drug protein", Drug, Gene, "acts through", "mediates the action of"),
            Directed(DrugProtein + "/carrier", "carrier", Drug, Gene, "is carried by", "carries"),
            Directed(DrugProtein + "/enzyme", "enzyme", Drug, Gene, "is processed by the enzyme", "is an enzyme that processes"),
            Directed(DrugProtein + "/target", "target", Drug, Gene, "targets", "is targeted by"),
            Directed(DrugProtein + "/transporter", "transporter", Drug, Gene, "is transported by", "transports"),
            Symmetric("exposure_bioprocess", "interacts with", Exposure, BiologicalProcess, "interacts with"),
            Symmetric("exposure_cellcomp", "interacts with", Exposure, CellularComponent, "interacts with"),
            Symmetric("exposure_disease", "linked to", Exposure, Disease, "is linked to"),
            Directed("exposure_exposure", "parent-child", Exposure, Exposure, "is the broader exposure of", "is a kind of"),
            Symmetric("exposure_molfunc", "interacts with", Exposure, MolecularFunction, "interacts with"),
            Symmetric("exposure_protein", "interacts with", Exposure, Gene, "interacts with"),
            Directed("indication", "indication", Drug, Disease, "is indicated for", "is treated by"),
            Directed("molfunc_molfunc", "parent-child", MolecularFunction, MolecularFunction, "is the broader function of", "is a kind or part of"),
            Directed("molfunc_protein", "interacts with", MolecularFunction, Gene, "is a function of", "has the function"),
            Directed("off-label use", "off-label use", Drug, Disease, "is used off-label for", "is treated off-label by"),
            Directed("pathway_pathway", "parent-child", Pathway, Pathway, "contains the pathway", "is part of the pathway"),
            Directed("pathway_protein", "interacts with", Pathway, Gene, "involves", "takes part in"),
            Directed("phenotype_phenotype", "parent-child", Phenotype, Phenotype, "is the broader finding of", "is a kind of"),
            Symmetric("phenotype_protein", "associated with", Phenotype, Gene, "is associated with"),
            Symmetric("protein_protein", "ppi", Gene, Gene, "interacts with"),
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

    private static PrimeKgRelation Directed(string relation, string displayName, string source, string target, string forward, string reverse) =>
        Make(relation, displayName, source, target, forward, reverse, Polarity.Affirmed, false);

    private static PrimeKgRelation Symmetric(string relation, string displayName, string source, string target, string phrase) =>
        Make(relation, displayName, source, target, phrase, phrase, Polarity.Affirmed, true);

    private static PrimeKgRelation Negated(
        string relation, string displayName, string source, string target, string forward, string reverse, Polarity polarity) =>
        Make(relation, displayName, source, target, forward, reverse, polarity, false);

    private static PrimeKgRelation Make(
        string relation, string displayName, string source, string target, string forward, string reverse, Polarity polarity, bool isSymmetric)
    {
        var type = new RelationType(relation);
        return new PrimeKgRelation
        {
            Info = new RelationInfo
            {
                Relation = type,
                Family = type.Family,
                DisplayName = displayName,
                ForwardPhrase = forward,
                ReversePhrase = reverse,
                Polarity = polarity,
                IsSymmetric = isSymmetric,
            },
            SourceType = new NodeType(source),
            TargetType = new NodeType(target),
        };
    }

    private static PrimeKgNodeType Type(string type, string singular, string plural) =>
        new() { Type = new NodeType(type), Singular = singular, Plural = plural };
}
