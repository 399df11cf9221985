namespace MedReason.Kg.OptimusKg;

/// <summary>Collects the edges of a relation while rows are read.</summary>
internal sealed class OptimusKgRelation(RelationInfo info)
{
    private readonly List<ulong> _edges = [];
    private readonly List<int> _statements = [];

    public RelationInfo Info => info;

    /// <summary>Adds an edge with the number of what is stated about it.</summary>
    public void Add(int source, int target, int statement)
    {
        _edges.Add(BulkGraphBuilder.PackEdge(source, target));
        _statements.Add(statement);
    }

    /// <summary>Adds the relation to a graph; one that was only looked up has no edges and is left out.</summary>
    public void AddTo(BulkGraphBuilder graph)
    {
        if (_edges.Count > 0)
        {
            graph.AddRelation(info, [.. _edges], [.. _statements]);
        }
    }
}
