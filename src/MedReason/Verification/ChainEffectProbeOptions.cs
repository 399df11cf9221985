namespace MedReason;

/// <summary>How <see cref="ChainEffectProbe"/> draws and asks. Immutable.</summary>
public sealed class ChainEffectProbeOptions
{
    /// <summary>The share of questions that is drawn, 0 to 1. Default 0.05.</summary>
    public double Share { get; init; } = 0.05;

    /// <summary>Seeds the draw of questions and of the other option.</summary>
    public long Seed { get; init; }

    /// <summary>The words of the prompt, with the placeholders <c>{{opening}}</c> and <c>{{closing}}</c> of the fence; null for the library's own.</summary>
    public PromptTemplate? Prompt { get; init; }

    /// <summary>The run's key, which makes the fence around untrusted text unforeseeable; the same key gives the same prompts. Default empty.</summary>
    public ReadOnlyMemory<byte> RunKey { get; init; }

    /// <summary>Mode, model and retries; null for the defaults.</summary>
    public StructuredChatOptions? Chat { get; init; }

    /// <summary>Gets the maximum length of each part of the prompt, in UTF-16 code units; longer parts are truncated. Default 12,000.</summary>
    public int MaxPartLength { get; init; } = 12_000;
}
