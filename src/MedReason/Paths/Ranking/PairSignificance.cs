using System.Collections.Concurrent;

namespace MedReason;

/// <summary>Tells whether two nodes are joined more than chance would join nodes of their types and degrees.</summary>
/// <remarks>
/// <para>
/// The nodes of a type are put in order of degree and cut into blocks; the pairs between the blocks of two nodes are the null: they have the same types and
/// nearly the same degrees. A pair's statistic is its lift (see <see cref="PairScore.Lift"/>), its p-value the share of the null's pairs that are lifted at
/// least as much. Both nodes are members of their own block, so a random pair takes every rank with the same chance and the test is calibrated by
/// construction.
/// </para>
/// <para>The null of two blocks is made once and kept; it takes twice <see cref="PairSignificanceOptions.MatchedNodes"/> walks of two hops. Safe for
/// concurrent use.</para>
/// </remarks>
public sealed class PairSignificance
{
    private const int MaxKept = 4096;

    private readonly IAdjacencyView _view;
    private readonly PairSignificanceOptions _options;
    private readonly WalkWeights _walks;
    private readonly int[][] _blocks;
    private readonly int[] _blockOf;
    private readonly ConcurrentDictionary<(int From, int To), Lazy<Null>> _nulls = new();

    private PairSignificance(IAdjacencyView view, PairSignificanceOptions options)
    {
        _view = view;
        _options = options;
        _walks = new WalkWeights(view, options.Damping);
        _blockOf = new int[view.NodeCount];
        _blocks = GetBlocks(view, options, _blockOf);
    }

