using System.Collections.Frozen;

namespace MedReason.Kg.Kgx;

/// <summary>The kinds of nodes and edges of Hetionet v1.0, with the ids, types and relation names that its form in PrimeKG's columns has.</summary>
internal static class HetionetSchema
{
    /// <summary>The kinds of nodes by name.</summary>
    public static FrozenDictionary<string, HetionetKind> Kinds { get; } = new HetionetKind[]
    {
        new("Anatomy", "anatomy", "UBERON"),
        new("Biological Process", "biological_process", "GO"),
        new("Cellular Component", "cellular_component", "GO"),
        new("Compound", "drug", "DrugBank"),
        new("Disease", "disease", "DOID"),
        new("Gene", "gene/protein", "NCBI"),
        new("Molecular Function", "molecular_function", "GO"),
        new("Pathway", "pathway", "WikiPathways"),
        new("Pharmacologic Class", "pharmacologic_class", "NDFRT"),
        new("Side Effect", "effect/phenotype", "UMLS"),
        new("Symptom", "effect/phenotype", "MESH"),
    }.ToFrozenDictionary(static kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The kinds of edges by abbreviation.</summary>
    public static FrozenDictionary<string, HetionetMetaedge> Metaedges { get; } = new HetionetMetaedge[]
    {
        new("AdG", "anatomy_downregulates_gene", "downregulates", "Anatomy", "Gene"),
        new("AeG", "anatomy_expresses_gene", "expresses", "Anatomy", "Gene"),
        new("AuG", "anatomy_upregulates_gene", "upregulates", "Anatomy", "Gene"),
        new("CbG", "drug_binds_gene", "binds", "Compound", "Gene"),
        new("CcSE", "drug_causes_effect", "causes", "Compound", "Side Effect"),
        new("CdG", "drug_downregulates_gene", "downregulates", "Compound", "Gene"),
        new("CpD", "drug_palliates_disease", "palliates", "Compound", "Disease"),
        new("CrC", "drug_resembles_drug", "resembles", "Compound", "Compound") { IsSymmetric = true },
        new("CtD", "drug_treats_disease", "treats", "Compound", "Disease"),
        new("CuG", "drug_upregulates_gene", "upregulates", "Compound", "Gene"),
        new("DaG", "disease_associates_gene", "associates", "Disease", "Gene"),
        new("DdG", "disease_downregulates_gene", "downregulates", "Disease", "Gene"),
        new("DlA", "disease_localizes_anatomy", "localizes", "Disease", "Anatomy"),
        new("DpS", "disease_presents_effect", "presents", "Disease", "Symptom"),
        new("DrD", "disease_resembles_disease", "resembles", "Disease", "Disease") { IsSymmetric = true },
        new("DuG", "disease_upregulates_gene", "upregulates", "Disease", "Gene"),
        new("GcG", "gene_covaries_gene", "covaries", "Gene", "Gene") { IsSymmetric = true },
        new("GiG", "gene_interacts_gene", "interacts", "Gene", "Gene") { IsSymmetric = true },
        new("GpBP", "gene_participates_biological_process", "participates", "Gene", "Biological Process"),
        new("GpCC", "gene_participates_cellular_component", "participates", "Gene", "Cellular Component"),
        new("GpMF", "gene_participates_molecular_function", "participates", "Gene", "Molecular Function"),
        new("GpPW", "gene_participates_pathway", "participates", "Gene", "Pathway"),
        new("Gr>G", "gene_regulates_gene", "regulates", "Gene", "Gene"),
        new("PCiC", "pharmacologic_class_includes_drug", "includes", "Pharmacologic Class", "Compound"),
    }.ToFrozenDictionary(static metaedge => metaedge.Abbreviation, StringComparer.Ordinal);

    /// <summary>Resolves an id such as <c>Gene::9021</c>.</summary>
    /// <param name="text">The id of Hetionet.</param>
    /// <returns>The kind and the CURIE, such as <c>NCBI:9021</c>; null when the kind is unknown or the id is empty.</returns>
    public static (HetionetKind Kind, string Id)? ResolveId(string text)
    {
        int end = text.IndexOf("::", StringComparison.Ordinal);
        if (end < 0 || end + 2 >= text.Length || !Kinds.TryGetValue(text[..end], out HetionetKind? kind))
        {
            return null;
        }

        string id = text[(end + 2)..];
        string prefix = kind.Source + ":";
        return (kind, id.StartsWith(prefix, StringComparison.Ordinal) ? id : prefix + id);
    }
}
