namespace MedReason;

/// <summary>Represents the result of ranking diseases by findings. Immutable.</summary>
public sealed record DiagnosisResult
{
    /// <summary>Gets the outcome.</summary>
    public required DiagnosisOutcome Outcome { get; init; }

    /// <summary>Gets the diseases that share at least one finding with the patient, best first, ties by id; at most as many as requested.</summary>
    public IReadOnlyList<RankedDisease> Diseases { get; init; } = [];

    /// <summary>Gets the observed and excluded findings that the graph does not contain, in the order of the request.</summary>
    public IReadOnlyList<NodeId> UnknownFindings { get; init; } = [];
}