    /// <summary>Makes the test of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">Weights and size of the null; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the loading of the graph.</param>
    /// <returns>The test; null where the graph is not in memory (no <see cref="IAdjacencyView"/>), for the null needs thousands of walks.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    public static async ValueTask<PairSignificance?> CreateAsync(
        IKnowledgeGraph graph,
        PairSignificanceOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        options ??= new PairSignificanceOptions();
        options.Validate(nameof(options));
        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        return graph.GetService<IAdjacencyView>() is { } view ? new PairSignificance(view, options) : null;
    }

    /// <summary>The chance that the least of several p-values is as small as this one (Šidák 1967).</summary>
    /// <param name="pValue">The p-value of one pair, 0 to 1.</param>
    /// <param name="pairs">How many pairs were tried, at least 1.</param>
    /// <returns>The corrected p-value, rounded to 1e-9.</returns>
    public static double Correct(double pValue, int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        if (double.IsNaN(pValue) || pValue is < 0 or > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(pValue), pValue, "A p-value lies between 0 and 1.");
        }

        return PathScoring.Round(-double.ExpM1(pairs * double.LogP1(-pValue)) is var corrected && double.IsNaN(corrected) ? 1 : corrected);
    }

    /// <summary>Scores a pair.</summary>
    /// <param name="from">One node.</param>
    /// <param name="to">The other.</param>
    /// <returns>The score; null where the graph does not know one of them or both are the same.</returns>
    public PairScore? Score(NodeId from, NodeId to)
    {
        if (!_view.TryGetOrdinal(from, out int first) || !_view.TryGetOrdinal(to, out int second) || first == second)
        {
            return null;
        }

        return GetNull(_blockOf[first], _blockOf[second]).Score(first, second);
    }

    private Null GetNull(int from, int to)
    {
        if (_nulls.Count > MaxKept)
        {
            _nulls.Clear();
        }

        return _nulls.GetOrAdd((from, to), key => new Lazy<Null>(() => new Null(_walks, _blocks[key.From], _blocks[key.To], _view.NodeCount, _options))).Value;
    }

    private static int[][] GetBlocks(IAdjacencyView view, PairSignificanceOptions options, int[] blockOf)
    {
        var blocks = new List<int[]>();
        foreach (IGrouping<int, int> type in Enumerable.Range(0, view.NodeCount).GroupBy(view.GetNodeTypeIndex).OrderBy(group => group.Key))
        {
            int[] nodes = [.. type.OrderBy(node => view.GetNeighbors(node).Length).ThenBy(node => StableHash.Of(options.Seed, view.GetId(node).Value)).ThenBy(node => node)];
            int count = Math.Max(1, nodes.Length / options.MatchedNodes);
            for (int i = 0; i < count; i++)
            {
                int[] block = nodes[(int)((long)nodes.Length * i / count)..(int)((long)nodes.Length * (i + 1) / count)];
                foreach (int node in block)
                {
                    blockOf[node] = blocks.Count;
                }

                blocks.Add(block);
            }
        }

        return [.. blocks];
    }

    /// <summary>All pairs between two blocks.</summary>
    private sealed class Null
    {
        private const int Lengths = 4;
        private readonly Dictionary<int, int> _rows = [];
        private readonly Dictionary<int, int> _columns = [];
        private readonly double[,] _weights;
        private readonly double[,] _lifts;
        private readonly double[] _sorted;

        public Null(WalkWeights walks, int[] from, int[] to, int nodeCount, PairSignificanceOptions options)
        {
            for (int i = 0; i < from.Length; i++)
            {
                _rows[from[i]] = i;
            }

            for (int i = 0; i < to.Length; i++)
            {
                _columns[to[i]] = i;
            }

            double[][,] counts = Count(walks, from, to, nodeCount);
            _weights = new double[from.Length, to.Length];
            _lifts = new double[from.Length, to.Length];
            for (int length = 0; length < Lengths; length++)
            {
                if (options.LengthWeights[length] > 0)
                {
                    AddLift(counts[length], from, to, options.LengthWeights[length], options.Floor);
                }
            }

            var sorted = new List<double>(from.Length * to.Length);
            for (int i = 0; i < from.Length; i++)
            {
                for (int j = 0; j < to.Length; j++)
                {
                    _lifts[i, j] = PathScoring.Round(_lifts[i, j]);
                    if (from[i] != to[j])
                    {
                        sorted.Add(_lifts[i, j]);
                    }
                }
            }

            sorted.Sort();
            _sorted = [.. sorted];
        }

        public PairScore Score(int from, int to)
        {
            int row = _rows[from];
            int column = _columns[to];
            int low = 0;
            int high = _sorted.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = _sorted[middle] < _lifts[row, column] ? (middle + 1, high) : (low, middle);
            }

            return new PairScore
            {
                WalkWeight = _weights[row, column],
                Lift = _lifts[row, column],
                PValue = PathScoring.Round((double)(_sorted.Length - low) / _sorted.Length),
            };
        }

        private static double[][,] Count(WalkWeights walks, int[] from, int[] to, int nodeCount)
        {
            (WalkLayer One, WalkLayer Two)[] starts = [.. from.Select(walks.Spread)];
            double[][,] counts = [.. Enumerable.Range(0, Lengths).Select(_ => new double[from.Length, to.Length])];
            double[] one = new double[nodeCount];
            double[] two = new double[nodeCount];
            for (int j = 0; j < to.Length; j++)
            {
                (WalkLayer endOne, WalkLayer endTwo) = walks.Spread(to[j]);
                Scatter(endOne, one, clear: false);
                Scatter(endTwo, two, clear: false);
                for (int i = 0; i < from.Length; i++)
                {
                    counts[0][i, j] = one[from[i]];
                    counts[1][i, j] = Dot(starts[i].One, one);
                    counts[2][i, j] = Dot(starts[i].One, two);
                    counts[3][i, j] = Dot(starts[i].Two, two);
                }

                Scatter(endOne, one, clear: true);
                Scatter(endTwo, two, clear: true);
            }

            return counts;
        }

        private static void Scatter(WalkLayer layer, double[] into, bool clear)
        {
            for (int i = 0; i < layer.Nodes.Length; i++)
            {
                into[layer.Nodes[i]] = clear ? 0 : layer.Weights[i];
            }
        }

        private static double Dot(WalkLayer layer, double[] dense)
        {
            double sum = 0;
            for (int i = 0; i < layer.Nodes.Length; i++)
            {
                sum += layer.Weights[i] * dense[layer.Nodes[i]];
            }

            return sum;
        }

        private void AddLift(double[,] count, int[] from, int[] to, double weight, double floor)
        {
            double[] rows = new double[from.Length];
            double[] columns = new double[to.Length];
            double all = 0;
            for (int i = 0; i < from.Length; i++)
            {
                for (int j = 0; j < to.Length; j++)
                {
                    double value = from[i] == to[j] ? 0 : count[i, j];
                    rows[i] += value;
                    columns[j] += value;
                    all += value;
                    _weights[i, j] += value;
                }
            }

            double mean = all / (from.Length * (double)to.Length);
            for (int i = 0; i < from.Length; i++)
            {
                for (int j = 0; j < to.Length; j++)
                {
                    double expected = all > 0 ? rows[i] * columns[j] / all : 0;
                    _lifts[i, j] += all > 0 ? weight * Math.Log((count[i, j] + (floor * mean)) / (expected + (floor * mean))) : 0;
                }
            }
        }
    }
}
