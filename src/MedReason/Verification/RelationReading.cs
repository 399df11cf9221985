namespace MedReason.Verification;

/// <summary>What the words between two entities were read to say. Immutable.</summary>
internal sealed class RelationReading
{
    /// <summary>Nothing was read.</summary>
    public static RelationReading Empty { get; } = new();

    /// <summary>
    /// The graph's own phrases in the words: each with the relations that it may stand for, and whether the entity on the left is their source.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<(RelationType Relation, bool IsLeftSource)>> Phrases { get; init; } = [];

    /// <summary>What the words mean beyond the graph's phrases; read only when there is no such phrase.</summary>
    public RelationSense Senses { get; init; }

    /// <summary>Whether the entity on the left is the one that acts; null when the words do not show it.</summary>
    public bool? IsLeftActing { get; init; }

    /// <summary>Whether the words deny.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Whether anything was read that a claim can be compared with.</summary>
    public bool IsRead => Phrases.Count > 0 || (Senses & ~RelationSense.Associated) != RelationSense.None;
}
