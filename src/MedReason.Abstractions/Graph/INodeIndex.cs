namespace MedReason;

/// <summary>Capability: finds nodes by name.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface INodeIndex
{
    /// <summary>The nodes that each text may name, in one round trip.</summary>
    /// <param name="texts">The texts; may be empty, may repeat. A text that is empty or white space finds nothing.</param>
    /// <param name="options">Types, threshold and number; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>For each text, in order, its candidates: best score first, ties by id. Empty for a text without a candidate. All homonyms are listed.</returns>
    /// <exception cref="KnowledgeGraphException">The index cannot be read.</exception>
    ValueTask<IReadOnlyList<IReadOnlyList<ScoredNode>>> SearchAsync(
        IReadOnlyList<string> texts, NodeSearchOptions? options = null, CancellationToken cancellationToken = default);
}
