namespace MedReason.Profiles;

/// <summary>One half of a rewritten question.</summary>
internal sealed class ReformatPart
{
    public required string Text { get; init; }

    /// <summary>The numbers of the entities it contains, from 1.</summary>
    public required IReadOnlyList<int> Entities { get; init; }
}
