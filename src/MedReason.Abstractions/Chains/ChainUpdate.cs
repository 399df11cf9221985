namespace MedReason;

/// <summary>A piece of a chain as it is written. Immutable.</summary>
public sealed record ChainUpdate
{
    /// <summary>Further text, provisional until the verdict; empty in the last update.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The chain; only in the last update.</summary>
    public ReasoningChain? Chain { get; init; }
}
