namespace MedReason;

/// <summary>One step of a reasoning chain. Immutable.</summary>
public sealed record ChainStep
{
    /// <summary>The words.</summary>
    public required string Text { get; init; }

    /// <summary>Indexes into <see cref="EvidenceSet.Paths"/> of the paths it rests on; empty for background knowledge.</summary>
    public IReadOnlyList<int> PathIndexes { get; init; } = [];

    /// <summary>What it claims.</summary>
    public IReadOnlyList<ChainClaim> Claims { get; init; } = [];

    /// <summary>Whether it is general knowledge that the graph is not asked to back.</summary>
    public bool IsBackground { get; init; }
}
