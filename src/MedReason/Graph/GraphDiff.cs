using System.Runtime.CompilerServices;
using MedReason.Graph;

namespace MedReason;

/// <summary>Compares two graphs: what was added, removed and changed from an earlier to a later one.</summary>
public static class GraphDiff
{
    /// <summary>Enumerates the differences between two graphs.</summary>
    /// <param name="before">The earlier graph; it offers <see cref="IAdjacencyView"/>.</param>
    /// <param name="after">The later graph; it offers <see cref="IAdjacencyView"/>.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>
    /// Relations by name, then nodes by id, then edges by source, relation and target, all in ordinal order: the same differences in the same order at each
    /// enumeration. Names, versions and lists of sources of the graphs are not compared.
    /// </returns>
    /// <remarks>
    /// Both graphs are walked side by side, so that the memory that is needed is two numbers per node and the edges of one node. Where both report the same
    /// <see cref="KnowledgeGraphMetadata.ContentHash"/>, nodes and edges are the same, and only relations are compared. <see cref="GraphDiffSummary"/> counts.
    /// </remarks>
    /// <exception cref="KnowledgeGraphException">A graph offers no <see cref="IAdjacencyView"/>, or cannot be read.</exception>
    public static IAsyncEnumerable<GraphChange> CompareAsync(IKnowledgeGraph before, IKnowledgeGraph after, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return EnumerateAsync(before, after, cancellationToken);
    }

    private static async IAsyncEnumerable<GraphChange> EnumerateAsync(
        IKnowledgeGraph before, IKnowledgeGraph after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KnowledgeGraphMetadata beforeMetadata = await before.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        KnowledgeGraphMetadata afterMetadata = await after.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        IAdjacencyView beforeView = RequireView(before, beforeMetadata);
        IAdjacencyView afterView = RequireView(after, afterMetadata);
        (int[] beforeRelations, int[] afterRelations, int relationCount) = OrdinalMerge.Rank(
            beforeView.Relations.Count,
            afterView.Relations.Count,
            (i, j) => beforeView.Relations[i].Relation.CompareTo(afterView.Relations[j].Relation));
        foreach (RelationChange change in CompareRelations(beforeView.Relations, afterView.Relations, beforeRelations, afterRelations, relationCount))
        {
            yield return change;
        }

        if (beforeMetadata.ContentHash is { } hash && string.Equals(hash, afterMetadata.ContentHash, StringComparison.Ordinal))
        {
            yield break;
        }

        (int[] beforeNodes, int[] afterNodes, int nodeCount) = OrdinalMerge.Rank(
            beforeView.NodeCount, afterView.NodeCount, (i, j) => beforeView.GetId(i).CompareTo(afterView.GetId(j)));
        foreach (NodeChange change in CompareNodes(beforeView, afterView, beforeNodes, afterNodes, nodeCount, cancellationToken))
        {
            yield return change;
        }

        var beforeGraph = new ComparedGraph(beforeView, before.GetService<IEdgeAttributes>(), beforeNodes, beforeRelations);
        var afterGraph = new ComparedGraph(afterView, after.GetService<IEdgeAttributes>(), afterNodes, afterRelations);
        var changes = new List<EdgeChange>();
        for (int rank = 0; rank < nodeCount; rank++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            beforeGraph.MoveTo(rank);
            afterGraph.MoveTo(rank);
            if (!beforeGraph.HasAttributes && !afterGraph.HasAttributes && beforeGraph.Keys.SequenceEqual(afterGraph.Keys))
            {
                continue;
            }

            await beforeGraph.ReadAttributesAsync(cancellationToken).ConfigureAwait(false);
            await afterGraph.ReadAttributesAsync(cancellationToken).ConfigureAwait(false);
            CompareEdges(beforeGraph, afterGraph, changes);
            foreach (EdgeChange change in changes)
            {
                yield return change;
            }
        }
    }

    private static IAdjacencyView RequireView(IKnowledgeGraph graph, KnowledgeGraphMetadata metadata) => graph.GetService<IAdjacencyView>()
        ?? throw new KnowledgeGraphException(
            $"The graph '{metadata.Name}' offers no {nameof(IAdjacencyView)}, by which graphs are compared; copy it into a {nameof(KnowledgeGraphBuilder)}.");

    private static IEnumerable<RelationChange> CompareRelations(
        IReadOnlyList<RelationInfo> before, IReadOnlyList<RelationInfo> after, int[] beforeRanks, int[] afterRanks, int count)
    {
        for ((int rank, int i, int j) = (0, 0, 0); rank < count; rank++)
        {
            RelationInfo? former = i < beforeRanks.Length && beforeRanks[i] == rank ? before[i++] : null;
            RelationInfo? latter = j < afterRanks.Length && afterRanks[j] == rank ? after[j++] : null;
            if (former != latter)
            {
                yield return new RelationChange(former, latter);
            }
        }
    }

    private static IEnumerable<NodeChange> CompareNodes(
        IAdjacencyView before, IAdjacencyView after, int[] beforeRanks, int[] afterRanks, int count, CancellationToken cancellationToken)
    {
        for ((int rank, int i, int j) = (0, 0, 0); rank < count; rank++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            KgNode? former = i < beforeRanks.Length && beforeRanks[i] == rank ? before.GetNode(i++) : null;
            KgNode? latter = j < afterRanks.Length && afterRanks[j] == rank ? after.GetNode(j++) : null;
            NodeChange? change = former is null || latter is null ? new NodeChange(former, latter, []) : NodeChange.Between(former, latter);
            if (change is not null)
            {
                yield return change;
            }
        }
    }

    private static void CompareEdges(ComparedGraph before, ComparedGraph after, List<EdgeChange> changes)
    {
        changes.Clear();
        ReadOnlySpan<ulong> former = before.Keys;
        ReadOnlySpan<ulong> latter = after.Keys;
        for ((int i, int j) = (0, 0); i < former.Length || j < latter.Length;)
        {
            int order = i == former.Length ? 1 : j == latter.Length ? -1 : former[i].CompareTo(latter[j]);
            if (order < 0)
            {
                changes.Add(new EdgeChange(before.GetEdge(i), null, before.GetKnowledgeSource(i)));
            }
            else if (order > 0)
            {
                changes.Add(new EdgeChange(null, after.GetEdge(j), after.GetKnowledgeSource(j)));
            }
            else if (!before.GetStatements(i).SequenceEqual(after.GetStatements(j)))
            {
                changes.Add(new EdgeChange(before.GetEdge(i), after.GetEdge(j), after.GetKnowledgeSource(j)));
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
    }
}
