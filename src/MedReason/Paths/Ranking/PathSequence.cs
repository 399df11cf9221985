using System.Text;

namespace MedReason;

/// <summary>Writes what a path looks like without its nodes: types and relations with their directions.</summary>
internal static class PathSequence
{
    /// <summary>The sequence of a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>For example <c>drug &gt;drug_protein/target gene/protein &lt;disease_protein disease</c>.</returns>
    public static string Of(KgPath path)
    {
        var text = new StringBuilder(path.Nodes[0].Type.Value);
        for (int i = 0; i < path.Hops.Count; i++)
        {
            IReadOnlyList<KgHopRelation> relations = path.Hops[i].Relations;
            for (int j = 0; j < relations.Count; j++)
            {
                KgHopRelation relation = relations[j];
                text.Append(relation.IsForward ? " >" : " <").Append(relation.Relation.Value);
            }

            text.Append(' ').Append(path.Nodes[i + 1].Type.Value);
        }

        return text.ToString();
    }
}
