namespace MedReason;

/// <summary>Ranks diseases by how well what a graph states of them explains the findings of a patient.</summary>
/// <remarks>Safe for concurrent use; keeps nothing of a request. The result is a search aid over published annotations and names, not a diagnosis.</remarks>
public interface IDiagnosisRanker
{
    /// <summary>Ranks the diseases of a graph.</summary>
    /// <param name="graph">The graph; its relations that mean <see cref="RelationMeaning.Presents"/> state which disease has which finding.</param>
    /// <param name="request">The findings of the patient.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The ranked diseases with the match of each finding, or the reason why there are none.</returns>
    /// <exception cref="ArgumentException">The request is out of range.</exception>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability that the ranker needs.</exception>
    ValueTask<DiagnosisResult> RankAsync(IKnowledgeGraph graph, DiagnosisRequest request, CancellationToken cancellationToken = default);
}
