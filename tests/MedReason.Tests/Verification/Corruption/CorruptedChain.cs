namespace MedReason.Tests;

/// <summary>A chain that was broken on purpose.</summary>
internal sealed record CorruptedChain
{
    public required CorruptionKind Kind { get; init; }

    /// <summary>Where it was broken: <c>claim</c>, <c>prose</c>, <c>both</c>, or what else the kind knows.</summary>
    public required string Place { get; init; }

    public required CorrectChain Original { get; init; }

    public required VerificationRequest Request { get; init; }

    /// <summary>The codes of which one has to be found as an error.</summary>
    public required IReadOnlyList<string> Codes { get; init; }
}
