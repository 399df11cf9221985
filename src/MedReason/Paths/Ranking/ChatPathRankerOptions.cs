namespace MedReason;

/// <summary>How <see cref="ChatPathRanker"/> asks. Immutable.</summary>
public sealed record ChatPathRankerOptions
{
    /// <summary>How many times as many paths as may be chosen are offered for each conclusion. Default 4.</summary>
    public int OfferedFactor { get; init; } = 4;

    /// <summary>At most so many paths are offered in all; the local ranker's order decides which. Default 60.</summary>
    public int MaxOffered { get; init; } = 60;

    /// <summary>The run's key, from which the marks around untrusted text are made; may be empty.</summary>
    public ReadOnlyMemory<byte> RunKey { get; init; }

    /// <summary>How the call is made; null for the defaults.</summary>
    public StructuredChatOptions? Structured { get; init; }
}
