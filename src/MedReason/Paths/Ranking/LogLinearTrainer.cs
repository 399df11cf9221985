namespace MedReason.Paths;

/// <summary>Fits the two linear models by gradient ascent over all examples at once: without randomness or threads, so that weights are reproducible.</summary>
internal sealed class LogLinearTrainer
{
    private const int Iterations = 150;
    private const int SmallStepsFrom = 100;
    private const double Step = 0.1;
    private const double SmallStep = 0.03;
    private const double Decay = 0.9;
    private const double SquareDecay = 0.99;

    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<Group> _groups = [];

    /// <summary>Adds the alternatives of one pair.</summary>
    /// <param name="vectors">The alternatives.</param>
    /// <param name="isRight">Which of them are right.</param>
    public void Add(IReadOnlyList<FeatureVector> vectors, IReadOnlyList<bool> isRight) =>
        _groups.Add(new Group([.. vectors.Select(Compile)], [.. isRight]));

    /// <summary>Fits a choice among the alternatives of each pair (conditional logit).</summary>
    /// <param name="penalty">The L2 penalty.</param>
    /// <param name="minSupport">A feature that fewer pairs hold gets no weight.</param>
    /// <returns>The weights.</returns>
    public LinearWeights FitChoice(double penalty, int minSupport) => Fit(penalty, minSupport, AddChoiceGradient);

    /// <summary>Fits a yes or no for each alternative (logistic regression).</summary>
    /// <param name="penalty">The L2 penalty; the feature <c>bias</c> is free of it.</param>
    /// <param name="minSupport">A feature that fewer pairs hold gets no weight.</param>
    /// <returns>The weights.</returns>
    public LinearWeights FitLogistic(double penalty, int minSupport) => Fit(penalty, minSupport, AddLogisticGradient);

    /// <summary>Returns the probabilities of alternatives of which one is right.</summary>
    /// <param name="scores">Their scores.</param>
    /// <returns>Probabilities that add up to 1.</returns>
    public static double[] Softmax(double[] scores)
    {
        double[] result = new double[scores.Length];
        double maximum = scores.Length == 0 ? 0 : scores.Max();
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            result[i] = Math.Exp(scores[i] - maximum);
            sum += result[i];
        }

        for (int i = 0; i < scores.Length; i++)
        {
            result[i] /= sum;
        }

        return result;
    }

    /// <summary>Returns the logistic function of a score.</summary>
    /// <param name="score">The score.</param>
    /// <returns>A probability.</returns>
    public static double Logistic(double score) => 1 / (1 + Math.Exp(-score));

    private LinearWeights Fit(double penalty, int minSupport, Action<Group, double[], double[]> addGradient)
    {
        int count = _names.Count;
        bool[] isUsed = GetUsed(minSupport);
        bool[] isSupport = [.. _names.Select(PathFeatures.IsSupport)];
        int bias = _indexes.TryGetValue("bias", out int index) ? index : -1;
        double[] weights = new double[count];
        double[] gradient = new double[count];
        double[] mean = new double[count];
        double[] square = new double[count];
        for (int iteration = 1; iteration <= Iterations; iteration++)
        {
            for (int i = 0; i < count; i++)
            {
                gradient[i] = i == bias ? 0 : -penalty * weights[i];
            }

            foreach (Group group in _groups)
            {
                addGradient(group, weights, gradient);
            }

            // Adam (Kingma and Ba 2015) on the whole gradient: the features differ in scale by orders of magnitude.
            double step = iteration <= SmallStepsFrom ? Step : SmallStep;
            double meanScale = 1 - Math.Pow(Decay, iteration);
            double squareScale = 1 - Math.Pow(SquareDecay, iteration);
            for (int i = 0; i < count; i++)
            {
                if (isUsed[i])
                {
                    mean[i] = (Decay * mean[i]) + ((1 - Decay) * gradient[i]);
                    square[i] = (SquareDecay * square[i]) + ((1 - SquareDecay) * gradient[i] * gradient[i]);
                    weights[i] += step * (mean[i] / meanScale) / (Math.Sqrt(square[i] / squareScale) + 1e-8);
                    weights[i] = isSupport[i] ? Math.Max(0, weights[i]) : weights[i];
                }
            }
        }

        // Four digits are readable and more than the data supports; rounding here makes the file equal to the model.
        return new LinearWeights(_names.Zip(weights, (name, weight) => KeyValuePair.Create(name, Math.Round(weight, 4))).Where(entry => entry.Value != 0));
    }

    private bool[] GetUsed(int minSupport)
    {
        int[] support = new int[_names.Count];
        int[] last = new int[_names.Count];
        for (int i = 0; i < _groups.Count; i++)
        {
            foreach (Row row in _groups[i].Rows)
            {
                foreach (int feature in row.Features)
                {
                    if (last[feature] != i + 1)
                    {
                        last[feature] = i + 1;
                        support[feature]++;
                    }
                }
            }
        }

        return [.. support.Select(count => count >= minSupport)];
    }

    private static void AddChoiceGradient(Group group, double[] weights, double[] gradient)
    {
        int right = group.IsRight.Count(isRight => isRight);
        if (right == 0 || right == group.Rows.Length)
        {
            return;
        }

        double[] probabilities = Softmax([.. group.Rows.Select(row => row.Dot(weights))]);
        double mass = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            mass += group.IsRight[i] ? probabilities[i] : 0;
        }

        for (int i = 0; i < probabilities.Length; i++)
        {
            // Half of the objective is that any right path wins, half that each of them does: a mechanism with side branches has several.
            double aim = group.IsRight[i] ? (0.5 / right) + (0.5 * probabilities[i] / Math.Max(mass, double.Epsilon)) : 0;
            group.Rows[i].AddTo(gradient, aim - probabilities[i]);
        }
    }

    private static void AddLogisticGradient(Group group, double[] weights, double[] gradient)
    {
        for (int i = 0; i < group.Rows.Length; i++)
        {
            group.Rows[i].AddTo(gradient, (group.IsRight[i] ? 1 : 0) - Logistic(group.Rows[i].Dot(weights)));
        }
    }

    private Row Compile(FeatureVector vector)
    {
        int[] features = new int[vector.Values.Count];
        double[] values = new double[features.Length];
        int count = 0;
        foreach ((string name, double value) in vector.Values)
        {
            if (!_indexes.TryGetValue(name, out int index))
            {
                _indexes[name] = index = _names.Count;
                _names.Add(name);
            }

            features[count] = index;
            values[count++] = value;
        }

        return new Row(features, values);
    }

    private sealed record Group(Row[] Rows, bool[] IsRight);

    private sealed record Row(int[] Features, double[] Values)
    {
        public double Dot(double[] weights)
        {
            double sum = 0;
            for (int i = 0; i < Features.Length; i++)
            {
                sum += weights[Features[i]] * Values[i];
            }

            return sum;
        }

        public void AddTo(double[] gradient, double factor)
        {
            for (int i = 0; i < Features.Length; i++)
            {
                gradient[Features[i]] += factor * Values[i];
            }
        }
    }
}
