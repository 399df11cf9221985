namespace MedReason;

/// <summary>How <see cref="ChatChainWriter"/> asks. Immutable.</summary>
public sealed class ChatChainWriterOptions
{
    /// <summary>
    /// The words of the prompt, with the placeholders <c>{{opening}}</c> and <c>{{closing}}</c> of the fence, <c>{{task}}</c> for what this question asks
    /// and what is known of its answer, and <c>{{answer}}</c> for how the answer is given; null for the library's own.
    /// </summary>
    public PromptTemplate? Prompt { get; init; }

    /// <summary>The run's key, which makes the fence around untrusted text unforeseeable; the same key gives the same prompts. Default empty.</summary>
    public ReadOnlyMemory<byte> RunKey { get; init; }

    /// <summary>Mode, model and retries; null for the defaults.</summary>
    public StructuredChatOptions? Chat { get; init; }

    /// <summary>
    /// Gets the maximum length of a question, context or answer in a prompt, in UTF-16 code units; longer ones are truncated. Default 20,000.
    /// </summary>
    public int MaxPartLength { get; init; } = 20_000;
}
