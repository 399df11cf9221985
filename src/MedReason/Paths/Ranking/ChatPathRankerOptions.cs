namespace MedReason;

/// <summary>The options of a <see cref="ChatPathRanker"/>. Immutable.</summary>
public sealed record ChatPathRankerOptions
{
    /// <summary>Gets the ratio of the paths offered per conclusion to those that may be chosen.</summary>
    /// <value>The default is 2.</value>
    public int OfferedFactor { get; init; } = 2;

    /// <summary>Gets the maximum total number of paths offered; the local ranker's order decides which.</summary>
    /// <value>The default is 16.</value>
    public int MaxOffered { get; init; } = 16;

    /// <summary>
    /// Gets the maximum number of UTF-16 code units of the question that is sent; of a longer one only its end, which asks, since the paths name the findings.
    /// </summary>
    /// <value>The default is 300.</value>
    public int MaxQuestionLength { get; init; } = 300;

    /// <summary>Gets the run's key, from which the marks around untrusted text are derived; may be empty.</summary>
    public ReadOnlyMemory<byte> RunKey { get; init; }

    /// <summary>Gets the prompt, with the placeholders <c>{{opening}}</c> and <c>{{closing}}</c> of the fence; null for the library's own.</summary>
    public PromptTemplate? Prompt { get; init; }

    /// <summary>Gets mode, model and retries; null for the defaults.</summary>
    public StructuredChatOptions? Chat { get; init; }
}
