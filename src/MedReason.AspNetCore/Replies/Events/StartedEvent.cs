namespace MedReason.AspNetCore.Replies;

/// <summary>The question is being worked on. Immutable.</summary>
internal sealed record StartedEvent
{
    /// <summary>Gets whether the answer is known.</summary>
    public required ReasoningMode Mode { get; init; }

    /// <summary>Gets whether the question asks for the exception.</summary>
    public required QuestionAsk Ask { get; init; }

    /// <summary>Gets what the relation that it asks about states.</summary>
    public required Polarity Seeks { get; init; }
}
