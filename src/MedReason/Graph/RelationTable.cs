using System.Collections.Frozen;

namespace MedReason.Graph;

/// <summary>The relations of a graph by their type, computed once per graph.</summary>
internal static class RelationTable
{
    private static readonly GraphCache<KnowledgeGraphMetadata, FrozenDictionary<RelationType, RelationInfo>> Tables = new();

    /// <summary>Returns the relations of a graph. Immutable.</summary>
    public static FrozenDictionary<RelationType, RelationInfo> For(KnowledgeGraphMetadata metadata) =>
        Tables.Get(metadata, static key => key.Relations.ToFrozenDictionary(relation => relation.Relation));
}
