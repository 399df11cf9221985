namespace MedReason.Evaluation;

/// <summary>What a graph says about a question, found as one finds it who does not know the answer. Safe for concurrent use.</summary>
/// <param name="pipeline">The pipeline, in answer mode by its own options; not disposed.</param>
/// <param name="metadata">The graph's relations, for their words.</param>
internal sealed class GraphEvidence(ReasoningPipeline pipeline, KnowledgeGraphMetadata metadata)
{
    /// <summary>The ranked paths in words, a line each; empty where none were found.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(MedicalQuestion question, CancellationToken cancellationToken)
    {
        ReasoningResult result = await pipeline.RunAsync(question.WithoutAnswer(), options: null, cancellationToken).ConfigureAwait(false);
        var wording = new PathWording(metadata, result.Links);
        return [.. (result.Evidence?.Paths ?? []).Select(path => wording.Clause(path.Path))];
    }
}
