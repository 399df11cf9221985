using MedReason;

namespace WebExplorer;

/// <summary>What became of the question; the last event.</summary>
internal sealed record OutcomeEvent() : ExplorerEvent("outcome")
{
    /// <summary>Accepted, rejected or failed.</summary>
    public required ReasoningOutcome Outcome { get; init; }

    /// <summary>The stage that ended the work.</summary>
    public string? Stage { get; init; }

    /// <summary>Why, as a code.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>Where the result comes from.</summary>
    public ReasoningProvenance? Provenance { get; init; }

    /// <summary>What calls of models cost; null where none was made.</summary>
    public ModelUsage? Usage { get; init; }
}
