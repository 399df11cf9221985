using System.Collections.Frozen;

namespace MedReason.Graph;

/// <summary>The relations of a graph between a node and a more general one, read in the direction of their meaning. Immutable.</summary>
internal sealed class HierarchyRelations
{
    private static readonly GraphCache<KnowledgeGraphMetadata, HierarchyRelations> Cached = new();

    private readonly FrozenDictionary<RelationType, bool> _isReversed;

    private HierarchyRelations(KnowledgeGraphMetadata metadata, IReadOnlyList<RelationType>? only) =>
        _isReversed = metadata.Relations.Where(relation => only?.Contains(relation.Relation) ?? IsHierarchy(relation))
            .ToFrozenDictionary(static relation => relation.Relation, static relation => relation.IsMeaningReversed);

    public bool IsEmpty => _isReversed.Count == 0;

    public IReadOnlyList<RelationType> All => _isReversed.Keys;

    /// <summary>Returns the relations of a graph; those that nothing limits are computed once per graph.</summary>
    /// <param name="metadata">The graph.</param>
    /// <param name="only">The relations of the hierarchy; null for all that mean <see cref="RelationMeaning.IsA"/>, are affirmed and directed.</param>
    public static HierarchyRelations For(KnowledgeGraphMetadata metadata, IReadOnlyList<RelationType>? only = null) =>
        only is null ? Cached.Get(metadata, static key => new HierarchyRelations(key, null)) : new HierarchyRelations(metadata, only);

    /// <summary>Determines whether an edge of a node leads to a more general one.</summary>
    /// <param name="relation">The relation of the edge.</param>
    /// <param name="isForward">Whether the node is the source of the edge.</param>
    public bool LeadsUp(RelationType relation, bool isForward) => _isReversed.TryGetValue(relation, out bool isReversed) && isForward != isReversed;

    private static bool IsHierarchy(RelationInfo relation) =>
        relation is { Polarity: Polarity.Affirmed, IsSymmetric: false } && relation.Meaning == RelationMeaning.IsA;
}
