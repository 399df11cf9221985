namespace MedReason.Runs;

/// <summary>The reply to a request, and what it came to. Immutable.</summary>
public sealed class RequestAnswer
{
    /// <summary>Gets the reply, in the form in which it is given back.</summary>
    public required byte[] Reply { get; init; }

    /// <summary>Gets a value indicating whether the reply is whole, so that it is used for later calls that ask the same.</summary>
    public required bool IsUsable { get; init; }

    /// <summary>Gets the cost, in picodollars.</summary>
    public required long Cost { get; init; }

    /// <summary>Gets the tokens sent; null, as the other two, where the provider reported none or numbers that cannot be true.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Gets the tokens among <see cref="InputTokens"/> that the provider had kept from before.</summary>
    public long? CachedInputTokens { get; init; }

    /// <summary>Gets the tokens received.</summary>
    public long? OutputTokens { get; init; }
}
