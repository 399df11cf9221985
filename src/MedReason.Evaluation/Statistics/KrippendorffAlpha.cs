namespace MedReason.Evaluation;

/// <summary>Krippendorff's alpha for any number of raters, with missing ratings (Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011).</summary>
public static class KrippendorffAlpha
{
    /// <summary>The agreement beyond chance.</summary>
    /// <param name="units">For each unit its ratings, in any order; null, or left out, where a rater gave none.</param>
    /// <param name="level">What the distance of two ratings means.</param>
    /// <returns>1 for perfect agreement, 0 for chance, negative below; null where no unit has two ratings or all ratings are the same.</returns>
    public static double? Of(IReadOnlyList<IReadOnlyList<double?>> units, MeasurementLevel level)
    {
        ArgumentNullException.ThrowIfNull(units);

        // Single ratings pair with nothing and are left out.
        double[][] paired =
            [.. units.Select(unit => unit.Where(rating => rating is not null).Select(rating => rating!.Value).ToArray()).Where(ratings => ratings.Length >= 2)];
        double[] values = [.. paired.SelectMany(ratings => ratings).Distinct().Order()];
        if (values.Length < 2)
        {
            return null;
        }

        var sums = new Sums(values);
        foreach (double[] ratings in paired)
        {
            int[] counts = new int[values.Length];
            foreach (double rating in ratings)
            {
                counts[Array.BinarySearch(values, rating)]++;
            }

            sums.Add(counts, 1);
        }

        return sums.Alpha(level);
    }

    /// <summary>The agreement of units by kind: how many units have which ratings.</summary>
    /// <param name="values">The values that occur, in ascending order.</param>
    /// <param name="kinds">For each kind how many ratings of a unit have each value.</param>
    /// <param name="units">For each kind how many units are of it.</param>
    /// <param name="level">What the distance of two ratings means.</param>
    internal static double? Of(double[] values, int[][] kinds, int[] units, MeasurementLevel level)
    {
        var sums = new Sums(values);
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            if (units[kind] > 0)
            {
                sums.Add(kinds[kind], units[kind]);
            }
        }

        return sums.Alpha(level);
    }

    private static double Distance(double[] values, double[] totals, int c, int k, MeasurementLevel level)
    {
        switch (level)
        {
            case MeasurementLevel.Nominal:
                return 1;
            case MeasurementLevel.Interval:
                return (values[c] - values[k]) * (values[c] - values[k]);
            default:
                double between = -(totals[c] + totals[k]) / 2;
                for (int g = c; g <= k; g++)
                {
                    between += totals[g];
                }

                return between * between;
        }
    }

    /// <summary>What alpha is computed from.</summary>
    private sealed class Sums(double[] values)
    {
        private readonly double[] _totals = new double[values.Length];
        private readonly double[,] _coincidences = new double[values.Length, values.Length];

        /// <summary>Adds alike units; those with one rating pair with nothing.</summary>
        public void Add(int[] counts, int units)
        {
            int ratings = counts.Sum();
            if (ratings < 2)
            {
                return;
            }

            for (int c = 0; c < values.Length; c++)
            {
                _totals[c] += (double)counts[c] * units;
                for (int k = 0; k < values.Length; k++)
                {
                    _coincidences[c, k] += counts[c] * (double)(counts[k] - (c == k ? 1 : 0)) * units / (ratings - 1);
                }
            }
        }

        public double? Alpha(MeasurementLevel level)
        {
            if (_totals.Count(total => total > 0) < 2)
            {
                return null;
            }

            double observed = 0;
            double expected = 0;
            for (int c = 0; c < values.Length; c++)
            {
                for (int k = c + 1; k < values.Length; k++)
                {
                    double distance = Distance(values, _totals, c, k, level);
                    observed += _coincidences[c, k] * distance;
                    expected += _totals[c] * _totals[k] * distance;
                }
            }

            return 1 - ((_totals.Sum() - 1) * observed / expected);
        }
    }
}
