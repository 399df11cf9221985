namespace MedReason;

/// <summary>One option of a multiple-choice question. Immutable.</summary>
public sealed record AnswerOption
{
    /// <summary>The label, such as <c>A</c>; unique within a question.</summary>
    public required string Label { get; init; }

    /// <summary>The text. Untrusted.</summary>
    public required string Text { get; init; }
}
