using MedReason;

namespace WebExplorer;

/// <summary>The paths that the chain may cite.</summary>
internal sealed record EvidenceEvent() : ExplorerEvent("evidence")
{
    /// <summary>The paths; steps cite them by index.</summary>
    public required IReadOnlyList<EvidencePath> Paths { get; init; }

    /// <summary>How many there were to choose from.</summary>
    public required int CandidateCount { get; init; }
}
