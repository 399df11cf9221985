using MedReason;

namespace WebExplorer;

/// <summary>The question is being worked on.</summary>
internal sealed record StartedEvent() : ExplorerEvent("started")
{
    /// <summary>Whether the answer is known.</summary>
    public required ReasoningMode Mode { get; init; }

    /// <summary>Whether it asks for the exception.</summary>
    public required QuestionAsk Ask { get; init; }

    /// <summary>What the relation that it asks about states.</summary>
    public required Polarity Seeks { get; init; }
}
