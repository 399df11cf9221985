namespace MedReason.Datasets;

/// <summary>Why a request to a model got no reply. Immutable.</summary>
internal sealed class RequestFailure
{
    /// <summary>What happened, in words that are the same each time it happens; without any text of the request.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the provider may bill it all the same.</summary>
    public bool MayBeBilled { get; init; }

    /// <summary>Whether the provider asks for fewer requests.</summary>
    public bool IsRateLimit { get; init; }

    /// <summary>How long the provider asks to wait; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
