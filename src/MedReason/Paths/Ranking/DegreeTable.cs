using System.Runtime.CompilerServices;
using MedReason.Graph;

namespace MedReason.Paths;

/// <summary>The number of edges of each node of an in-memory graph, by relation and direction. Counted once per graph. Safe for concurrent use.</summary>
internal sealed class DegreeTable
{
    private static readonly GraphCache<IAdjacencyView, DegreeTable> Tables = new();

    private readonly IAdjacencyView _view;
    private readonly int[] _offsets;
    private readonly ushort[] _codes;
    private readonly int[] _counts;
    private readonly Dictionary<RelationType, int> _relationIndexes;

    private DegreeTable(IAdjacencyView view)
    {
        _view = view;
        _offsets = new int[view.NodeCount + 1];
        var codes = new List<ushort>();
        var counts = new List<int>();
        int codeCount = view.Relations.Count * 2;
        int[] scratch = new int[codeCount];
        for (int node = 0; node < view.NodeCount; node++)
        {
            foreach (ushort code in view.GetRelationCodes(node))
            {
                scratch[code]++;
            }

            for (int code = 0; code < codeCount; code++)
            {
                if (scratch[code] > 0)
                {
                    codes.Add((ushort)code);
                    counts.Add(scratch[code]);
                    scratch[code] = 0;
                }
            }

            _offsets[node + 1] = codes.Count;
        }

        _codes = [.. codes];
        _counts = [.. counts];
        _relationIndexes = new Dictionary<RelationType, int>(view.Relations.Count);
        for (int i = 0; i < view.Relations.Count; i++)
        {
            _relationIndexes[view.Relations[i].Relation] = i;
        }
    }

    /// <summary>Returns the table of a graph, counted at the first call.</summary>
    /// <param name="view">The graph.</param>
    /// <returns>Its table.</returns>
    public static DegreeTable For(IAdjacencyView view) => Tables.Get(view, static key => new DegreeTable(key));

    /// <summary>Returns the number of all edges of a node.</summary>
    /// <param name="ordinal">The node.</param>
    /// <returns>The number of edges.</returns>
    public int GetTotal(int ordinal) => _view.GetNeighbors(ordinal).Length;

    /// <summary>Returns the number of edges that start at a node, or of those that end there.</summary>
    /// <param name="ordinal">The node.</param>
    /// <param name="isOutgoing">Whether the edges that start there are counted.</param>
    /// <returns>The number of edges.</returns>
    public int GetTotal(int ordinal, bool isOutgoing)
    {
        int total = 0;
        for (int i = _offsets[ordinal]; i < _offsets[ordinal + 1]; i++)
        {
            total += (_codes[i] & 1) == (isOutgoing ? 0 : 1) ? _counts[i] : 0;
        }

        return total;
    }

    /// <summary>Returns the number of edges of one relation that leave a node or reach it.</summary>
    /// <param name="ordinal">The node.</param>
    /// <param name="code">Twice the relation's index, plus 1 for edges that reach the node.</param>
    /// <returns>The number of edges.</returns>
    public int GetCount(int ordinal, int code)
    {
        int position = Array.BinarySearch(_codes, _offsets[ordinal], _offsets[ordinal + 1] - _offsets[ordinal], (ushort)code);
        return position < 0 ? 0 : _counts[position];
    }

    /// <summary>Returns the degree of a node in one relation, seen from it in one direction; a symmetric relation has no direction.</summary>
    /// <param name="ordinal">The node.</param>
    /// <param name="relation">The relation's index.</param>
    /// <param name="isOutgoing">Whether edges that start at the node are counted, or those that end there.</param>
    /// <returns>The number of edges, at least 1.</returns>
    public int GetDegree(int ordinal, int relation, bool isOutgoing)
    {
        int count = _view.Relations[relation].IsSymmetric
            ? GetCount(ordinal, relation * 2) + GetCount(ordinal, (relation * 2) + 1)
            : GetCount(ordinal, isOutgoing ? relation * 2 : (relation * 2) + 1);
        return Math.Max(1, count);
    }

    /// <summary>Returns the index of a relation in the view.</summary>
    /// <param name="relation">The relation.</param>
    /// <returns>The index, or -1.</returns>
    public int IndexOf(RelationType relation) => _relationIndexes.TryGetValue(relation, out int index) ? index : -1;
}
