namespace MedReason;

/// <summary>Maps mentions to nodes.</summary>
/// <remarks>Safe for concurrent use; keeps nothing of a question.</remarks>
public interface IEntityLinker
{
    /// <summary>The node that each mention names, or NIL with its reason.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="question">The question that the mentions come from.</param>
    /// <param name="mentions">The mentions.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One link for each mention, in their order.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability that the linker needs.</exception>
    /// <exception cref="ModelOutputException">A model's reply cannot be used.</exception>
    Task<IReadOnlyList<EntityLink>> LinkAsync(
        IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default);
}
