namespace MedReason.Runs;

/// <summary>The reason why a request to a model got no reply. Immutable.</summary>
public sealed class RequestFailure
{
    /// <summary>Gets a description that is the same each time the failure happens, without any text of the request.</summary>
    public required string Summary { get; init; }

    /// <summary>Gets a value indicating whether the same request may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Gets a value indicating whether the provider may bill the request although it failed.</summary>
    public bool MayBeBilled { get; init; }

    /// <summary>Gets a value indicating whether the provider asks for fewer requests.</summary>
    public bool IsRateLimit { get; init; }

    /// <summary>Gets the delay that the provider asks for before a retry; null when it names none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
