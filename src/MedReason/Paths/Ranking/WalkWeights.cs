namespace MedReason;

/// <summary>
/// Spreads weight from a node along affirmed edges: each hop multiplies by the damped degrees at both its ends, so that the sums over walks are
/// degree-weighted walk counts. Safe for concurrent use.
/// </summary>
/// <remarks>Himmelstein and Baranzini 2015 for the weights; walks instead of paths, because at two hops from either end they hardly differ and cost far less.</remarks>
internal sealed class WalkWeights
{
    private readonly IAdjacencyView _view;
    private readonly DegreeTable _degrees;
    private readonly bool[] _isWalked;
    private readonly double[] _damped;

    public WalkWeights(IAdjacencyView view, double damping)
    {
        _view = view;
        _degrees = DegreeTable.For(view);
        _isWalked = [.. view.Relations.Select(relation => relation.Polarity == Polarity.Affirmed)];
        _damped = new double[1024];
        for (int i = 0; i < _damped.Length; i++)
        {
            _damped[i] = Math.Pow(Math.Max(1, i), -damping);
        }

        Damping = damping;
    }

    private double Damping { get; }

    /// <summary>The weight that reaches each node in exactly one and in exactly two hops.</summary>
    /// <param name="start">The node it starts from.</param>
    /// <returns>The two layers, each in ascending order of nodes.</returns>
    public (WalkLayer One, WalkLayer Two) Spread(int start)
    {
        var scratch = new Scratch(_view.NodeCount);
        WalkLayer one = Step(new WalkLayer([start], [1.0]), scratch);
        return (one, Step(one, scratch));
    }

    private WalkLayer Step(WalkLayer from, Scratch scratch)
    {
        double[] codeWeights = new double[_view.Relations.Count * 2];
        for (int i = 0; i < from.Nodes.Length; i++)
        {
            int node = from.Nodes[i];
            for (int code = 0; code < codeWeights.Length; code++)
            {
                codeWeights[code] = _isWalked[code >> 1] ? from.Weights[i] * Damp(_degrees.GetDegree(node, code >> 1, (code & 1) == 0)) : 0;
            }

            ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
            ReadOnlySpan<ushort> codes = _view.GetRelationCodes(node);
            for (int j = 0; j < neighbors.Length; j++)
            {
                double weight = codeWeights[codes[j]];
                if (weight > 0)
                {
                    scratch.Add(neighbors[j], weight * Damp(_degrees.GetDegree(neighbors[j], codes[j] >> 1, (codes[j] & 1) == 1)));
                }
            }
        }

        return scratch.Take();
    }

    private double Damp(int degree) => degree < _damped.Length ? _damped[degree] : Math.Pow(degree, -Damping);

    private sealed class Scratch(int count)
    {
        private readonly double[] _weights = new double[count];
        private readonly List<int> _touched = [];

        public void Add(int node, double weight)
        {
            if (_weights[node] == 0)
            {
                _touched.Add(node);
            }

            _weights[node] += weight;
        }

        public WalkLayer Take()
        {
            int[] nodes = [.. _touched];
            Array.Sort(nodes);
            double[] weights = new double[nodes.Length];
            for (int i = 0; i < nodes.Length; i++)
            {
                weights[i] = _weights[nodes[i]];
                _weights[nodes[i]] = 0;
            }

            _touched.Clear();
            return new WalkLayer(nodes, weights);
        }
    }
}
