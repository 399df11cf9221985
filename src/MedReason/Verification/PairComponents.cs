namespace MedReason.Verification;

/// <summary>Connected parts of a set of pairs of nodes.</summary>
internal static class PairComponents
{
    /// <summary>Counts the pairs of the largest connected part; 0 when there are none.</summary>
    public static int Largest(IReadOnlyCollection<(NodeId Left, NodeId Right)> pairs)
    {
        var parents = new Dictionary<NodeId, NodeId>();
        foreach ((NodeId left, NodeId right) in pairs)
        {
            NodeId source = Find(left);
            NodeId target = Find(right);
            parents[source] = target;
        }

        return pairs.Count == 0 ? 0 : pairs.GroupBy(pair => Find(pair.Left)).Max(part => part.Count());

        NodeId Find(NodeId node)
        {
            while (parents.TryGetValue(node, out NodeId parent) && parent != node)
            {
                node = parent;
            }

            return node;
        }
    }
}
