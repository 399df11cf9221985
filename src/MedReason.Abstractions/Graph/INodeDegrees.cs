namespace MedReason;

/// <summary>Capability: how many edges nodes have, by relation and direction.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface INodeDegrees
{
    /// <summary>The degrees of some nodes, in one round trip.</summary>
    /// <param name="ids">The ids; may be empty, may repeat.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>As many entries as ids, in their order; an unknown or isolated node has no relation and total 0.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    ValueTask<IReadOnlyList<NodeDegree>> GetDegreesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default);
}
