using MedReason;

namespace WebExplorer;

/// <summary>What was checked, step by step.</summary>
internal sealed record VerdictEvent() : ExplorerEvent("verdict")
{
    /// <summary>The verdict.</summary>
    public required ChainVerdict Verdict { get; init; }
}
