namespace MedReason.Kg.Kgx;

/// <summary>Chooses the most specific of the categories of a node.</summary>
internal static class KgxCategories
{
    /// <summary>The category of a node that has none: the root of the model.</summary>
    public const string Root = "biolink:NamedThing";

    // Classes and mixins of the Biolink model under which others stand, the most general first. A category that is not listed is taken as specific.
    private static readonly string[] General =
    [
        "Entity", "NamedThing", "ThingWithTaxon", "OntologyClass", "PhysicalEssenceOrOccurrent", "PhysicalEssence", "Occurrent", "PhysicalEntity",
        "SubjectOfInvestigation", "BiologicalEntity", "GenomicEntity", "EpigenomicEntity", "ChemicalEntityOrGeneOrGeneProduct",
        "ChemicalEntityOrProteinOrPolypeptide", "ChemicalOrDrugOrTreatment", "MacromolecularMachineMixin", "GeneOrGeneProduct", "ChemicalEntity",
        "MolecularEntity", "NucleicAcidEntity", "OrganismalEntity", "BiologicalProcessOrActivity", "DiseaseOrPhenotypicFeature", "AnatomicalEntity",
    ];

    private static readonly Dictionary<string, int> Ranks = General.Select(static (name, rank) => KeyValuePair.Create("biolink:" + name, rank))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Returns the most specific category; of several, the last, as KGX lists ancestors first.</summary>
    public static string Choose(IReadOnlyList<string> categories)
    {
        string best = Root;
        int bestRank = -1;
        foreach (string category in categories)
        {
            int rank = Ranks.GetValueOrDefault(category, int.MaxValue);
            if (rank >= bestRank)
            {
                (best, bestRank) = (category, rank);
            }
        }

        return best;
    }
}
