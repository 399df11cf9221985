namespace MedReason.Runs;

/// <summary>What a run's requests to models came to so far. Immutable.</summary>
public sealed record RunSpending
{
    /// <summary>Requests that were answered.</summary>
    public long Answered { get; init; }

    /// <summary>Requests that failed and were not billed.</summary>
    public long Failed { get; init; }

    /// <summary>Requests that may have been billed without an answer: timed out, broken off, or lost by a crash. They count with their worst case.</summary>
    public long PossiblyBilled { get; init; }

    /// <summary>Gets the number of tokens sent, as far as the provider reported them.</summary>
    public long InputTokens { get; init; }

    /// <summary>Gets the number of tokens received, as far as the provider reported them.</summary>
    public long OutputTokens { get; init; }

    /// <summary>
    /// Gets the cost of answered requests, in US dollars; 0 when the run has no prices. A session with prices prices the requests of sessions that had none.
    /// </summary>
    public decimal Cost { get; init; }

    /// <summary>Gets the maximum cost of <see cref="PossiblyBilled"/>, in US dollars.</summary>
    public decimal PossibleCost { get; init; }

    /// <summary>
    /// Gets the number of answered requests whose tokens the provider did not report, or reported as numbers that cannot be true: negative ones, none for a
    /// text, more than can be. They count with their worst case, and their tokens are in no sum.
    /// </summary>
    public long UncertainUsage { get; init; }

    /// <summary>Replies that are kept for further use.</summary>
    public long UsableReplies { get; init; }
}
