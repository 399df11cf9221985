namespace MedReason.Evaluation;

/// <summary>
/// Fleiss' kappa: the agreement of several raters on categories, for units that all were rated equally often (Psychological Bulletin 76, 1971).
/// </summary>
public static class FleissKappa
{
    /// <summary>The agreement beyond chance.</summary>
    /// <param name="units">For each unit, how many raters chose each category; every unit with as many categories and ratings.</param>
    /// <returns>1 for perfect agreement, 0 for chance; null where there are no units, fewer than two ratings a unit, or only one category was ever
    /// chosen.</returns>
    /// <exception cref="ArgumentException">Units differ in categories or ratings, or a count is negative.</exception>
    public static double? Of(IReadOnlyList<IReadOnlyList<int>> units)
    {
        ArgumentNullException.ThrowIfNull(units);
        if (units.Count == 0)
        {
            return null;
        }

        int categories = units[0].Count;
        int raters = units[0].Sum();
        if (units.Any(unit => unit.Count != categories || unit.Sum() != raters || unit.Any(count => count < 0)))
        {
            throw new ArgumentException("Fleiss' kappa needs units with as many categories and ratings each.", nameof(units));
        }

        if (raters < 2)
        {
            return null;
        }

        int[] each = new int[units.Count];
        Array.Fill(each, 1);
        return Of([.. units.Select(unit => unit.ToArray())], each, raters);
    }

    /// <summary>The agreement of units by kind.</summary>
    /// <param name="kinds">For each kind how many raters chose each category.</param>
    /// <param name="units">For each kind how many units are of it.</param>
    /// <param name="raters">The number of ratings of each unit, at least 2.</param>
    internal static double? Of(int[][] kinds, int[] units, int raters)
    {
        double observed = 0;
        long count = 0;
        double[] totals = new double[kinds[0].Length];
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            double agreeing = 0;
            for (int j = 0; j < totals.Length; j++)
            {
                totals[j] += (double)kinds[kind][j] * units[kind];
                agreeing += kinds[kind][j] * (kinds[kind][j] - 1.0);
            }

            observed += agreeing * units[kind] / (raters * (raters - 1.0));
            count += units[kind];
        }

        if (count == 0)
        {
            return null;
        }

        observed /= count;
        double all = count * (double)raters;
        double expected = totals.Sum(total => total / all * (total / all));
        return totals.Count(total => total > 0) < 2 ? null : (observed - expected) / (1 - expected);
    }
}
