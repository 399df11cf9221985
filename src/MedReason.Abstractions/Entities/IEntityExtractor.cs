namespace MedReason;

/// <summary>Finds what a question speaks of.</summary>
/// <remarks>Safe for concurrent use; keeps nothing of a question. What may not be seen (a hidden answer) is null in the question it gets.</remarks>
public interface IEntityExtractor
{
    /// <summary>The mentions in the question's text, context, options, answer and rationale.</summary>
    /// <param name="graph">The graph whose nodes are looked for.</param>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The mentions by role, then option, then start, then longest first. Empty when the question has no mention.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability that the extractor needs.</exception>
    /// <exception cref="ModelOutputException">A model's reply cannot be used.</exception>
    Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default);
}
