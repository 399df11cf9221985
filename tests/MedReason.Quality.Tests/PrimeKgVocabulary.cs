using MedReason.Kg.Primekg;

namespace MedReason.Quality.Tests;

/// <summary>Says a graph of curated mechanisms in PrimeKG's node types and relations.</summary>
/// <remarks>
/// A relation is had from the two types that it joins, as PrimeKG's relations are; its direction is the schema's, so that no edge shows how a curator drew it. What joins types that
/// no relation of PrimeKG joins, and what joins two nodes of a type that PrimeKG joins by hierarchy alone, becomes <see cref="NoCounterpart"/>.
/// </remarks>
internal static class PrimeKgVocabulary
{
    public static readonly RelationType NoCounterpart = new("no_counterpart");

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["biological_process"] = "biological_process",
        ["cell"] = "anatomy",
        ["cellular_component"] = "cellular_component",
        ["chemical_substance"] = "drug",
        ["disease"] = "disease",
        ["drug"] = "drug",
        ["gene_family"] = "gene/protein",
        ["gross_anatomical_structure"] = "anatomy",
        ["macromolecular_complex"] = "gene/protein",
        ["molecular_activity"] = "molecular_function",
        ["organism_taxon"] = "organism_taxon",
        ["pathway"] = "pathway",
        ["phenotypic_feature"] = "effect/phenotype",
        ["protein"] = "gene/protein",
    };

    private static readonly string[] Relations =
    [
        "anatomy_protein_present", "bioprocess_protein", "cellcomp_protein", "disease_phenotype_positive", "disease_protein", "drug_drug", "drug_effect", "drug_protein/target",
        "indication", "molfunc_protein", "pathway_protein", "phenotype_protein", "protein_protein",
    ];

    /// <summary>The graph in PrimeKG's words.</summary>
    /// <param name="graph">The curated graph.</param>
    /// <param name="keepsOthers">Whether edges without a counterpart stay.</param>
    /// <returns>The same nodes, joined as before, as far as kept.</returns>
    public static InMemoryKnowledgeGraph Reduce(InMemoryKnowledgeGraph graph, bool keepsOthers)
    {
        PrimeKgRelation[] known = [.. Relations.Select(relation => PrimeKgSchema.Find(new RelationType(relation))!)];
        var builder = new KnowledgeGraphBuilder { Name = "curated mechanisms in PrimeKG's vocabulary" };
        foreach (PrimeKgRelation relation in known)
        {
            builder.AddRelation(relation.Info);
        }

        builder.AddRelation(new RelationInfo
        {
            Relation = NoCounterpart,
            Family = NoCounterpart.Value,
            DisplayName = "no counterpart",
            ForwardPhrase = "is joined to",
            ReversePhrase = "is joined to",
            Polarity = Polarity.Affirmed,
            IsSymmetric = true,
        });
        NodeType[] types = [.. Enumerable.Range(0, graph.NodeCount).Select(node => new NodeType(Types[graph.GetNode(node).Type.Value]))];
        for (int node = 0; node < graph.NodeCount; node++)
        {
            builder.AddNode(new KgNode { Id = graph.GetId(node), Name = graph.GetNode(node).Name, Type = types[node] });
        }

        for (int node = 0; node < graph.NodeCount; node++)
        {
            foreach (int neighbor in graph.GetNeighbors(node).ToArray().Distinct().Where(neighbor => neighbor > node))
            {
                PrimeKgRelation? relation = Array.Find(known, entry => (entry.SourceType == types[node] && entry.TargetType == types[neighbor])
                    || (entry.SourceType == types[neighbor] && entry.TargetType == types[node]));
                if (relation is not null || keepsOthers)
                {
                    bool isTurned = relation is not null && relation.SourceType != types[node];
                    builder.AddEdge(new KgEdge
                    {
                        Source = graph.GetId(isTurned ? neighbor : node),
                        Target = graph.GetId(isTurned ? node : neighbor),
                        Relation = relation?.Info.Relation ?? NoCounterpart,
                    });
                }
            }
        }

        return builder.Build();
    }

    /// <summary>Whether all that a feature or a kind of hop names is PrimeKG's.</summary>
    /// <param name="name">The feature or hop.</param>
    /// <returns>False where it names a relation or type without counterpart.</returns>
    public static bool IsPrimeKg(string name) =>
        !name.Contains(NoCounterpart.Value, StringComparison.Ordinal) && !name.Contains("organism_taxon", StringComparison.Ordinal);
}
