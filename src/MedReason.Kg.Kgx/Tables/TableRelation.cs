namespace MedReason.Kg.Kgx;

/// <summary>A relation with its edges while rows are read.</summary>
internal sealed class TableRelation(RelationInfo info, bool mergesReverse = true)
{
    private readonly List<ulong> _edges = [];
    private readonly List<int> _statements = [];

    /// <summary>Adds an edge.</summary>
    /// <param name="source">The number of the source node.</param>
    /// <param name="target">The number of the target node.</param>
    /// <param name="statement">The number of what is stated about it; 0 for nothing.</param>
    public void Add(int source, int target, int statement = 0)
    {
        _edges.Add(BulkGraphBuilder.PackEdge(source, target));
        _statements.Add(statement);
    }

    public void AddTo(BulkGraphBuilder graph)
    {
        if (info.IsSymmetric && mergesReverse)
        {
            TurnRepeats();
        }

        graph.AddRelation(info, [.. _edges], [.. _statements]);
    }

    /// <summary>Gives an edge that an earlier row states from the other end the earlier direction, so that both become one.</summary>
    private void TurnRepeats()
    {
        var seen = new HashSet<ulong>(_edges.Count);
        for (int i = 0; i < _edges.Count; i++)
        {
            ulong reverse = (_edges[i] << 32) | (_edges[i] >> 32);
            _edges[i] = seen.Contains(reverse) ? reverse : _edges[i];
            seen.Add(_edges[i]);
        }
    }
}
