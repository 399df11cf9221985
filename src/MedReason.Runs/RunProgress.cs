namespace MedReason.Runs;

/// <summary>How far a run is. Immutable.</summary>
public sealed class RunProgress
{
    /// <summary>Rows of the run.</summary>
    public required long Total { get; init; }

    /// <summary>
    /// Gets the number of rows that are done, in earlier sessions too; those that failed for a transient reason in an earlier one do not count.
    /// </summary>
    public required long Done { get; init; }

    /// <summary>Rows by outcome, stage and reason, in ordinal order.</summary>
    public required IReadOnlyList<RunTally> Tally { get; init; }

    /// <summary>Rows a second in this session; 0 before the first.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>The time that the remaining rows take at this rate; null before the first.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>What the requests came to; null where no model is called.</summary>
    public RunSpending? Spending { get; init; }

    /// <summary>How the provider is, see <see cref="RunChatClient.Health"/>; null where no model is called.</summary>
    public string? Health { get; init; }
}
