using System.Runtime.CompilerServices;

namespace MedReason.Paths;

/// <summary>Writes the kind of a path, without its nodes: types and relations with their directions.</summary>
internal static class PathSequence
{
    /// <summary>Returns the sequence of a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>For example <c>drug &gt;drug_protein/target gene/protein &lt;disease_protein disease</c>.</returns>
    public static string Of(KgPath path)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[256]);
        text.AppendLiteral(path.Nodes[0].Type.Value);
        for (int i = 0; i < path.Hops.Count; i++)
        {
            IReadOnlyList<KgHopRelation> relations = path.Hops[i].Relations;
            for (int j = 0; j < relations.Count; j++)
            {
                KgHopRelation relation = relations[j];
                text.AppendLiteral(relation.IsForward ? " >" : " <");
                text.AppendLiteral(relation.Relation.Value);
            }

            text.AppendLiteral(" ");
            text.AppendLiteral(path.Nodes[i + 1].Type.Value);
        }

        return text.ToStringAndClear();
    }
}
