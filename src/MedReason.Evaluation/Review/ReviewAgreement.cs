namespace MedReason.Evaluation;

/// <summary>The agreement of several raters on one scale. Immutable.</summary>
public sealed record ReviewAgreement
{
    /// <summary>Gets the number of ratings, without repeats.</summary>
    public required int Ratings { get; init; }

    /// <summary>Gets the number of ratings of each value.</summary>
    public required IReadOnlyDictionary<int, int> Prevalence { get; init; }

    /// <summary>Gets the mean rating; null without ratings.</summary>
    public double? Mean { get; init; }

    /// <summary>Gets the share of equal pairs among the pairs of ratings of one item; null when no item has two ratings.</summary>
    public double? RawAgreement { get; init; }

    /// <summary>Gets Krippendorff's alpha; null when it is not defined.</summary>
    public double? Alpha { get; init; }

    /// <summary>Gets the bootstrap interval of alpha over items.</summary>
    public Interval? AlphaInterval { get; init; }

    /// <summary>Gets Fleiss' kappa over the items that every rater rated; null when it is not defined.</summary>
    public double? Kappa { get; init; }

    /// <summary>Gets the bootstrap interval of kappa over items.</summary>
    public Interval? KappaInterval { get; init; }

    /// <summary>Gets the number of items that every rater rated.</summary>
    public int CompleteUnits { get; init; }

    /// <summary>Computes the agreement.</summary>
    /// <param name="units">For each item a rating for each rater, null when the rater gave none.</param>
    /// <param name="level">The level of measurement, which defines the distance of two ratings.</param>
    /// <param name="repeats">The number of bootstrap samples.</param>
    internal static ReviewAgreement Of(IReadOnlyList<IReadOnlyList<int?>> units, MeasurementLevel level, int repeats = 1000)
    {
        var prevalence = new SortedDictionary<int, int>();
        foreach (int? rating in units.SelectMany(unit => unit))
        {
            if (rating is int value)
            {
                prevalence[value] = prevalence.GetValueOrDefault(value) + 1;
            }
        }

        // Thousands of items have a handful of kinds: how many raters gave which value.
        int[] values = [.. prevalence.Keys];
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var kinds = new List<int[]>();
        var sizes = new List<int>();
        foreach (IReadOnlyList<int?> unit in units)
        {
            int[] counts = new int[values.Length];
            foreach (int? rating in unit)
            {
                if (rating is int value)
                {
                    counts[Array.BinarySearch(values, value)]++;
                }
            }

            string name = string.Create(counts.Length, counts, static (text, counts) =>
            {
                for (int j = 0; j < counts.Length; j++)
                {
                    text[j] = (char)counts[j];
                }
            });
            if (!places.TryGetValue(name, out int place))
            {
                place = kinds.Count;
                places.Add(name, place);
                kinds.Add(counts);
                sizes.Add(0);
            }

            sizes[place]++;
        }

        return Of(prevalence, [.. kinds], [.. sizes], units.Count == 0 ? 0 : units[0].Count, level, repeats);
    }

    private static ReviewAgreement Of(
        SortedDictionary<int, int> prevalence, int[][] kinds, int[] sizes, int raters, MeasurementLevel level, int repeats)
    {
        long pairs = 0;
        long equal = 0;
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            long given = kinds[kind].Sum();
            pairs += sizes[kind] * given * (given - 1) / 2;
            equal += sizes[kind] * kinds[kind].Sum(count => (long)count * (count - 1) / 2);
        }

        // Kappa is of the units that every rater rated.
        int[] complete = [.. sizes.Select((size, kind) => raters > 1 && kinds[kind].Sum() == raters ? size : 0)];
        double[] values = [.. prevalence.Keys.Select(value => (double)value)];
        double? Alpha(int[] drawn) => KrippendorffAlpha.Of(values, kinds, drawn, level);
        double? Kappa(int[] drawn) => FleissKappa.Of(kinds, drawn, raters);
        int ratings = prevalence.Values.Sum();
        return new ReviewAgreement
        {
            Ratings = ratings,
            Prevalence = prevalence,
            Mean = ratings == 0 ? null : prevalence.Sum(entry => (double)entry.Key * entry.Value) / ratings,
            RawAgreement = pairs == 0 ? null : (double)equal / pairs,
            Alpha = Alpha(sizes),
            AlphaInterval = pairs == 0 ? null : Bootstrap.KindInterval(sizes, Alpha, repeats),
            Kappa = complete.Sum() == 0 ? null : Kappa(complete),
            KappaInterval = Bootstrap.KindInterval(complete, Kappa, repeats),
            CompleteUnits = complete.Sum(),
        };
    }
}
