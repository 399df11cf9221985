namespace MedReason;

/// <summary>Capability: the whole graph in memory, addressed by ordinals, for algorithms that cannot pay a call a node.</summary>
/// <remarks>
/// Node ordinals run from 0 to <see cref="NodeCount"/> - 1 in ordinal order of the ids, edge ordinals from 0 to <see cref="EdgeCount"/> - 1 in the order
/// of source, relation, target. Both therefore do not depend on the order in which the graph was built. A span that was given out stays valid, also when the
/// graph is disposed meanwhile, as long as its reader holds the view; calls after disposal throw. Safe for concurrent use.
/// </remarks>
public interface IAdjacencyView
{
    /// <summary>How many nodes.</summary>
    int NodeCount { get; }

    /// <summary>How many logical edges.</summary>
    int EdgeCount { get; }

    /// <summary>The node types; <see cref="GetNodeTypeIndex"/> points into this list. In ordinal order.</summary>
    IReadOnlyList<NodeType> NodeTypes { get; }

    /// <summary>The relations; the codes of <see cref="GetRelationCodes"/> point into this list. In ordinal order.</summary>
    IReadOnlyList<RelationInfo> Relations { get; }

    /// <summary>The ordinal of an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="ordinal">Its ordinal, or -1.</param>
    /// <returns>False where no node has the id.</returns>
    bool TryGetOrdinal(NodeId id, out int ordinal);

    /// <summary>The id of an ordinal.</summary>
    /// <param name="ordinal">A node ordinal.</param>
    /// <returns>The id.</returns>
    NodeId GetId(int ordinal);

    /// <summary>The node of an ordinal.</summary>
    /// <param name="ordinal">A node ordinal.</param>
    /// <returns>The node; an implementation may make it anew at each call.</returns>
    KgNode GetNode(int ordinal);

    /// <summary>The type of a node, as an index into <see cref="NodeTypes"/>.</summary>
    /// <param name="ordinal">A node ordinal.</param>
    /// <returns>The index.</returns>
    int GetNodeTypeIndex(int ordinal);

    /// <summary>Returns the other ends of a node's edges, in ascending order; a node joined by several edges appears once per edge, a self loop once.</summary>
    /// <param name="ordinal">A node ordinal.</param>
    /// <returns>Node ordinals, parallel to <see cref="GetRelationCodes"/> and <see cref="GetEdgeOrdinals"/>.</returns>
    ReadOnlySpan<int> GetNeighbors(int ordinal);

    /// <summary>
    /// What each of a node's edges states: twice the index into <see cref="Relations"/>, plus 1 where the edge runs towards this node (reverse).
    /// Ascending among edges to the same neighbour.
    /// </summary>
    /// <param name="ordinal">A node ordinal.</param>
    /// <returns>The codes, parallel to <see cref="GetNeighbors"/>.</returns>
    ReadOnlySpan<ushort> GetRelationCodes(int ordinal);

    /// <summary>The edge ordinals of a node's edges.</summary>
    /// <param name="ordinal">A node ordinal.</param>
    /// <returns>Edge ordinals, parallel to <see cref="GetNeighbors"/>.</returns>
    ReadOnlySpan<int> GetEdgeOrdinals(int ordinal);
}
