using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>Percentile intervals from resampled data (Efron and Tibshirani, 1993). The same seed gives the same interval.</summary>
public static class Bootstrap
{
    /// <summary>The default number of resamples.</summary>
    public const int DefaultRepeats = 10_000;

    /// <summary>The interval of a mean, such as that of paired differences, with whole clusters drawn where items share a vignette.</summary>
    /// <param name="values">A value an item.</param>
    /// <param name="clusters">The cluster of each item; null where each is its own.</param>
    /// <param name="seed">Seeds the draws.</param>
    /// <param name="repeats">How often is resampled.</param>
    /// <param name="confidence">The confidence of the interval.</param>
    /// <returns>The interval; null for fewer than two clusters.</returns>
    /// <exception cref="ArgumentException">There are not as many clusters as values.</exception>
    public static Interval? MeanInterval(
        IReadOnlyList<double> values, IReadOnlyList<string>? clusters = null, long seed = 0, int repeats = DefaultRepeats, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (clusters is not null && clusters.Count != values.Count)
        {
            throw new ArgumentException("There must be a cluster for each value.", nameof(clusters));
        }

        var sums = new List<double>(values.Count);
        var sizes = new List<int>(values.Count);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < values.Count; i++)
        {
            int place = sums.Count;
            if (clusters is not null && !places.TryAdd(clusters[i], place))
            {
                place = places[clusters[i]];
            }

            if (place == sums.Count)
            {
                sums.Add(0);
                sizes.Add(0);
            }

            sums[place] += values[i];
            sizes[place]++;
        }

        return IndexInterval(
            sums.Count,
            drawn =>
            {
                double sum = 0;
                long size = 0;
                foreach (int place in drawn)
                {
                    sum += sums[place];
                    size += sizes[place];
                }

                return sum / size;
            },
            seed,
            repeats,
            confidence);
    }

    /// <summary>The interval of any statistic over units drawn with replacement.</summary>
    /// <param name="units">How many units there are.</param>
    /// <param name="statistic">The statistic of the drawn units, given by their places from 0, repeats among them; null where it says nothing, which leaves
    /// the draw out.</param>
    /// <param name="seed">Seeds the draws.</param>
    /// <param name="repeats">How often is resampled; at least 1.</param>
    /// <param name="confidence">The confidence of the interval.</param>
    /// <returns>The interval; null for fewer than two units, or where the statistic says nothing in more than half of the draws.</returns>
    public static Interval? IndexInterval(int units, Func<int[], double?> statistic, long seed = 0, int repeats = DefaultRepeats, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        WilsonInterval.Critical(confidence);
        if (units < 2)
        {
            return null;
        }

        var random = new SeededRandom(seed);
        var found = new List<double>(repeats);
        int[] drawn = new int[units];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            for (int i = 0; i < units; i++)
            {
                drawn[i] = random.Next(units);
            }

            if (statistic(drawn) is double value)
            {
                found.Add(value);
            }
        }

        if (found.Count * 2 <= repeats)
        {
            return null;
        }

        found.Sort();
        return new Interval(Quantile(found, (1 - confidence) / 2), Quantile(found, (1 + confidence) / 2));
    }

    /// <summary>A quantile of sorted values, between neighbours in proportion (Hyndman and Fan, 1996, definition 7).</summary>
    internal static double Quantile(List<double> sorted, double probability)
    {
        double place = probability * (sorted.Count - 1);
        int below = (int)Math.Floor(place);
        int above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
