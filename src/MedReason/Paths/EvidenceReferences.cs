namespace MedReason.Paths;

/// <summary>Reads what the sources of a graph state about the edges that paths walk.</summary>
internal static class EvidenceReferences
{
    /// <summary>Adds the edges that have attributes, each once, in the order of the paths, their hops and the hops' relations.</summary>
    public static async ValueTask<EvidenceSet> AddAsync(IKnowledgeGraph graph, EvidenceSet evidence, CancellationToken cancellationToken)
    {
        if (evidence.Paths.Count == 0 || graph.GetService<IEdgeAttributes>() is not { } capability)
        {
            return evidence;
        }

        KgEdge[] edges = [.. evidence.Paths.SelectMany(static path => EdgesOf(path.Path)).Distinct()];
        IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> attributes = await capability.GetAttributesAsync(edges, cancellationToken).ConfigureAwait(false);
        return evidence with
        {
            References = [
                .. edges.Select((edge, index) => edge with { Attributes = attributes[index] }).Where(static edge => edge.Attributes.Count > 0)],
        };
    }

    private static IEnumerable<KgEdge> EdgesOf(KgPath path) => path.Hops.SelectMany((hop, index) => hop.Relations.Select(relation => new KgEdge
    {
        Source = path.Nodes[relation.IsForward ? index : index + 1].Id,
        Target = path.Nodes[relation.IsForward ? index + 1 : index].Id,
        Relation = relation.Relation,
    }));
}
