namespace MedReason;

/// <summary>Represents an update of a streamed run. Immutable.</summary>
public sealed record ReasoningUpdate
{
    /// <summary>Gets the kind of the update.</summary>
    public required ReasoningUpdateKind Kind { get; init; }

    /// <summary>Gets the stage, one of <see cref="StageNames"/>; null for a result.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets the next piece of text, provisional until the verdict; null when the update is of another kind.</summary>
    public string? Text { get; init; }

    /// <summary>Gets the result so far for a stage, the final result for a result; null for text.</summary>
    public ReasoningResult? Result { get; init; }
}
