using System.Collections.Frozen;
using static MedReason.Reports.HtmlAttribute;

namespace MedReason.Reports;

/// <summary>The pages of CURIEs at identifiers.org. An id whose prefix is not registered there, or whose form is another, has none.</summary>
internal static class CurieAddress
{
    private const string Resolver = "https://identifiers.org/";
    private const int MaxLength = 64;

    // Prefix as graphs write it, and the namespace of the registry; an ontology of OBO keeps its prefix in the address.
    private static readonly FrozenDictionary<string, string> Namespaces = new Dictionary<string, string>
    {
        ["CHEBI"] = "CHEBI",
        ["CL"] = "CL",
        ["DOID"] = "DOID",
        ["ECO"] = "ECO",
        ["GO"] = "GO",
        ["HP"] = "HP",
        ["MONDO"] = "MONDO",
        ["UBERON"] = "UBERON",
        ["CHEMBL.COMPOUND"] = "chembl.compound",
        ["CLINICALTRIALS"] = "clinicaltrials",
        ["DRUGBANK"] = "drugbank",
        ["EFO"] = "efo",
        ["ENSEMBL"] = "ensembl",
        ["HGNC"] = "hgnc",
        ["MEDDRA"] = "meddra",
        ["MESH"] = "mesh",
        ["NCBIGENE"] = "ncbigene",
        ["NCIT"] = "ncit",
        ["OMIM"] = "mim",
        ["ORPHANET"] = "orphanet",
        ["PMC"] = "pmc",
        ["PMID"] = "pubmed",
        ["PUBCHEM.COMPOUND"] = "pubchem.compound",
        ["REACTOME"] = "reactome",
        ["SNOMEDCT"] = "snomedct",
        ["UMLS"] = "umls",
        ["UNIPROTKB"] = "uniprot",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the prefixes whose ids have pages.</summary>
    public static IReadOnlyCollection<string> Prefixes => Namespaces.Keys;

    /// <summary>Writes words that stand for a CURIE: they lead to its page where it has one.</summary>
    public static void Write(HtmlWriter html, string curie, string words, string? kind = null, string? title = null)
    {
        if (Find(curie) is { } address)
        {
            html.Element("a", words, Of("class", kind), Of("href", address), Of("rel", "noopener"), Of("title", title));
        }
        else
        {
            html.Element("span", words, Of("class", kind), Of("title", title));
        }
    }

    /// <summary>Finds the page of a CURIE.</summary>
    /// <returns>The address; null when it has none.</returns>
    public static string? Find(string curie)
    {
        int colon = curie.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !Namespaces.TryGetValue(curie[..colon], out string? space))
        {
            return null;
        }

        string id = curie[(colon + 1)..];
        bool isOntology = char.IsAsciiLetterUpper(space[0]);
        bool isKnown = id.Length is > 0 and <= MaxLength
            && id.All(unit => isOntology ? char.IsAsciiDigit(unit) : char.IsAsciiLetterOrDigit(unit) || unit is '.' or '-' or '_');
        return isKnown ? $"{Resolver}{space}:{id}" : null;
    }
}
