namespace MedReason.Evaluation;

/// <summary>A chain as a reviewer sees it, and what is kept from them until they have rated it. Immutable.</summary>
internal sealed record ReviewChain
{
    /// <summary>Where it comes from: the run, another, or the source of the question.</summary>
    public required string Side { get; init; }

    /// <summary>The steps in words.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>What it concludes; empty where it has no conclusion.</summary>
    public required string Conclusion { get; init; }

    /// <summary>The model; null where none wrote it.</summary>
    public string? Model { get; init; }

    /// <summary>The verdict's status; null where there was none.</summary>
    public string? Verdict { get; init; }
}
