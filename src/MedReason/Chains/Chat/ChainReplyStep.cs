namespace MedReason.Chains;

/// <summary>A step as a model writes it.</summary>
internal sealed class ChainReplyStep
{
    public required string Text { get; init; }

    /// <summary>Ids of paths.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Ids of statements of those paths.</summary>
    public required IReadOnlyList<string> Claims { get; init; }

    public required bool Background { get; init; }
}
