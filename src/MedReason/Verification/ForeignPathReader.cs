namespace MedReason.Verification;

/// <summary>Judges lines of arrows: a hop is supported where an edge joins two nodes that bear its names, in either direction.</summary>
internal static class ForeignPathReader
{
    /// <summary>Judges a line.</summary>
    /// <param name="path">The line.</param>
    /// <param name="index">Its index.</param>
    /// <param name="nodes">The nodes that bear each of its names.</param>
    /// <param name="edges">The edges between them.</param>
    public static IEnumerable<TextClaim> Judge(ForeignPath path, int index, NodeId[][] nodes, EdgeLookup edges)
    {
        // Homonyms are told apart by what stands beside them: of the nodes of a name only those remain that an edge joins to the name before.
        NodeId[][] kept = [.. nodes];
        var isJoined = new bool[nodes.Length];
        for (int i = 1; i < nodes.Length; i++)
        {
            NodeId[] joined = [.. kept[i].Where(to => kept[i - 1].Any(from => edges.GetRelations(from, to).Count > 0))];
            isJoined[i] = joined.Length > 0;
            kept[i] = isJoined[i] ? joined : nodes[i];
        }

        for (int i = nodes.Length - 1; i > 0; i--)
        {
            if (isJoined[i])
            {
                kept[i - 1] = [.. kept[i - 1].Where(from => edges.GetRelations(from, kept[i][0]).Count > 0)];
            }
        }

        for (int i = 1; i < nodes.Length; i++)
        {
            NodeId? from = kept[i - 1].Length > 0 ? kept[i - 1][0] : null;
            NodeId? to = kept[i].Length > 0 ? kept[i][0] : null;
            bool isUndecided = from is { } known && to is { } other && edges.IsUndecided(known, other);
            yield return new TextClaim
            {
                Text = $"{path.Names[i - 1]} -> {path.Names[i]}",
                Subject = path.Names[i - 1],
                Object = path.Names[i],
                SubjectId = from,
                ObjectId = to,
                Path = index,
                IsPlain = true,
                Status = isJoined[i] ? ClaimStatus.Supported
                    : from is null || to is null || isUndecided ? ClaimStatus.NotCheckable
                    : ClaimStatus.NotInGraph,
                Edge = isJoined[i] ? FirstEdge(from!.Value, to!.Value, edges) : null,
                Detail = isJoined[i] ? null
                    : from is null ? $"The graph has no node named {path.Names[i - 1]}."
                    : to is null ? $"The graph has no node named {path.Names[i]}."
                    : isUndecided ? "The graph truncated the list of a node's edges."
                    : "No edge joins the two nodes.",
            };
        }
    }

    private static KgEdge FirstEdge(NodeId from, NodeId to, EdgeLookup edges)
    {
        (RelationType relation, bool isForward) = edges.GetRelations(from, to).First();
        return new KgEdge { Source = isForward ? from : to, Relation = relation, Target = isForward ? to : from };
    }
}
