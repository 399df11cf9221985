namespace MedReason.Runs;

/// <summary>Represents the number of results that share an outcome, stage and reason. Immutable.</summary>
public sealed class RunTally
{
    /// <summary>The outcome.</summary>
    public required string Outcome { get; init; }

    /// <summary>The stage; null where none ended the work.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets the reason; null when there is none.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether a resumed run tries these rows again.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }
}
