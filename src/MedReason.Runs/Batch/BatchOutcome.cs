namespace MedReason.Runs;

/// <summary>Represents what a call came to in its batch. Immutable. Amounts are picodollars (10^-12 US dollars).</summary>
public sealed class BatchOutcome
{
    /// <summary>Gets the call, as it was in its batch.</summary>
    public required BatchCall Call { get; init; }

    /// <summary>Gets its state from now on; <see cref="BatchCallState.Gathered"/> where it waits for another batch.</summary>
    public required BatchCallState State { get; init; }

    /// <summary>Gets the reply, as <see cref="RequestAnswer.Reply"/> holds one; null where there is none.</summary>
    public byte[]? Reply { get; init; }

    /// <summary>Gets a value indicating whether the reply answers the same call another time.</summary>
    public bool IsUsable { get; init; }

    /// <summary>Gets the tokens that were sent; null where they are not certain.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Gets how many of <see cref="InputTokens"/> the provider had kept from before; null where they are not certain.</summary>
    public long? CachedInputTokens { get; init; }

    /// <summary>Gets the tokens of the reply; null where they are not certain.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Gets what the request counts with.</summary>
    public required long Cost { get; init; }

    /// <summary>Gets the amount that is on record; null where no price is known or nothing bounds what it may have cost.</summary>
    public required long? RecordedCost { get; init; }

    /// <summary>Gets the reason why there is no reply; null where there is one.</summary>
    public RequestFailure? Failure { get; init; }
}
