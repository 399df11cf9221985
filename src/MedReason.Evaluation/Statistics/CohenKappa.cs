namespace MedReason.Evaluation;

/// <summary>Cohen's kappa: the agreement of two raters on categories (Educational and Psychological Measurement 20, 1960).</summary>
public static class CohenKappa
{
    /// <summary>The agreement beyond chance.</summary>
    /// <param name="first">The first rater's categories.</param>
    /// <param name="second">The second rater's, unit by unit.</param>
    /// <returns>1 for perfect agreement, 0 for chance; null where there are no units, or both raters gave every unit one and the same category.</returns>
    /// <exception cref="ArgumentException">The raters rated different numbers of units.</exception>
    public static double? Of(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count)
        {
            throw new ArgumentException("Both raters must have rated each unit.", nameof(second));
        }

        var totals = new SortedDictionary<string, (double First, double Second)>(StringComparer.Ordinal);
        double agreeing = 0;
        for (int i = 0; i < first.Count; i++)
        {
            agreeing += string.Equals(first[i], second[i], StringComparison.Ordinal) ? 1 : 0;
            Add(first[i], 1, 0);
            Add(second[i], 0, 1);
        }

        double n = first.Count;
        double expected = totals.Values.Sum(total => total.First * total.Second / (n * n));
        return totals.Count < 2 || expected >= 1 ? null : ((agreeing / n) - expected) / (1 - expected);

        void Add(string category, double byFirst, double bySecond)
        {
            (double one, double two) = totals.GetValueOrDefault(category);
            totals[category] = (one + byFirst, two + bySecond);
        }
    }
}
