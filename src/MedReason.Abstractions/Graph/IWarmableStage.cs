namespace MedReason;

/// <summary>A stage that can prepare in advance what it keeps per graph, so that the first question does not wait for it.</summary>
/// <remarks>
/// Optional: a stage of any kind implements it beside its own interface, and works without the call. A stage that wraps another passes the call on to it.
/// </remarks>
public interface IWarmableStage
{
    /// <summary>Prepares the stage for a graph. Calling it again is cheap.</summary>
    /// <param name="graph">The graph, the same that the stage gets with each question.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability that the stage needs.</exception>
    Task WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken = default);
}
