using System.Numerics;
using MedReason.Shared;

namespace MedReason.Evaluation;

/// <summary>Percentile intervals from resampled data (Efron and Tibshirani, 1993). The same seed gives the same interval.</summary>
public static class Bootstrap
{
    /// <summary>The default number of resamples.</summary>
    public const int DefaultRepeats = 10_000;

    private const double DefaultConfidence = 0.95;

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

        return Percentiles(found, repeats, confidence);
    }

    /// <summary>
    /// The interval of a statistic over units of which many are alike. How many of each kind a resample holds is drawn at once, with the probabilities that
    /// drawing unit by unit has, so that hundreds of thousands of units take seconds.
    /// </summary>
    /// <param name="sizes">How many units are of each kind.</param>
    /// <param name="statistic">The statistic of how many units of each kind were drawn; null where it says nothing.</param>
    /// <param name="repeats">How often is resampled.</param>
    internal static Interval? KindInterval(int[] sizes, Func<int[], double?> statistic, int repeats)
    {
        int units = sizes.Sum();
        if (units < 2)
        {
            return null;
        }

        int[] before = new int[sizes.Length + 1];
        for (int kind = 0; kind < sizes.Length; kind++)
        {
            before[kind + 1] = before[kind] + sizes[kind];
        }

        var random = new SeededRandom(0);
        var found = new List<double>(repeats);
        int[] drawn = new int[sizes.Length];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            DrawKinds(ref random, before, 0, sizes.Length, units, drawn);
            if (statistic(drawn) is double value)
            {
                found.Add(value);
            }
        }

        return Percentiles(found, repeats, DefaultConfidence);
    }

    /// <summary>Deals draws out to kinds, half of the kinds against the other half.</summary>
    private static void DrawKinds(ref SeededRandom random, int[] before, int first, int end, int draws, int[] drawn)
    {
        if (end - first == 1)
        {
            drawn[first] = draws;
            return;
        }

        int middle = first + ((end - first) / 2);
        int low = DrawBinomial(ref random, draws, before[middle] - before[first], before[end] - before[first]);
        DrawKinds(ref random, before, first, middle, low, drawn);
        DrawKinds(ref random, before, middle, end, draws - low, drawn);
    }

    /// <summary>
    /// How many of some draws succeed, each with the probability <paramref name="successes"/> / <paramref name="all"/>: a draw is a number of random bits, and
    /// its first bit that differs from the probability's decides. Exact, and two bits a draw.
    /// </summary>
    private static int DrawBinomial(ref SeededRandom random, int draws, long successes, long all)
    {
        if (successes == all)
        {
            return draws;
        }

        int succeeded = 0;
        int undecided = draws;
        for (long rest = successes; undecided > 0 && rest > 0;)
        {
            rest *= 2;
            int ones = CountOnes(ref random, undecided);
            if (rest >= all)
            {
                rest -= all;
                succeeded += undecided - ones;
                undecided = ones;
            }
            else
            {
                undecided -= ones;
            }
        }

        return succeeded;
    }

    private static int CountOnes(ref SeededRandom random, int bits)
    {
        int ones = 0;
        for (; bits >= 64; bits -= 64)
        {
            ones += BitOperations.PopCount(random.NextBits());
        }

        return bits == 0 ? ones : ones + BitOperations.PopCount(random.NextBits() >> (64 - bits));
    }

    private static Interval? Percentiles(List<double> found, int repeats, double confidence)
    {
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
