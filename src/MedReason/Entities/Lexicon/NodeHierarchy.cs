using MedReason.Graph;

namespace MedReason.Entities;

/// <summary>What is more general than what in a graph, and which branches of its ontologies name no finding.</summary>
/// <remarks>
/// An ontology often keeps, beside the branch that holds its findings, small ones for modes of inheritance, modifiers, ages. They are recognized by their
/// shape: under a root, where one child holds almost all that lies below, the other children and all below them name no finding, nor do the root and that
/// child.
/// Elsewhere the root and its children are only too general to be a finding by their bare names.
/// </remarks>
internal sealed class NodeHierarchy
{
    /// <summary>The share of what lies below a root that one child must hold to be the branch of findings.</summary>
    private const double DominantShare = 0.9;

    /// <summary>A root with fewer nodes below it is no ontology.</summary>
    private const int MinimumSize = 50;

    private readonly bool[] _namesNoFinding;
    private readonly bool[] _isGeneral;

    private NodeHierarchy(int[]?[] parents, bool[] namesNoFinding, bool[] isGeneral)
    {
        Parents = parents;
        _namesNoFinding = namesNoFinding;
        _isGeneral = isGeneral;
    }

    /// <summary>For each node the more general ones, by index; null when there are none.</summary>
    public int[]?[] Parents { get; }

    public bool NamesNoFinding(int node) => _namesNoFinding[node];

    /// <summary>Whether a node is the root of an ontology or a child of it: its bare name ("disease", "syndrome") is no finding.</summary>
    public bool IsGeneral(int node) => _isGeneral[node];

    /// <summary>Reads the hierarchy of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="nodes">The nodes; edges to others are ignored.</param>
    /// <param name="relations">The relations of the hierarchy; null for all that mean <see cref="RelationMeaning.IsA"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<NodeHierarchy> ReadAsync(
        IKnowledgeGraph graph, List<KgNode> nodes, IReadOnlyList<RelationType>? relations, CancellationToken cancellationToken)
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        HierarchyRelations hierarchy = HierarchyRelations.For(metadata, relations);
        int[]?[] parents = hierarchy.IsEmpty ? new int[]?[nodes.Count]
            : graph.GetService<IAdjacencyView>() is { } view ? ReadView(view, nodes, hierarchy)
            : await ReadBatchesAsync(graph, nodes, hierarchy, cancellationToken).ConfigureAwait(false);
        bool[] isGeneral = new bool[parents.Length];
        return new NodeHierarchy(parents, FindBranches(parents, isGeneral), isGeneral);
    }

    private static int[]?[] ReadView(IAdjacencyView view, List<KgNode> nodes, HierarchyRelations hierarchy)
    {
        int[]?[] parents = new int[]?[nodes.Count];

        // By the code of an edge: forward, then reverse.
        bool[] leadsUp = [.. Enumerable.Range(0, 2 * view.Relations.Count).Select(code => hierarchy.LeadsUp(view.Relations[code / 2].Relation, code % 2 == 0))];
        int[] indexes = new int[view.NodeCount];
        Array.Fill(indexes, -1);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (view.TryGetOrdinal(nodes[i].Id, out int ordinal))
            {
                indexes[ordinal] = i;
            }
        }

        List<int> found = [];
        for (int ordinal = 0; ordinal < indexes.Length; ordinal++)
        {
            if (indexes[ordinal] < 0)
            {
                continue;
            }

            ReadOnlySpan<int> neighbors = view.GetNeighbors(ordinal);
            ReadOnlySpan<ushort> codes = view.GetRelationCodes(ordinal);
            found.Clear();
            for (int i = 0; i < neighbors.Length; i++)
            {
                if (leadsUp[codes[i]] && indexes[neighbors[i]] >= 0 && neighbors[i] != ordinal)
                {
                    found.Add(indexes[neighbors[i]]);
                }
            }

            parents[indexes[ordinal]] = found.Count == 0 ? null : [.. found];
        }

        return parents;
    }

    private static async Task<int[]?[]> ReadBatchesAsync(
        IKnowledgeGraph graph, List<KgNode> nodes, HierarchyRelations hierarchy, CancellationToken cancellationToken)
    {
        const int BatchSize = 1024;
        int[]?[] parents = new int[]?[nodes.Count];
        Dictionary<NodeId, int> indexes = new(nodes.Count);
        for (int i = 0; i < nodes.Count; i++)
        {
            indexes.TryAdd(nodes[i].Id, i);
        }

        var options = new NeighborOptions { Filter = new KgFilter { Relations = hierarchy.All } };
        for (int start = 0; start < nodes.Count; start += BatchSize)
        {
            NodeId[] frontier = [.. nodes.Skip(start).Take(BatchSize).Select(static n => n.Id)];
            NeighborBatch batch = await graph.GetNeighborsAsync(frontier, options, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < frontier.Length; i++)
            {
                int[] found = [.. batch[i]
                    .Where(n => hierarchy.LeadsUp(n.Relation, n.IsForward) && n.Node != frontier[i])
                    .Select(n => indexes.GetValueOrDefault(n.Node, -1))
                    .Where(static p => p >= 0)];
                parents[start + i] = found.Length == 0 ? null : found;
            }
        }

        return parents;
    }

    private static bool[] FindBranches(int[]?[] parents, bool[] isGeneral)
    {
        bool[] noFinding = new bool[parents.Length];
        List<int>?[] children = new List<int>?[parents.Length];
        for (int node = 0; node < parents.Length; node++)
        {
            foreach (int parent in parents[node] ?? [])
            {
                (children[parent] ??= []).Add(node);
            }
        }

        for (int root = 0; root < parents.Length; root++)
        {
            if (parents[root] is not null || children[root] is null)
            {
                continue;
            }

            HashSet<int> all = CollectBelow(root, children);
            if (all.Count < MinimumSize)
            {
                continue;
            }

            isGeneral[root] = true;
            int dominant = -1;
            HashSet<int>? below = null;
            foreach (int child in children[root]!)
            {
                isGeneral[child] = true;
                HashSet<int> branch = CollectBelow(child, children);
                if (branch.Count >= all.Count * DominantShare && children[root]!.Count > 1)
                {
                    dominant = child;
                    below = branch;
                }
            }

            if (dominant < 0)
            {
                continue;
            }

            noFinding[root] = true;
            noFinding[dominant] = true;
            foreach (int node in all)
            {
                if (!below!.Contains(node))
                {
                    noFinding[node] = true;
                }
            }
        }

        return noFinding;
    }

    private static HashSet<int> CollectBelow(int top, List<int>?[] children)
    {
        HashSet<int> found = [];
        Stack<int> open = new([top]);
        while (open.TryPop(out int node))
        {
            foreach (int child in (IEnumerable<int>?)children[node] ?? [])
            {
                if (found.Add(child))
                {
                    open.Push(child);
                }
            }
        }

        return found;
    }
}
