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
        int[] all = [.. units.SelectMany(unit => unit).OfType<int>()];
        var prevalence = new SortedDictionary<int, int>();
        foreach (int value in all)
        {
            prevalence[value] = prevalence.GetValueOrDefault(value) + 1;
        }

        long pairs = 0;
        long equal = 0;
        foreach (IReadOnlyList<int?> unit in units)
        {
            int[] ratings = [.. unit.OfType<int>()];
            for (int i = 0; i < ratings.Length; i++)
            {
                for (int j = i + 1; j < ratings.Length; j++)
                {
                    pairs++;
                    equal += ratings[i] == ratings[j] ? 1 : 0;
                }
            }
        }

        double?[][] rated = [.. units.Select(unit => unit.Select(rating => (double?)rating).ToArray())];
        int[] values = [.. prevalence.Keys];
        int[][] complete =
        [
            .. units.Where(unit => unit.Count > 1 && unit.All(rating => rating is not null))
                .Select(unit => values.Select(value => unit.Count(rating => rating == value)).ToArray()),
        ];
        return new ReviewAgreement
        {
            Ratings = all.Length,
            Prevalence = prevalence,
            Mean = all.Length == 0 ? null : all.Average(),
            RawAgreement = pairs == 0 ? null : (double)equal / pairs,
            Alpha = KrippendorffAlpha.Of(rated, level),
            AlphaInterval = Bootstrap.IndexInterval(
                rated.Length, drawn => KrippendorffAlpha.Of([.. drawn.Select(index => rated[index])], level), repeats: repeats),
            Kappa = FleissKappa.Of(complete),
            KappaInterval = Bootstrap.IndexInterval(complete.Length, drawn => FleissKappa.Of([.. drawn.Select(index => complete[index])]), repeats: repeats),
            CompleteUnits = complete.Length,
        };
    }
}
