namespace MedReason.Verification;

/// <summary>A verifier that takes what others have already read of the request.</summary>
internal interface IReadingVerifier
{
    /// <summary>As <see cref="IChainVerifier.VerifyAsync"/>.</summary>
    Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, RequestReading reading, CancellationToken cancellationToken);
}
