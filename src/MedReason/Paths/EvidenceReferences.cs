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

    /// <summary>Returns the edges that a path walks.</summary>
    public static IEnumerable<KgEdge> EdgesOf(KgPath path) => Enumerable.Range(0, path.Length).SelectMany(hop => EdgesOf(path, hop));

    /// <summary>Returns the edges that a path walks by one hop.</summary>
    public static IEnumerable<KgEdge> EdgesOf(KgPath path, int hop) => path.Hops[hop].Relations.Select(relation => new KgEdge
    {
        Source = path.Nodes[relation.IsForward ? hop : hop + 1].Id,
        Target = path.Nodes[relation.IsForward ? hop + 1 : hop].Id,
        Relation = relation.Relation,
    });
}
