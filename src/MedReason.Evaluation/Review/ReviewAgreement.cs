namespace MedReason.Evaluation;

/// <summary>How several raters agree on one scale. Immutable.</summary>
internal sealed record ReviewAgreement
{
    /// <summary>How many ratings there are, repeats left out.</summary>
    public required int Ratings { get; init; }

    /// <summary>How many of each value.</summary>
    public required IReadOnlyDictionary<int, int> Prevalence { get; init; }

    /// <summary>Their mean; null where there are none.</summary>
    public double? Mean { get; init; }

    /// <summary>The share of equal pairs of ratings of one unit; null where no unit has two.</summary>
    public double? RawAgreement { get; init; }

    /// <summary>Krippendorff's alpha.</summary>
    public double? Alpha { get; init; }

    /// <summary>Its interval over units drawn again.</summary>
    public Interval? AlphaInterval { get; init; }

    /// <summary>Fleiss' kappa over the units that every rater rated.</summary>
    public double? Kappa { get; init; }

    /// <summary>Its interval over units drawn again.</summary>
    public Interval? KappaInterval { get; init; }

    /// <summary>How many units every rater rated.</summary>
    public int CompleteUnits { get; init; }

    /// <summary>Computes it.</summary>
    /// <param name="units">For each unit a rating for each rater, null where they gave none.</param>
    /// <param name="level">What the distance of two ratings means.</param>
    /// <param name="repeats">How often units are drawn again.</param>
    public static ReviewAgreement Of(IReadOnlyList<IReadOnlyList<int?>> units, MeasurementLevel level, int repeats = 1000)
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
        int[][] complete = [.. units.Where(unit => unit.Count > 1 && unit.All(rating => rating is not null)).Select(unit => values.Select(value => unit.Count(rating => rating == value)).ToArray())];
        return new ReviewAgreement
        {
            Ratings = all.Length,
            Prevalence = prevalence,
            Mean = all.Length == 0 ? null : all.Average(),
            RawAgreement = pairs == 0 ? null : (double)equal / pairs,
            Alpha = KrippendorffAlpha.Of(rated, level),
            AlphaInterval = Bootstrap.IndexInterval(rated.Length, drawn => KrippendorffAlpha.Of([.. drawn.Select(index => rated[index])], level), repeats: repeats),
            Kappa = FleissKappa.Of(complete),
            KappaInterval = Bootstrap.IndexInterval(complete.Length, drawn => FleissKappa.Of([.. drawn.Select(index => complete[index])]), repeats: repeats),
            CompleteUnits = complete.Length,
        };
    }
}
