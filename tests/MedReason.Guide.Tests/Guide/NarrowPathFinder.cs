namespace MedReason.Guide.Tests;

#region stages-finder
public sealed class NarrowPathFinder(IPathFinder inner) : IPathFinder
{
    public ValueTask<PathSearchResult> FindPathsAsync(IKnowledgeGraph graph, PathQuery query, CancellationToken cancellationToken = default) =>
        inner.FindPathsAsync(graph, query with { MaxLength = Math.Min(query.MaxLength, 2) }, cancellationToken);
}
#endregion
