namespace MedReason.Runs;

/// <summary>Represents a call that is made in a batch, as it is on record. Immutable.</summary>
public sealed record BatchCall
{
    /// <summary>Gets its place in the order in which calls were gathered; a call that is gathered again gets a new one. Default 0, for none yet.</summary>
    public long Place { get; init; }

    /// <summary>Gets the call's key, which is also the identifier that it is sent with.</summary>
    public required string Key { get; init; }

    /// <summary>Gets its state.</summary>
    public required BatchCallState State { get; init; }

    /// <summary>Gets the number of batches that it was in before without a reply.</summary>
    public int Attempts { get; init; }

    /// <summary>Gets the session that brought it into its state.</summary>
    public long Session { get; init; }

    /// <summary>Gets the length of its body, in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Gets what is set aside for it in its batch, in picodollars; null where the price is unknown or nothing limits the reply.</summary>
    public long? Reserved { get; init; }

    /// <summary>Gets a number of tokens that is not less than what is sent.</summary>
    public required long MaxInputTokens { get; init; }

    /// <summary>Gets the limit on the reply, in tokens; null for none.</summary>
    public required int? MaxOutputTokens { get; init; }

    /// <summary>Gets why it got no reply in a batch; null where it got one or waits for it.</summary>
    public string? Failure { get; init; }

    /// <summary>
    /// What is set aside for it. A batch that was begun without prices has nothing set aside on record, and counts with its worst case since prices are known.
    /// </summary>
    internal long ReservedAt(ModelPrice? price) => Reserved ?? WorstCase(price) ?? 0;

    /// <summary>What it may cost; null where the price is unknown or nothing limits the reply.</summary>
    internal long? WorstCase(ModelPrice? price) => price?.WorstCase(MaxInputTokens, MaxOutputTokens);
}
