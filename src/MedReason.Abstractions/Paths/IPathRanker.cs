namespace MedReason;

/// <summary>Chooses the paths that serve as evidence.</summary>
/// <remarks>Safe for concurrent use; keeps nothing of a question. The choice does not depend on the order of a graph's rows.</remarks>
public interface IPathRanker
{
    /// <summary>The best paths, and how the options compare.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="request">Question, links, found paths, mode.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The evidence; empty where nothing is worth citing.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    /// <exception cref="ModelOutputException">A model's reply cannot be used and there is nothing to fall back on.</exception>
    Task<EvidenceSet> RankAsync(IKnowledgeGraph graph, RankingRequest request, CancellationToken cancellationToken = default);
}
