namespace MedReason.Kg.Obo;

/// <summary>Reads from the cross-references of an ontology which identifiers denote the same concept, and which a narrower one.</summary>
public static class OboEquivalenceExtensions
{
    // One vocabulary bears several prefixes in the wild; the one on the right is the one that graphs use.
    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UMLS"] = "UMLS",
        ["UMLS_CUI"] = "UMLS",
        ["MSH"] = "MESH",
        ["MESH"] = "MESH",
        ["OMIM"] = "OMIM",
        ["MIM"] = "OMIM",
        ["ORPHA"] = "ORPHA",
        ["ORDO"] = "ORPHA",
        ["Orphanet"] = "ORPHA",
        ["DOID"] = "DOID",
        ["MONDO"] = "MONDO",
        ["HP"] = "HP",
        ["EFO"] = "EFO",
        ["NCI"] = "NCIT",
        ["NCIT"] = "NCIT",
        ["GARD"] = "GARD",
        ["MEDDRA"] = "MEDDRA",
        ["SNOMEDCT"] = "SNOMEDCT",
        ["DECIPHER"] = "DECIPHER",
        ["CHEBI"] = "CHEBI",
        ["DRUGBANK"] = "DrugBank",
    };

    // Catalogs that list each form of a disease by itself. Several entries of a thesaurus, such as UMLS or MeSH, are names of one thing as often as kinds.
    private static readonly string[] Catalogs = ["OMIM", "ORPHA", "DECIPHER"];

    /// <summary>Gets the equivalences that an ontology states by its cross-references.</summary>
    /// <param name="ontology">The ontology.</param>
    /// <returns>The equivalences, by term, with the prefixes that graphs use: <c>UMLS</c> for <c>UMLS_CUI</c>, <c>ORPHA</c> for <c>ORDO</c>.</returns>
    /// <remarks>
    /// A cross-reference points to something near, which may be broader or narrower. Taken as equivalent is one that says so by its modifiers
    /// (<c>source="MONDO:equivalentTo"</c>); in an ontology whose cross-references never say it, one that is the only one of its term into that vocabulary
    /// and the only one of the ontology to that entry. Obsolete terms state nothing.
    /// </remarks>
    public static IReadOnlyList<NodeEquivalence> GetEquivalences(this OboOntology ontology)
    {
        ArgumentNullException.ThrowIfNull(ontology);
        (NodeId Term, NodeId Entry, bool IsStated)[] pairs = ReadPairs(ontology);
        if (Array.Exists(pairs, static pair => pair.IsStated))
        {
            return [.. pairs.Where(static pair => pair.IsStated).Select(static pair => Equivalence(pair.Term, pair.Entry))];
        }

        Dictionary<(NodeId, string), int> byTerm = pairs.CountBy(static pair => (pair.Term, pair.Entry.Prefix.ToString())).ToDictionary();
        Dictionary<NodeId, int> byEntry = pairs.CountBy(static pair => pair.Entry).ToDictionary();
        return [
            .. pairs.Where(pair => byTerm[(pair.Term, pair.Entry.Prefix.ToString())] == 1 && byEntry[pair.Entry] == 1)
                .Select(static pair => Equivalence(pair.Term, pair.Entry))];
    }

    /// <summary>Gets the narrower entries of disease catalogs that an ontology states by its cross-references.</summary>
    /// <param name="ontology">The ontology.</param>
    /// <returns>The entries of OMIM, Orphanet and DECIPHER, by term, with the prefixes that graphs use.</returns>
    /// <remarks>
    /// These catalogs list each form of a disease by itself. A term with several entries of one of them ("tuberous sclerosis" with two of OMIM) is the group
    /// of these forms, so that each is a kind of it, or is it. An ontology whose cross-references say which are equivalent states none in this way.
    /// </remarks>
    public static IReadOnlyList<NodeNarrowMatch> GetNarrowMatches(this OboOntology ontology)
    {
        ArgumentNullException.ThrowIfNull(ontology);
        (NodeId Term, NodeId Entry, bool IsStated)[] pairs = ReadPairs(ontology);
        return Array.Exists(pairs, static pair => pair.IsStated)
            ? []
            : [
                .. pairs.Where(static pair => Array.Exists(Catalogs, catalog => pair.Entry.Prefix.SequenceEqual(catalog)))
                    .GroupBy(static pair => (pair.Term, Catalog: pair.Entry.Prefix.ToString()))
                    .Where(static entries => entries.Skip(1).Any())
                    .SelectMany(static entries => entries)
                    .Select(static pair => new NodeNarrowMatch { Id = pair.Term, NarrowerId = pair.Entry })];
    }

    private static (NodeId Term, NodeId Entry, bool IsStated)[] ReadPairs(OboOntology ontology) => [
        .. ontology.Terms.Where(static term => !term.IsObsolete)
            .SelectMany(static term => term.Xrefs.Select(xref => (term.Id, Entry: Normalize(xref.Id), IsStated: SaysEquivalent(xref))))
            .Where(static pair => pair.Entry is not null)
            .Select(static pair => (pair.Id, pair.Entry!.Value, pair.IsStated))
            .Distinct()];

    private static NodeEquivalence Equivalence(NodeId term, NodeId entry) => new() { Id = term, EquivalentId = entry };

    private static bool SaysEquivalent(OboXref xref) => xref.Qualifiers.Any(static qualifier =>
        qualifier.Value.Contains("equivalentTo", StringComparison.OrdinalIgnoreCase));

    private static NodeId? Normalize(NodeId id)
    {
        // SNOMED CT's prefix carries the edition: SNOMEDCT_US_2015_03_01.
        string prefix = id.Prefix.ToString();
        string known = prefix.StartsWith("SNOMEDCT", StringComparison.OrdinalIgnoreCase) ? "SNOMEDCT" : prefix;
        return Prefixes.TryGetValue(known, out string? usual) ? new NodeId(usual + id.Value[prefix.Length..]) : null;
    }
}
