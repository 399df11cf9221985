namespace MedReason.AspNetCore.Replies;

/// <summary>A stage has ended; the member of what it found is there, and no other. Immutable.</summary>
internal sealed record StageEvent
{
    /// <summary>Gets the stage, one of <see cref="StageNames"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>Gets what the mentions are linked to, after the linker.</summary>
    public IReadOnlyList<EntityLink>? Links { get; init; }

    /// <summary>Gets what the search came to.</summary>
    public SearchSummary? Search { get; init; }

    /// <summary>Gets the evidence, after the ranker.</summary>
    public EvidenceSet? Evidence { get; init; }

    /// <summary>Gets the chain, after the writer.</summary>
    public ChainPart? Chain { get; init; }

    /// <summary>Gets the verdict, after the verifier.</summary>
    public ChainVerdict? Verdict { get; init; }

    /// <summary>Gets the evidence as SVG, after ranker and writer; null when the host draws nothing.</summary>
    public string? Drawing { get; init; }

    /// <summary>Creates the event of a stage.</summary>
    public static StageEvent Of(string stage, ReasoningResult soFar, string? drawing) => new()
    {
        Stage = stage,
        Links = stage == StageNames.Link ? soFar.Links : null,
        Search = stage == StageNames.Search && soFar.Search is { } search ? SearchSummary.Of(search) : null,
        Evidence = stage == StageNames.Rank ? soFar.Evidence : null,
        Chain = stage == StageNames.Write && soFar.Chain is { } chain ? ChainPart.Of(chain) : null,
        Verdict = stage == StageNames.Verify ? soFar.Verdict : null,
        Drawing = drawing,
    };
}
