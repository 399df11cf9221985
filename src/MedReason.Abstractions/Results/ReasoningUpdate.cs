namespace MedReason;

/// <summary>What a streamed run tells. Immutable.</summary>
public sealed record ReasoningUpdate
{
    /// <summary>What this update tells.</summary>
    public required ReasoningUpdateKind Kind { get; init; }

    /// <summary>The stage, one of <see cref="StageNames"/>; null for a result.</summary>
    public string? Stage { get; init; }

    /// <summary>For text: the next piece, provisional until the verdict. Else null.</summary>
    public string? Text { get; init; }

    /// <summary>For a stage: the result as far as it has come; for a result: the result. Else null.</summary>
    public ReasoningResult? Result { get; init; }
}
