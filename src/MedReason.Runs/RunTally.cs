namespace MedReason.Runs;

/// <summary>How many results have an outcome, stage and reason in common. Immutable.</summary>
public sealed class RunTally
{
    /// <summary>The outcome.</summary>
    public required string Outcome { get; init; }

    /// <summary>The stage; null where none ended the work.</summary>
    public string? Stage { get; init; }

    /// <summary>The reason; null where there is none.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether a resumed run tries these rows again.</summary>
    public bool IsPassing { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }
}
