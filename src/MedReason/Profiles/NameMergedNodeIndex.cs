namespace MedReason.Profiles;

/// <summary>Looks names up in another index and returns the merged nodes, each once.</summary>
internal sealed class NameMergedNodeIndex(INodeIndex innerIndex) : INodeIndex
{
    public async ValueTask<IReadOnlyList<IReadOnlyList<ScoredNode>>> SearchAsync(
        IReadOnlyList<string> texts, NodeSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await innerIndex.SearchAsync(texts, options, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(candidates => (IReadOnlyList<ScoredNode>)
        [
            .. candidates.Where(candidate => !string.IsNullOrWhiteSpace(candidate.Node.Name)).Select(Merge).DistinctBy(candidate => candidate.Node.Id),
        ])];
    }

    private static ScoredNode Merge(ScoredNode candidate) => new()
    {
        Node = new KgNode
        {
            Id = NameMergedKnowledgeGraph.GetId(
            candidate.Node.Name),
            Name = candidate.Node.Name.ToLowerInvariant(),
            Type = candidate.Node.Type
        },
        Score = candidate.Score,
        Method = candidate.Method,
        MatchedName = candidate.MatchedName,
    };
}
