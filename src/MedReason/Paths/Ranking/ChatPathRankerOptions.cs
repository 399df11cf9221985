namespace MedReason;

/// <summary>How <see cref="ChatPathRanker"/> asks. Immutable.</summary>
public sealed record ChatPathRankerOptions
{
    /// <summary>How many times as many paths as may be chosen are offered for each conclusion. Default 2.</summary>
    public int OfferedFactor { get; init; } = 2;

    /// <summary>At most so many paths are offered in all; the local ranker's order decides which. Default 16.</summary>
    public int MaxOffered { get; init; } = 16;

    /// <summary>
    /// A longer question is sent from its end on, so many UTF-16 code units: there stands what is asked, and the findings stand in the paths. Default 300.
    /// </summary>
    public int MaxQuestionLength { get; init; } = 300;

    /// <summary>The run's key, from which the marks around untrusted text are made; may be empty.</summary>
    public ReadOnlyMemory<byte> RunKey { get; init; }

    /// <summary>The words of the prompt, with the placeholders <c>{{opening}}</c> and <c>{{closing}}</c> of the fence; null for the library's own.</summary>
    public PromptTemplate? Prompt { get; init; }

    /// <summary>Mode, model and retries; null for the defaults.</summary>
    public StructuredChatOptions? Chat { get; init; }
}
