namespace MedReason.Runs;

/// <summary>How a run is steered while processes work on it. What is null is as each process was started with. Immutable.</summary>
public sealed record RunSteering
{
    /// <summary>Gets the steering of a run that nobody steered.</summary>
    public static RunSteering None { get; } = new();

    /// <summary>Gets a value indicating whether no row and no request is begun until the run is resumed; what is under way is finished.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Gets a value indicating whether the processes are to end, with every row that is not done left pending.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Gets the rows, and requests, at once for each process; null for its own.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Gets the maximum number of requests a minute of the run; null for that of the process.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Gets the maximum number of tokens a minute of the run; null for that of the process.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>Gets the maximum cost of the run in US dollars; null for that of the process.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>Gets the time from which no row and no request is begun; null for none.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Returns why the run has to end by this steering.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The reason; null when the run goes on.</returns>
    public RunStop? FindStop(DateTimeOffset now) => IsCancelled ? new RunStop(RunEndCause.Cancelled, "the run was cancelled by \"run cancel\"")
        : Deadline is { } deadline && now >= deadline ? new RunStop(RunEndCause.DeadlinePassed, $"the run's deadline {deadline:u} has passed")
        : null;
}
