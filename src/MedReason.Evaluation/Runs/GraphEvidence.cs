namespace MedReason.Evaluation;

/// <summary>Finds what a graph says about a question, as for a reader who does not know the answer. Safe for concurrent use.</summary>
/// <param name="pipeline">The pipeline, whose default options set <see cref="ReasoningMode.Answer"/>; not disposed.</param>
/// <param name="metadata">The metadata of the graph, which describes its relations.</param>
public sealed class GraphEvidence(ReasoningPipeline pipeline, KnowledgeGraphMetadata metadata)
{
    /// <summary>Finds the evidence for a question; pass this method to <see cref="EvaluationRunner"/>.</summary>
    /// <param name="question">The question; its answer is not used.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The ranked paths in words, one a line; empty when no path was found.</returns>
    public async Task<IReadOnlyList<string>> FindAsync(MedicalQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        ReasoningResult result = await pipeline.RunAsync(question.WithoutAnswer(), options: null, cancellationToken).ConfigureAwait(false);
        var wording = new PathWording(metadata, result.Links);
        return [.. (result.Evidence?.Paths ?? []).Select(path => wording.Clause(path.Path))];
    }
}
