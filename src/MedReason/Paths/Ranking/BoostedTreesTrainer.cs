using MedReason.Shared;

namespace MedReason.Paths;

/// <summary>
/// Fits trees that correct the log-odds of a yes or no: the mean of several gradient boostings with Newton steps over binned features (Friedman 2001).
/// </summary>
/// <remarks>Rows and features are sampled for each tree from fixed seeds, so that the trees are reproducible.</remarks>
internal sealed class BoostedTreesTrainer
{
    // One boosting varies with its samples about as much as with a good feature; the mean of three varies less.
    private const int BoostingCount = 3;
    private const int TreeCount = 200;
    private const int MaxDepth = 5;
    private const int MaxBins = 64;
    private const double Rate = 0.06;
    private const double Penalty = 5;

    // The sum of p (1 - p) in a leaf: less than this is a handful of examples, and a tree would learn them by heart.
    private const double MinLeafWeight = 5;
    private const double FeatureShare = 0.5;
    private const double RowShare = 0.5;
    private const double MinGain = 1e-6;

    private readonly double[][] _rows;
    private readonly double[][] _cuts;
    private readonly byte[][] _bins;
    private readonly double[] _gradients;
    private readonly double[] _weights;
    private readonly int[] _order;
    private readonly int[] _scratch;
    private readonly double[] _binGradients = new double[MaxBins];
    private readonly double[] _binWeights = new double[MaxBins];
    private readonly bool[] _isSampled;
    private readonly HashSet<int> _rising;

    private BoostedTreesTrainer(double[][] rows, HashSet<int> rising)
    {
        int features = rows[0].Length;
        _rows = rows;
        _rising = rising;
        _cuts = new double[features][];
        _bins = new byte[features][];
        _gradients = new double[rows.Length];
        _weights = new double[rows.Length];
        _order = new int[rows.Length];
        _scratch = new int[rows.Length];
        _isSampled = new bool[features];
        for (int feature = 0; feature < features; feature++)
        {
            double[] values = [.. rows.Select(row => row[feature])];
            double[] cuts = GetCuts(values);
            _cuts[feature] = cuts;
            _bins[feature] = [.. values.Select(value => Array.BinarySearch(cuts, value) is var found && found >= 0 ? (byte)found : (byte)~found)];
        }
    }

    /// <summary>Fits trees.</summary>
    /// <param name="rows">The features of each example.</param>
    /// <param name="scores">The log-odds of each example before the correction.</param>
    /// <param name="isRight">Which examples are a yes.</param>
    /// <param name="rising">The features of which a greater value never lowers the sum, whatever the others are.</param>
    /// <param name="cancellationToken">Cancels the fit.</param>
    /// <returns>The trees; none when there are too few examples for a split.</returns>
    public static BoostedTrees Fit(double[][] rows, double[] scores, bool[] isRight, HashSet<int> rising, CancellationToken cancellationToken)
    {
        if (rows.Length == 0)
        {
            return BoostedTrees.Empty;
        }

        var trainer = new BoostedTreesTrainer(rows, rising);
        var trees = new List<IReadOnlyList<TreeNode>>();
        for (int boosting = 0; boosting < BoostingCount; boosting++)
        {
            trainer.Boost(trees, [.. scores], isRight, boosting + 1, cancellationToken);
        }

        return new BoostedTrees(trees);
    }

    private void Boost(List<IReadOnlyList<TreeNode>> trees, double[] sums, bool[] isRight, int seed, CancellationToken cancellationToken)
    {
        var random = new SeededRandom(seed);
        for (int i = 0; i < TreeCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<TreeNode> tree = Grow(sums, isRight, ref random);
            if (tree.Count > 1)
            {
                // Rounded here, so that the file equals the model.
                trees.Add([.. tree.Select(node => node.Feature < 0 ? TreeNode.Leaf(Math.Round(node.Value / BoostingCount, 6)) : node)]);
                var added = new BoostedTrees([tree]);
                for (int row = 0; row < sums.Length; row++)
                {
                    sums[row] += added.Score(_rows[row]);
                }
            }
        }
    }

    private List<TreeNode> Grow(double[] sums, bool[] isRight, ref SeededRandom random)
    {
        int count = 0;
        for (int row = 0; row < _rows.Length; row++)
        {
            double probability = LogLinearTrainer.Logistic(sums[row]);
            _gradients[row] = (isRight[row] ? 1 : 0) - probability;
            _weights[row] = probability * (1 - probability);
            if (random.NextDouble() < RowShare)
            {
                _order[count++] = row;
            }
        }

        for (int feature = 0; feature < _isSampled.Length; feature++)
        {
            _isSampled[feature] = random.NextDouble() < FeatureShare;
        }

        var tree = new List<TreeNode> { default };
        Grow(tree, 0, 0, count, MaxDepth, Bounds.None);
        return tree;
    }

