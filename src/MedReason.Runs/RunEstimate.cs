namespace MedReason.Runs;

/// <summary>What a run will come to, reckoned from the rows that are done. Immutable.</summary>
public sealed class RunEstimate
{
    /// <summary>Rows that the figures rest on.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that are still to be done.</summary>
    public required long Remaining { get; init; }

    /// <summary>Tokens, sent and received, that the remaining rows take.</summary>
    public required long RemainingTokens { get; init; }

    /// <summary>US dollars that the remaining rows cost; 0 where the run has no prices.</summary>
    public required decimal RemainingCost { get; init; }
}
