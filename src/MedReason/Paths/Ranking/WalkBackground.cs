namespace MedReason.Paths;

/// <summary>The weight of walks that chance would give a pair: row times column over the whole, by node types. Immutable, safe for concurrent use.</summary>
/// <remarks>A node's row is its weight towards all nodes of a type; all rows are computed by one pass over the edges for each length of walks.</remarks>
internal sealed class WalkBackground
{
    private readonly IAdjacencyView _view;
    private readonly double _floor;
    private readonly int _typeCount;
    private readonly double[] _rows;
    private readonly double[] _wholes;
    private readonly int[] _typeSizes;

    public WalkBackground(IAdjacencyView view, WalkWeights walks, PairSignificanceOptions options)
    {
        _view = view;
        _floor = options.Floor;
        _typeCount = view.NodeTypes.Count;
        _typeSizes = new int[_typeCount];
        _rows = new double[view.NodeCount * _typeCount];
        _wholes = new double[_typeCount * _typeCount];
        float[] reached = new float[_rows.Length];
        for (int node = 0; node < view.NodeCount; node++)
        {
            _typeSizes[view.GetNodeTypeIndex(node)]++;
            reached[(node * _typeCount) + view.GetNodeTypeIndex(node)] = 1;
        }

        foreach (double weight in options.LengthWeights)
        {
            reached = walks.Reach(reached, _typeCount);
            for (int i = 0; i < reached.Length; i++)
            {
                _rows[i] += weight * reached[i];
            }
        }

        for (int i = 0; i < _rows.Length; i++)
        {
            _wholes[(view.GetNodeTypeIndex(i / _typeCount) * _typeCount) + (i % _typeCount)] += _rows[i];
        }
    }

    /// <summary>Returns the natural logarithm of a weight over what chance would give.</summary>
    /// <param name="from">One node.</param>
    /// <param name="to">The other.</param>
    /// <param name="weight">The weight of the walks between them.</param>
    /// <returns>The lift; 0 when it is what chance would give, and when no walk connects the two types.</returns>
    public double GetLift(int from, int to, double weight)
    {
        int fromType = _view.GetNodeTypeIndex(from);
        int toType = _view.GetNodeTypeIndex(to);
        double whole = _wholes[(fromType * _typeCount) + toType];
        if (whole <= 0)
        {
            return 0;
        }

        double mean = _floor * whole / ((double)_typeSizes[fromType] * _typeSizes[toType]);
        double expected = _rows[(from * _typeCount) + toType] * _rows[(to * _typeCount) + fromType] / whole;
        return Math.Log((weight + mean) / (expected + mean));
    }
}
