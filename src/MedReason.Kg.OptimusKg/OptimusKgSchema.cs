using System.Collections.Frozen;

namespace MedReason.Kg.OptimusKg;

/// <summary>Knows OptimusKG's labels and relations, and what they are called in PrimeKG.</summary>
internal static class OptimusKgSchema
{
    public const string Exposure = "EXP";
    public const string Phenotype = "PHE";

    private static readonly FrozenDictionary<string, string> NodeTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ANA"] = "anatomy",
        ["BPO"] = "biological_process",
        ["CCO"] = "cellular_component",
        ["DIS"] = "disease",
        ["DRG"] = "drug",
        [Exposure] = "exposure",
        ["GEN"] = "gene/protein",
        ["MFN"] = "molecular_function",
        ["PWY"] = "pathway",
        [Phenotype] = "effect/phenotype",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // PARENT and IS_A run from the parent to the child, as PrimeKG's edges between two of a kind do. PARENT between exposures orders its ends by their
    // ids, so that nothing is known of them but that they occur together.
    private static readonly FrozenDictionary<(string Label, string Relation), string> Relations = new Dictionary<(string, string), string>
    {
        [("ANA-ANA", "PARENT")] = "anatomy_anatomy",
        [("ANA-GEN", "EXPRESSION_PRESENT")] = "anatomy_protein_present",
        [("ANA-GEN", "EXPRESSION_ABSENT")] = "anatomy_protein_absent",
        [("BPO-BPO", "IS_A")] = "bioprocess_bioprocess",
        [("BPO-GEN", "INTERACTS_WITH")] = "bioprocess_protein",
        [("CCO-CCO", "IS_A")] = "cellcomp_cellcomp",
        [("CCO-GEN", "INTERACTS_WITH")] = "cellcomp_protein",
        [("DIS-DIS", "PARENT")] = "disease_disease",
        [("DIS-GEN", "ASSOCIATED_WITH")] = "disease_protein",
        [("DIS-PHE", "PHENOTYPE_PRESENT")] = "disease_phenotype_positive",
        [("DIS-PHE", "PHENOTYPE_ABSENT")] = "disease_phenotype_negative",
        [("DRG-DRG", "SYNERGISTIC_INTERACTION")] = "drug_drug",
        [("DRG-GEN", "CARRIER")] = "drug_protein/carrier",
        [("DRG-GEN", "ENZYME")] = "drug_protein/enzyme",
        [("DRG-GEN", "OTHER")] = "drug_protein",
        [("DRG-GEN", "TARGET")] = "drug_protein/target",
        [("DRG-GEN", "TRANSPORTER")] = "drug_protein/transporter",
        [("EXP-BPO", "INTERACTS_WITH")] = "exposure_bioprocess",
        [("EXP-CCO", "INTERACTS_WITH")] = "exposure_cellcomp",
        [("EXP-DIS", "LINKED_TO")] = "exposure_disease",
        [("EXP-EXP", "PARENT")] = "associated_with",
        [("EXP-GEN", "INTERACTS_WITH")] = "exposure_protein",
        [("EXP-MFN", "INTERACTS_WITH")] = "exposure_molfunc",
        [("GEN-GEN", "INTERACTS_WITH")] = "protein_protein",
        [("MFN-GEN", "INTERACTS_WITH")] = "molfunc_protein",
        [("MFN-MFN", "IS_A")] = "molfunc_molfunc",
        [("PHE-GEN", "ASSOCIATED_WITH")] = "phenotype_protein",
        [("PHE-PHE", "PARENT")] = "phenotype_phenotype",
        [("PWY-GEN", "INTERACTS_WITH")] = "pathway_protein",
        [("PWY-PWY", "PARENT")] = "pathway_pathway",
    }.ToFrozenDictionary();

    // What a drug does to a disease, a phenotype or a process is called the same in each.
    private static readonly FrozenDictionary<string, string> DrugRelations = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ADVERSE_DRUG_REACTION"] = "drug_effect",
        ["CONTRAINDICATION"] = "contraindication",
        ["INDICATION"] = "indication",
        ["OFF_LABEL_USE"] = "off-label use",
        ["ASSOCIATED_WITH"] = "associated_with",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // What a drug is to a gene's product, beyond the four roles that PrimeKG knows.
    private static readonly RelationVocabulary Actions = new("OptimusKG", ((string[])[
        "activator", "agonist", "allosteric antagonist", "antagonist", "antisense inhibitor", "binding agent", "blocker", "cross linking agent", "degrader",
        "disrupting agent", "exogenous gene", "exogenous protein", "hydrolytic enzyme", "inhibitor", "inverse agonist", "modulator",
        "negative allosteric modulator", "negative modulator", "opener", "partial agonist", "positive allosteric modulator", "positive modulator",
        "proteolytic enzyme", "releasing agent", "rnai inhibitor", "stabiliser", "substrate", "vaccine antigen",
    ]).Select(static action => new RelationInfo
    {
        Relation = new RelationType("drug_protein/" + action.Replace(' ', '_')),
        Family = "drug_protein",
        DisplayName = action,
        ForwardPhrase = $"is {(action[0] is 'a' or 'e' or 'i' or 'o' ? "an" : "a")} {action} of",
        ReversePhrase = $"has the {action}",
        Polarity = Polarity.Affirmed,
        Meaning = RelationMeaning.Targets,
    }));

    /// <summary>Gets PrimeKG's name of a node type; the label itself when it is not known.</summary>
    public static string GetNodeType(string label) => NodeTypes.GetValueOrDefault(label, label);

    /// <summary>Gets the name of a relation: PrimeKG's when it has the relation, else the one in the table.</summary>
    public static RelationType GetRelation(string label, string relation)
    {
        string key = relation.ToUpperInvariant().Replace(' ', '_').Replace('-', '_');
        if (Relations.TryGetValue((label, key), out string? known))
        {
            return new RelationType(known);
        }

        if (label.StartsWith("DRG-", StringComparison.Ordinal) && DrugRelations.TryGetValue(key, out string? ofDrug))
        {
            return new RelationType(ofDrug);
        }

        var action = new RelationType("drug_protein/" + key.ToLowerInvariant());
        return label == "DRG-GEN" && Actions.Find(action) is not null ? action : new RelationType(relation);
    }

    /// <summary>Finds the description of a relation that no other vocabulary has.</summary>
    public static RelationInfo? Find(RelationType relation) => Actions.Find(relation);
}
