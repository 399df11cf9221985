using System.Collections.Frozen;

namespace MedReason.Diagnosis;

/// <summary>The findings of a graph, numbered, with what is more general than each. Immutable.</summary>
internal sealed class FindingHierarchy
{
    private readonly FrozenDictionary<NodeId, int> _numbers;
    private readonly NodeId[] _nodes;
    private readonly int[][] _parents;
    private readonly int[][] _ancestors;
    private readonly int[] _generalFirst;

    public FindingHierarchy(IReadOnlyDictionary<NodeId, int> numbers, IReadOnlyList<List<int>?> parents)
    {
        _numbers = numbers.ToFrozenDictionary();
        _nodes = new NodeId[numbers.Count];
        foreach ((NodeId id, int number) in numbers)
        {
            _nodes[number] = id;
        }

        _parents = [.. parents.Select(static own => own?.ToArray() ?? [])];
        _ancestors = FindAncestors();

        // What is more general has fewer ancestors, unless both are on a circle.
        _generalFirst = [.. Enumerable.Range(0, _nodes.Length).OrderBy(node => _ancestors[node].Length)];
    }

    public int Count => _nodes.Length;

    public NodeId GetId(int node) => _nodes[node];

    /// <summary>Returns the number of a finding; -1 when it has neither an annotation nor a place in the hierarchy.</summary>
    public int Find(NodeId node) => _numbers.GetValueOrDefault(node, -1);

    /// <summary>Returns a finding and all more general ones.</summary>
    public ReadOnlySpan<int> GetAncestors(int node) => _ancestors[node];

    /// <summary>Returns the findings and all that are more general than one of them.</summary>
    public HashSet<int> FindConcepts(IEnumerable<int> nodes)
    {
        var concepts = new HashSet<int>();
        foreach (int node in nodes)
        {
            concepts.UnionWith(_ancestors[node]);
        }

        return concepts;
    }

    /// <summary>Raises the value of each finding to the highest of those of the more general ones.</summary>
    public void PropagateDown(double[] values)
    {
        foreach (int node in _generalFirst)
        {
            foreach (int parent in _parents[node])
            {
                values[node] = Math.Max(values[node], values[parent]);
            }
        }
    }

    private int[][] FindAncestors()
    {
        var ancestors = new int[_nodes.Length][];
        var found = new HashSet<int>();
        var open = new Stack<int>();
        for (int node = 0; node < ancestors.Length; node++)
        {
            found.Clear();
            open.Push(node);
            while (open.TryPop(out int next))
            {
                if (found.Add(next))
                {
                    Array.ForEach(_parents[next], open.Push);
                }
            }

            ancestors[node] = [.. found];
        }

        return ancestors;
    }
}
