namespace MedReason.Runs;

/// <summary>Configures calls that are gathered into batches of the provider. Immutable. No result depends on it.</summary>
public sealed class RunBatchOptions
{
    /// <summary>Gets a value indicating whether calls that a batch refuses are made live, at the live price; else they fail. Default false.</summary>
    public bool AllowsLiveCalls { get; init; }

    /// <summary>Gets the time between two looks at a batch under way. Default one minute.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets the time that calls too few for a full batch wait for others as long as another batch is under way. Default two minutes.
    /// </summary>
    public TimeSpan QuietInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets the time after which a submission whose end is unknown, and which the provider does not list, is taken for one that never arrived. Default five
    /// minutes.
    /// </summary>
    public TimeSpan SubmissionGrace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets the maximum number of batches that a call is put into when it expires or fails for a transient reason. Default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Gets the maximum number of requests in a batch; null for the provider's limit.</summary>
    public int? MaxRequests { get; init; }

    /// <summary>Gets the maximum number of rows that wait for batches at once. A waiting row takes some hundred bytes of memory. Default 1,000,000.</summary>
    public int MaxWaitingRows { get; init; } = 1_000_000;

    /// <summary>Is called at each point at which a kill matters. Null for nothing.</summary>
    internal Func<BatchPoint, Task>? OnPoint { get; init; }

    /// <summary>Notes that a point is reached.</summary>
    internal Task ReachAsync(BatchPoint point) => OnPoint?.Invoke(point) ?? Task.CompletedTask;
}
