namespace MedReason.Cli;

/// <summary>Finds the node that a person means by an id or a name.</summary>
internal sealed class NameResolver(InMemoryKnowledgeGraph graph)
{
    private const int MaxCandidates = 10;
    private readonly INodeIndex _index = graph.GetService<INodeIndex>() ?? throw new KnowledgeGraphException("The graph has no index of names.");

    /// <summary>The node; or none; or several that bear the name equally well.</summary>
    public async Task<IReadOnlyList<KgNode>> ResolveAsync(string text, CancellationToken cancellationToken)
    {
        if (NodeId.TryParse(text, null, out NodeId id) && await graph.GetNodeAsync(id, cancellationToken).ConfigureAwait(false) is KgNode node)
        {
            return [node];
        }

        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await _index
            .SearchAsync([text], new NodeSearchOptions { MaxResults = MaxCandidates }, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ScoredNode> candidates = found[0];
        return candidates.Count == 0 ? [] : [.. candidates.Where(candidate => candidate.Score == candidates[0].Score).Select(candidate => candidate.Node)];
    }
}
