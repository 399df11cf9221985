namespace MedReason;

/// <summary>How <see cref="ChatEntityLinker"/> asks. Immutable.</summary>
public sealed class ChatEntityLinkerOptions
{
    /// <summary>The words of the prompt, with the placeholders <c>{{opening}}</c> and <c>{{closing}}</c> of the fence; null for the library's own.</summary>
    public PromptTemplate? Prompt { get; init; }

    /// <summary>The run's key, which makes the fence around untrusted text unforeseeable; the same key gives the same prompts. Default empty.</summary>
    public ReadOnlyMemory<byte> RunKey { get; init; }

    /// <summary>Mode, model and retries; null for the defaults.</summary>
    public StructuredChatOptions? Chat { get; init; }

    /// <summary>Gets the maximum number of candidates offered per mention. Default 10, as published for MedReason.</summary>
    public int MaxCandidates { get; init; } = 10;

    /// <summary>Gets the maximum length of a question in a prompt, in UTF-16 code units; longer ones are truncated. Default 8,000.</summary>
    public int MaxQuestionLength { get; init; } = 8_000;

    /// <summary>Gets the maximum length of a name or mention in a prompt, in UTF-16 code units; longer ones are truncated. Default 200.</summary>
    public int MaxNameLength { get; init; } = 200;
}
