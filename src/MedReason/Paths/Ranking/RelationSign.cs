using System.Collections.Concurrent;
using MedReason.Shared;

namespace MedReason.Paths;

/// <summary>Reads from the words of a relation's name whether it lessens what it acts on, and from its relations whether a path does.</summary>
/// <remarks>A drug that works lessens its disease, so of two paths through the same kinds of hops the one of the wrong sign is rarely the mechanism.</remarks>
internal static class RelationSign
{
    private static readonly string[] Stems =
    [
        "decreas", "negativ", "inhibit", "suppress", "reduc", "block", "antagoni", "prevent", "disrupt", "ameliorat", "downregulat", "palliat", "treat",
    ];

    private static readonly ConcurrentDictionary<RelationType, int> Signs = new();

    /// <summary>Returns the sign of a relation.</summary>
    /// <param name="relation">The relation.</param>
    /// <returns>-1 when it lessens, otherwise 1.</returns>
    public static int Of(RelationType relation) => Signs.GetOrAdd(relation, static key =>
        RelationWords.Split(key.Value).Exists(word => Array.Exists(Stems, stem => word.StartsWith(stem, StringComparison.Ordinal))) ? -1 : 1);

    /// <summary>Returns the product of the signs along a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>-1 or 1; 0 when parallel relations of a hop differ in sign.</returns>
    public static int Of(KgPath path)
    {
        int sign = 1;
        foreach (KgHop hop in path.Hops)
        {
            int first = Of(hop.Relations[0].Relation);
            sign *= hop.Relations.All(relation => Of(relation.Relation) == first) ? first : 0;
        }

        return sign;
    }
}
