using System.Runtime.CompilerServices;

namespace MedReason;

/// <summary>Writes a reasoning chain from evidence.</summary>
/// <remarks>Safe for concurrent use; keeps nothing of a question.</remarks>
public interface IChainWriter
{
    /// <summary>Writes the chain.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="request">Question, links, evidence, mode.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The chain; its steps cite only paths of the offered evidence.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    /// <exception cref="ModelOutputException">A model's reply cannot be used.</exception>
    Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default);

    /// <summary>Writes the chain and streams its text. The default implementation returns the whole text in one update.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="request">Question, links, evidence, mode.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Pieces of text, then one last update with the chain.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    /// <exception cref="ModelOutputException">A model's reply cannot be used.</exception>
    async IAsyncEnumerable<ChainUpdate> WriteStreamingAsync(
        IKnowledgeGraph graph, WritingRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ReasoningChain chain = await WriteAsync(graph, request, cancellationToken).ConfigureAwait(false);
        yield return new ChainUpdate { Text = chain.Text };
        yield return new ChainUpdate { Chain = chain };
    }
}
