using System.Collections.Concurrent;
using MedReason.Paths;
using MedReason.Shared;

namespace MedReason;

/// <summary>Tests whether two nodes are connected more strongly than chance would connect nodes of their types and degrees.</summary>
/// <remarks>
/// <para>
/// The nodes of a type are ordered by degree and divided into blocks; the pairs between the blocks of two nodes are the null: they have the same types and
/// nearly the same degrees. A pair's statistic is its lift (see <see cref="PairScore.Lift"/>), its p-value the share of the null's pairs that are lifted at
/// least as much. Both nodes are members of their own block, so a random pair takes every rank with the same chance and the test is calibrated by
/// construction.
/// </para>
/// <para>The null of two blocks is computed once and kept; it takes <see cref="PairSignificanceOptions.MatchedNodes"/> walks of two hops. Safe for
/// concurrent use.</para>
/// </remarks>
public sealed class PairSignificance
{
    private const int MaxKept = 4096;

    private readonly IAdjacencyView _view;
    private readonly PairSignificanceOptions _options;
    private readonly WalkWeights _walks;
    private readonly WalkBackground _background;
    private readonly int[][] _blocks;
    private readonly int[] _blockOf;
    private readonly ConcurrentDictionary<(int From, int To), Lazy<Null>> _nulls = new();

    private PairSignificance(IAdjacencyView view, PairSignificanceOptions options)
    {
        _view = view;
        _options = options;
        _walks = new WalkWeights(view, options.Damping);
        _background = new WalkBackground(view, _walks, options);
        _blockOf = new int[view.NodeCount];
        _blocks = GetBlocks(view, options, _blockOf);
    }

    /// <summary>Creates the test of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">Weights and size of the null; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the loading of the graph.</param>
    /// <returns>The test; null when the graph is not in memory (no <see cref="IAdjacencyView"/>), since the null needs thousands of walks.</returns>
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

    /// <summary>Returns the probability that the least of several p-values is as small as this one (Šidák 1967).</summary>
    /// <param name="pValue">The p-value of one pair, 0 to 1.</param>
    /// <param name="pairs">The number of pairs tried, at least 1.</param>
    /// <returns>The corrected p-value, rounded to 1e-9.</returns>
    public static double Correct(double pValue, int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        if (double.IsNaN(pValue) || pValue is < 0 or > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(pValue), pValue, "A p-value is between 0 and 1.");
        }

        return PathScoring.Round(-double.ExpM1(pairs * double.LogP1(-pValue)) is var corrected && double.IsNaN(corrected) ? 1 : corrected);
    }

    /// <summary>Scores a pair.</summary>
    /// <param name="from">One node.</param>
    /// <param name="to">The other.</param>
    /// <returns>The score; null when the graph does not have one of them or both are the same.</returns>
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

        return _nulls.GetOrAdd((from, to), key => new Lazy<Null>(() => new Null(this, _blocks[key.From], _blocks[key.To]))).Value;
    }

    private static int[][] GetBlocks(IAdjacencyView view, PairSignificanceOptions options, int[] blockOf)
    {
        var blocks = new List<int[]>();
        foreach (IGrouping<int, int> type in Enumerable.Range(0, view.NodeCount).GroupBy(view.GetNodeTypeIndex).OrderBy(group => group.Key))
        {
            int[] nodes =
            [
                .. type.OrderBy(node => view.GetNeighbors(node).Length)
                    .ThenBy(node => StableHash.Of(options.Seed, view.GetId(node).Value)).ThenBy(node => node),
            ];
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
        private readonly Dictionary<int, int> _rows = [];
        private readonly Dictionary<int, int> _columns = [];
        private readonly double[,] _weights;
        private readonly double[,] _lifts;
        private readonly double[] _sorted;

        public Null(PairSignificance test, int[] from, int[] to)
        {
            for (int i = 0; i < from.Length; i++)
            {
                _rows[from[i]] = i;
            }

            for (int i = 0; i < to.Length; i++)
            {
                _columns[to[i]] = i;
            }

            _weights = Count(test, from, to);
            _lifts = new double[from.Length, to.Length];
            var sorted = new List<double>(from.Length * to.Length);
            for (int i = 0; i < from.Length; i++)
            {
                for (int j = 0; j < to.Length; j++)
                {
                    if (from[i] != to[j])
                    {
                        _lifts[i, j] = PathScoring.Round(test._background.GetLift(from[i], to[j], _weights[i, j]));
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

        private static double[,] Count(PairSignificance test, int[] from, int[] to)
        {
            double[,] counts = new double[from.Length, to.Length];
            double[] direct = new double[test._view.NodeCount];
            double[] gathered = new double[test._view.NodeCount];
            IReadOnlyList<double> lengths = test._options.LengthWeights;
            for (int j = 0; j < to.Length; j++)
            {
                // A walk of two or three hops is one hop from the row's node to what the column's node reaches in one or two.
                (WalkLayer one, WalkLayer two) = test._walks.Spread(to[j]);
                Add(one, direct, lengths[0]);
                Add(one, gathered, lengths[1]);
                Add(two, gathered, lengths[2]);
                for (int i = 0; i < from.Length; i++)
                {
                    counts[i, j] = direct[from[i]] + test._walks.Gather(from[i], gathered);
                }

                Clear(one, direct);
                Clear(one, gathered);
                Clear(two, gathered);
            }

            return counts;
        }

        private static void Add(WalkLayer layer, double[] into, double factor)
        {
            for (int i = 0; i < layer.Nodes.Length; i++)
            {
                into[layer.Nodes[i]] += factor * layer.Weights[i];
            }
        }

        private static void Clear(WalkLayer layer, double[] values)
        {
            foreach (int node in layer.Nodes)
            {
                values[node] = 0;
            }
        }
    }
}
