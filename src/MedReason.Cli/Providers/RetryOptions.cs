namespace MedReason.Cli;

/// <summary>Configures how failed calls are retried. Immutable.</summary>
internal sealed class RetryOptions
{
    /// <summary>The maximum number of requests for a call, the first included.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The maximum duration of one request, its complete reply included.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The delay after the first failure, before jitter; it doubles with each further one.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum delay when the provider does not ask for one.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum delay that a provider may ask for; beyond it the call fails at once.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The seed of the jitter.</summary>
    public int Seed { get; init; }
}
