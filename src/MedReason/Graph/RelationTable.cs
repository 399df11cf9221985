using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace MedReason.Graph;

/// <summary>What a graph says of its relations, by relation. Made once for a graph's metadata.</summary>
internal static class RelationTable
{
    private static readonly ConditionalWeakTable<KnowledgeGraphMetadata, FrozenDictionary<RelationType, RelationInfo>> Known = [];

    /// <summary>The relations of a graph. Immutable.</summary>
    public static FrozenDictionary<RelationType, RelationInfo> For(KnowledgeGraphMetadata metadata) =>
        Known.GetValue(metadata, static key => key.Relations.ToFrozenDictionary(relation => relation.Relation));
}
