using MedReason;

namespace WebExplorer;

/// <summary>The paths that the chain may cite.</summary>
internal sealed record EvidenceEvent() : ExplorerEvent("evidence")
{
    /// <summary>The paths; steps cite them by index.</summary>
    public required IReadOnlyList<EvidencePath> Paths { get; init; }

    /// <summary>The number of paths that there were to choose from.</summary>
    public required int CandidateCount { get; init; }

    /// <summary>All paths drawn as SVG; null when there are none.</summary>
    public string? Drawing { get; init; }
}