    private void Grow(List<TreeNode> tree, int node, int from, int to, int depth, Bounds bounds)
    {
        double gradient = 0;
        double weight = 0;
        for (int i = from; i < to; i++)
        {
            gradient += _gradients[_order[i]];
            weight += _weights[_order[i]];
        }

        Split split = depth == 0 ? Split.None : FindSplit(from, to, gradient, weight, bounds);
        if (split.Feature < 0)
        {
            tree[node] = TreeNode.Leaf(Rate * bounds.GetValue(gradient, weight));
            return;
        }

        int middle = Partition(_bins[split.Feature], split.Bin, from, to);
        int low = tree.Count;
        tree[node] = new TreeNode(split.Feature, _cuts[split.Feature][split.Bin], low, low + 1);
        tree.Add(default);
        tree.Add(default);
        bool isRising = _rising.Contains(split.Feature);
        Grow(tree, low, from, middle, depth - 1, isRising ? bounds with { Most = split.Middle } : bounds);
        Grow(tree, low + 1, middle, to, depth - 1, isRising ? bounds with { Least = split.Middle } : bounds);
    }

    private Split FindSplit(int from, int to, double gradient, double weight, Bounds bounds)
    {
        Split best = Split.None;
        double whole = GetGain(gradient, weight, bounds.GetValue(gradient, weight));
        double bestGain = MinGain;
        for (int feature = 0; feature < _cuts.Length; feature++)
        {
            if (!_isSampled[feature])
            {
                continue;
            }

            Array.Clear(_binGradients);
            Array.Clear(_binWeights);
            byte[] bins = _bins[feature];
            for (int i = from; i < to; i++)
            {
                int row = _order[i];
                _binGradients[bins[row]] += _gradients[row];
                _binWeights[bins[row]] += _weights[row];
            }

            double lowGradient = 0;
            double lowWeight = 0;
            for (int bin = 0; bin < _cuts[feature].Length; bin++)
            {
                lowGradient += _binGradients[bin];
                lowWeight += _binWeights[bin];
                double highGradient = gradient - lowGradient;
                double highWeight = weight - lowWeight;
                if (lowWeight < MinLeafWeight || highWeight < MinLeafWeight)
                {
                    continue;
                }

                double low = bounds.GetValue(lowGradient, lowWeight);
                double high = bounds.GetValue(highGradient, highWeight);
                double gain = GetGain(lowGradient, lowWeight, low) + GetGain(highGradient, highWeight, high) - whole;
                if (gain > bestGain && (low <= high || !_rising.Contains(feature)))
                {
                    bestGain = gain;
                    best = new Split(feature, bin, (low + high) / 2);
                }
            }
        }

        return best;
    }

    /// <summary>Returns twice what a leaf gains by a value that may not be the best one; for that it is the squared gradient over the weight.</summary>
    private static double GetGain(double gradient, double weight, double value) => value * ((2 * gradient) - (value * (weight + Penalty)));

    private int Partition(byte[] bins, int bin, int from, int to)
    {
        int low = from;
        int high = 0;
        for (int i = from; i < to; i++)
        {
            int row = _order[i];
            if (bins[row] <= bin)
            {
                _order[low++] = row;
            }
            else
            {
                _scratch[high++] = row;
            }
        }

        Array.Copy(_scratch, 0, _order, low, high);
        return low;
    }

    /// <summary>Returns ascending thresholds that divide the values into bins: between all values when they are few, otherwise at quantiles.</summary>
    private static double[] GetCuts(double[] values)
    {
        double[] sorted = [.. values.Order()];
        double[] distinct = [.. sorted.Distinct()];
        IEnumerable<double> cuts = distinct.Length <= MaxBins
            ? distinct.Zip(distinct.Skip(1), (low, high) => (low + high) / 2)
            : Enumerable.Range(1, MaxBins - 1).Select(bin => sorted[(int)((long)sorted.Length * bin / MaxBins)]);
        return [.. cuts.Select(cut => Math.Round(cut, 6)).Distinct().Order()];
    }

    /// <summary>A split, with the value between its children, which neither they nor what lies below them may pass where the feature is a rising one.</summary>
    private readonly record struct Split(int Feature, int Bin, double Middle)
    {
        public static Split None { get; } = new(-1, 0, 0);
    }

    /// <summary>Between which values the leaves below a node lie.</summary>
    private readonly record struct Bounds(double Least, double Most)
    {
        public static Bounds None { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

        public double GetValue(double gradient, double weight) => Math.Clamp(gradient / (weight + Penalty), Least, Most);
    }
}
