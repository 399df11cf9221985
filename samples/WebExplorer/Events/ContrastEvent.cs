using MedReason;

namespace WebExplorer;

/// <summary>How the options compare.</summary>
internal sealed record ContrastEvent() : ExplorerEvent("contrast")
{
    /// <summary>One entry for each option.</summary>
    public required IReadOnlyList<OptionEvidence> Options { get; init; }

    /// <summary>The option that the evidence favours.</summary>
    public string? FavoredLabel { get; init; }
}
