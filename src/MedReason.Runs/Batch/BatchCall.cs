namespace MedReason.Runs;

/// <summary>A call that is made in a batch, as it is on record. Immutable.</summary>
internal sealed class BatchCall
{
    /// <summary>Its place in the order in which calls were gathered; a call that is gathered again gets a new one.</summary>
    public required long Place { get; init; }

    /// <summary>The call's key, which is also the identifier that it is sent with.</summary>
    public required string Key { get; init; }

    public required BatchCallState State { get; init; }

    /// <summary>The batches that it was in before without a reply.</summary>
    public required int Attempts { get; init; }

    /// <summary>The session that brought it into its state.</summary>
    public required long Session { get; init; }

    /// <summary>The length of its body, in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>What is set aside for it in its batch, in picodollars; null where the price is unknown.</summary>
    public required long? Reserved { get; init; }

    /// <summary>No fewer tokens than are sent.</summary>
    public required long MaxInputTokens { get; init; }

    /// <summary>The limit on the reply; null for none.</summary>
    public required int? MaxOutputTokens { get; init; }

    /// <summary>Why it got no reply in a batch; null where it got one or waits for it.</summary>
    public required string? Failure { get; init; }
}
