namespace MedReason.Runs;

/// <summary>Rows and results of a run at one moment. Immutable.</summary>
public sealed class RunCounts
{
    /// <summary>Gets the number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Gets the number of rows that are still to be worked on, those with a transient failure of an earlier session among them.</summary>
    public required long Pending { get; init; }

    /// <summary>Gets the results by outcome, stage, reason and whether they are transient, in ordinal order of these.</summary>
    public required IReadOnlyList<RunTally> Tally { get; init; }
}
