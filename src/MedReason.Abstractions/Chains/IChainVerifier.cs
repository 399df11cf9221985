namespace MedReason;

/// <summary>Checks a reasoning chain.</summary>
/// <remarks>Safe for concurrent use; keeps nothing of a question. What cannot be decided is unknown, never a pass.</remarks>
public interface IChainVerifier
{
    /// <summary>Checks the chain.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="request">Question, links, chain, mode.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    /// <exception cref="ModelOutputException">A model's reply cannot be used.</exception>
    Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default);
}
