using System.Collections.Frozen;

namespace MedReason.Datasets;

/// <summary>Holds the terms of graph relations, as their origins stated them when this version was made.</summary>
/// <remarks>To be checked at the origin; no legal advice.</remarks>
internal static class RelationTerms
{
    private const string Sider = "SIDER: CC BY-NC-SA 4.0";
    private const string DrugBank = "DrugBank: CC BY-NC 4.0 (academic), else by contract";
    private const string DrugCentral = "DrugCentral: CC BY-SA 4.0";
    private const string Hpo = "HPO: its own licence, unchanged and with attribution";
    private const string Mondo = "MONDO: CC BY 4.0";
    private const string Go = "Gene Ontology: CC BY 4.0";
    private const string Reactome = "Reactome: CC0 1.0";
    private const string Bgee = "Bgee: CC0 1.0";
    private const string Uberon = "UBERON: CC BY 3.0";
    private const string Ctd = "CTD: its own terms, permission for commercial use";
    private const string DisGeNet = "DisGeNET: CC BY-NC-SA 4.0";
    private const string Hetionet = "Hetionet: CC0 1.0";

    private static readonly FrozenDictionary<string, string> Relations = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["protein_protein"] = "BioGRID: MIT; STRING: CC BY 4.0; published interactomes",
        ["drug_drug"] = DrugBank,
        ["drug_protein"] = DrugBank,
        ["indication"] = DrugCentral,
        ["contraindication"] = DrugCentral,
        ["off-label use"] = DrugCentral,
        ["drug_effect"] = Sider,
        ["disease_protein"] = DisGeNet,
        ["phenotype_protein"] = DisGeNet,
        ["disease_phenotype_positive"] = Hpo,
        ["disease_phenotype_negative"] = Hpo,
        ["phenotype_phenotype"] = Hpo,
        ["disease_disease"] = Mondo,
        ["bioprocess_protein"] = Go,
        ["bioprocess_bioprocess"] = Go,
        ["molfunc_protein"] = Go,
        ["molfunc_molfunc"] = Go,
        ["cellcomp_protein"] = Go,
        ["cellcomp_cellcomp"] = Go,
        ["pathway_protein"] = Reactome,
        ["pathway_pathway"] = Reactome,
        ["anatomy_protein_present"] = Bgee,
        ["anatomy_protein_absent"] = Bgee,
        ["anatomy_anatomy"] = Uberon,
        ["exposure_disease"] = Ctd,
        ["exposure_exposure"] = Ctd,
        ["exposure_bioprocess"] = Ctd,
        ["exposure_protein"] = Ctd,
        ["exposure_molfunc"] = Ctd,
        ["exposure_cellcomp"] = Ctd,
        ["drug_causes_effect"] = Sider,
        ["drug_binds_gene"] = $"{Hetionet}; {DrugBank}",
        ["drug_resembles_drug"] = $"{Hetionet}; {DrugBank}",
        ["pharmacologic_class_includes_drug"] = $"{Hetionet}; {DrugCentral}",
        ["disease_associates_gene"] = $"{Hetionet}; {DisGeNet}",
        ["drug_treats_disease"] = Hetionet,
        ["drug_palliates_disease"] = Hetionet,
        ["drug_upregulates_gene"] = Hetionet,
        ["drug_downregulates_gene"] = Hetionet,
        ["disease_upregulates_gene"] = Hetionet,
        ["disease_downregulates_gene"] = Hetionet,
        ["disease_localizes_anatomy"] = Hetionet,
        ["disease_presents_effect"] = Hetionet,
        ["disease_resembles_disease"] = Hetionet,
        ["anatomy_upregulates_gene"] = Hetionet,
        ["anatomy_downregulates_gene"] = Hetionet,
        ["anatomy_expresses_gene"] = Hetionet,
        ["gene_covaries_gene"] = Hetionet,
        ["gene_interacts_gene"] = Hetionet,
        ["gene_regulates_gene"] = Hetionet,
        ["gene_participates_pathway"] = $"{Hetionet}; {Reactome}; WikiPathways: CC0 1.0",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Gets the terms of a relation's edges in PrimeKG and in Hetionet. Another graph may use the same names for edges of other origin.</summary>
    /// <param name="family">The relation's family.</param>
    /// <param name="graph">The graph's name.</param>
    public static string? Of(string family, string graph) =>
        graph.Contains("PrimeKG", StringComparison.OrdinalIgnoreCase) || graph.Contains("Hetionet", StringComparison.OrdinalIgnoreCase)
            ? Relations.GetValueOrDefault(family)
            : null;
}
