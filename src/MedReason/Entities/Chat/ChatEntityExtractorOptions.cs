namespace MedReason;

/// <summary>How <see cref="ChatEntityExtractor"/> asks. Immutable.</summary>
public sealed class ChatEntityExtractorOptions
{
    /// <summary>
    /// The words of the prompt, with the placeholders <c>{{opening}}</c> and <c>{{closing}}</c> of the fence; null for the library's own. Options stand
    /// numbered in the part "options"; a mention in the first is of part "option 1".
    /// </summary>
    public PromptTemplate? Prompt { get; init; }

    /// <summary>The run's key, which makes the fence around untrusted text unforeseeable; the same key gives the same prompts. Default empty.</summary>
    public ReadOnlyMemory<byte> RunKey { get; init; }

    /// <summary>Mode, model and retries; null for the defaults.</summary>
    public StructuredChatOptions? Chat { get; init; }

    /// <summary>Gets the maximum length of a part of a question in a prompt, in UTF-16 code units; longer parts are truncated. Default 20,000.</summary>
    public int MaxPartLength { get; init; } = 20_000;
}
