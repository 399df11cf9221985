namespace MedReason.Cli;

/// <summary>How failed calls are repeated. Immutable.</summary>
internal sealed class RetryOptions
{
    /// <summary>Requests for a call, the first included.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>What one request may take, its whole body included.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The pause after the first failure, before jitter; it doubles with each further one.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause of our own choice.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause that a provider may ask for; beyond it the call fails at once.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The seed of the jitter.</summary>
    public int Seed { get; init; }
}
