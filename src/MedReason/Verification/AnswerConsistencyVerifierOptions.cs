namespace MedReason;

/// <summary>How <see cref="AnswerConsistencyVerifier"/> asks. Immutable.</summary>
public sealed class AnswerConsistencyVerifierOptions
{
    /// <summary>
    /// The words of the prompt for questions with options, with the placeholders <c>{{opening}}</c> and <c>{{closing}}</c> of the fence; null for the
    /// library's own.
    /// </summary>
    public PromptTemplate? OptionPrompt { get; init; }

    /// <summary>As <see cref="OptionPrompt"/>, for questions without options.</summary>
    public PromptTemplate? OpenPrompt { get; init; }

    /// <summary>As <see cref="OptionPrompt"/>, for the comparison of two answers in free words.</summary>
    public PromptTemplate? JudgePrompt { get; init; }

    /// <summary>The run's key, which makes the fence around untrusted text unforeseeable; the same key gives the same prompts. Default empty.</summary>
    public ReadOnlyMemory<byte> RunKey { get; init; }

    /// <summary>Mode, model and retries; null for the defaults.</summary>
    public StructuredChatOptions? Chat { get; init; }

    /// <summary>Gets the maximum length of each part of the prompt, in UTF-16 code units; longer parts are truncated. Default 12,000.</summary>
    public int MaxPartLength { get; init; } = 12_000;
}
