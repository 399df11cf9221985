namespace MedReason.Paths;

/// <summary>
/// Spreads weight from a node along affirmed edges: each hop multiplies by the damped degrees at both its ends, so that the sums over walks are
/// degree-weighted walk counts. Safe for concurrent use.
/// </summary>
/// <remarks>Himmelstein and Baranzini 2015 for the weights; walks instead of paths, because at three hops they hardly differ and cost far less.</remarks>
internal sealed class WalkWeights
{
    private readonly IAdjacencyView _view;
    private readonly int[] _offsets;
    private readonly float[] _hopWeights;

    public WalkWeights(IAdjacencyView view, double damping)
    {
        _view = view;
        _offsets = new int[view.NodeCount + 1];
        for (int node = 0; node < view.NodeCount; node++)
        {
            _offsets[node + 1] = _offsets[node] + view.GetNeighbors(node).Length;
        }

        _hopWeights = new float[_offsets[^1]];
        FillHopWeights(DegreeTable.For(view), damping);
    }

    /// <summary>Returns the weight that reaches each node in exactly one and in exactly two hops.</summary>
    /// <param name="start">The node it starts from.</param>
    /// <returns>The two layers, each in ascending order of nodes.</returns>
    public (WalkLayer One, WalkLayer Two) Spread(int start)
    {
        var scratch = new Scratch(_view.NodeCount);
        WalkLayer one = Step(new WalkLayer([start], [1.0]), scratch);
        return (one, Step(one, scratch));
    }

    /// <summary>Returns the sums of walks that are one hop longer, for all nodes at once.</summary>
    /// <param name="values">The values of each node, one after the other.</param>
    /// <param name="width">The number of values per node.</param>
    /// <returns>For each node the weighted sums of its neighbors' values.</returns>
    public float[] Reach(float[] values, int width)
    {
        float[] sums = new float[values.Length];
        double[] row = new double[width];
        for (int node = 0; node < _view.NodeCount; node++)
        {
            Array.Clear(row);
            ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
            ReadOnlySpan<float> weights = _hopWeights.AsSpan(_offsets[node], neighbors.Length);
            for (int i = 0; i < neighbors.Length; i++)
            {
                ReadOnlySpan<float> theirs = values.AsSpan(neighbors[i] * width, width);
                for (int j = 0; j < width; j++)
                {
                    row[j] += weights[i] * theirs[j];
                }
            }

            for (int j = 0; j < width; j++)
            {
                sums[(node * width) + j] = (float)row[j];
            }
        }

        return sums;
    }

    /// <summary>Returns a node's weighted hops over some values.</summary>
    /// <param name="node">The node.</param>
    /// <param name="values">A value for each node.</param>
    /// <returns>The weighted sum of its neighbors' values.</returns>
    public double Gather(int node, double[] values)
    {
        ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
        ReadOnlySpan<float> weights = _hopWeights.AsSpan(_offsets[node], neighbors.Length);
        double sum = 0;
        for (int i = 0; i < neighbors.Length; i++)
        {
            sum += weights[i] * values[neighbors[i]];
        }

        return sum;
    }

    private void FillHopWeights(DegreeTable degrees, double damping)
    {
        bool[] isWalked = [.. _view.Relations.Select(relation => relation.Polarity == Polarity.Affirmed)];

        // Every hop is weighed once here, so that spreading does no more than multiply and add.
        double[] leaving = new double[isWalked.Length * 2];
        for (int node = 0; node < _view.NodeCount; node++)
        {
            for (int code = 0; code < leaving.Length; code++)
            {
                leaving[code] = isWalked[code >> 1] ? Math.Pow(degrees.GetDegree(node, code >> 1, (code & 1) == 0), -damping) : 0;
            }

            ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
            ReadOnlySpan<ushort> codes = _view.GetRelationCodes(node);
            for (int i = 0; i < neighbors.Length; i++)
            {
                _hopWeights[_offsets[node] + i] = leaving[codes[i]] == 0
                    ? 0
                    : (float)(leaving[codes[i]] * Math.Pow(degrees.GetDegree(neighbors[i], codes[i] >> 1, (codes[i] & 1) == 1), -damping));
            }
        }
    }

    private WalkLayer Step(WalkLayer from, Scratch scratch)
    {
        for (int i = 0; i < from.Nodes.Length; i++)
        {
            int node = from.Nodes[i];
            ReadOnlySpan<int> neighbors = _view.GetNeighbors(node);
            ReadOnlySpan<float> weights = _hopWeights.AsSpan(_offsets[node], neighbors.Length);
            for (int j = 0; j < neighbors.Length; j++)
            {
                if (weights[j] > 0)
                {
                    scratch.Add(neighbors[j], from.Weights[i] * weights[j]);
                }
            }
        }

        return scratch.Take();
    }

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
