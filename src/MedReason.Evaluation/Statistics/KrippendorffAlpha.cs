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

        double[] totals = new double[values.Length];
        double[,] coincidences = new double[values.Length, values.Length];
        foreach (double[] ratings in paired)
        {
            int[] counts = new int[values.Length];
            foreach (double rating in ratings)
            {
                counts[Array.BinarySearch(values, rating)]++;
            }

            for (int c = 0; c < values.Length; c++)
            {
                totals[c] += counts[c];
                for (int k = 0; k < values.Length; k++)
                {
                    coincidences[c, k] += counts[c] * (double)(counts[k] - (c == k ? 1 : 0)) / (ratings.Length - 1);
                }
            }
        }

        double observed = 0;
        double expected = 0;
        for (int c = 0; c < values.Length; c++)
        {
            for (int k = c + 1; k < values.Length; k++)
            {
                double distance = Distance(values, totals, c, k, level);
                observed += coincidences[c, k] * distance;
                expected += totals[c] * totals[k] * distance;
            }
        }

        return 1 - ((totals.Sum() - 1) * observed / expected);
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
}
