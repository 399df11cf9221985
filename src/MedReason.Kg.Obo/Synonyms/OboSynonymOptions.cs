namespace MedReason.Kg.Obo;

/// <summary>How ontologies lend their names to the nodes of another graph. Immutable.</summary>
public sealed class OboSynonymOptions
{
    /// <summary>
    /// Which synonyms are lent, beside the names of the terms. Default: exact, narrow and related ones, as <see cref="OboGraphOptions.SynonymScopes"/>.
    /// </summary>
    public IReadOnlyList<OboSynonymScope> SynonymScopes { get; init; } = OboGraphOptions.DefaultSynonymScopes;

    /// <summary>
    /// Whether a term also lends its names to a node whose id is among its cross references: only where that term is the one that points at the
    /// id, and the id the only one of its vocabulary that the term points at. Default: true.
    /// </summary>
    public bool FollowsXrefs { get; init; } = true;

    /// <summary>
    /// Prefixes that mean the same vocabulary: the left one is read as the right one. Prefixes are compared without regard to case. Default: HPO is
    /// HP, UMLS_CUI is UMLS, MSH is MESH, MIM is OMIM, Orphanet and ORDO are ORPHA.
    /// </summary>
    public IReadOnlyDictionary<string, string> PrefixAliases { get; init; } = DefaultPrefixAliases;

    private static Dictionary<string, string> DefaultPrefixAliases { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HPO"] = "HP",
        ["UMLS_CUI"] = "UMLS",
        ["MSH"] = "MESH",
        ["MIM"] = "OMIM",
        ["Orphanet"] = "ORPHA",
        ["ORDO"] = "ORPHA",
    };
}
