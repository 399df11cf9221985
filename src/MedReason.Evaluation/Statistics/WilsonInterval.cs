namespace MedReason.Evaluation;

/// <summary>Wilson's score interval for a proportion (Wilson, JASA 22, 1927), without continuity correction.</summary>
public static class WilsonInterval
{
    /// <summary>The interval of a proportion.</summary>
    /// <param name="successes">How many succeeded; 0 to <paramref name="count"/>.</param>
    /// <param name="count">How many there were.</param>
    /// <param name="confidence">The probability to cover the true proportion; more than 0, less than 1.</param>
    /// <returns>The interval, within 0 and 1; null where there is nothing to count.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Interval? Of(long successes, long count, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, count);
        double critical = Critical(confidence);
        if (count == 0)
        {
            return null;
        }

        double n = count;
        double share = successes / n;
        double square = critical * critical;
        double center = share + (square / (2 * n));
        double half = critical * Math.Sqrt((share * (1 - share) / n) + (square / (4 * n * n)));
        double scale = 1 + (square / n);
        return new Interval(successes == 0 ? 0 : (center - half) / scale, successes == count ? 1 : (center + half) / scale);
    }

    /// <summary>How often the interval covers a true proportion, by enumeration of all outcomes.</summary>
    /// <param name="count">How many trials.</param>
    /// <param name="proportion">The true proportion, 0 to 1.</param>
    /// <param name="confidence">The confidence that the interval claims.</param>
    /// <returns>The probability, 0 to 1.</returns>
    public static double Coverage(long count, double proportion, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        double covered = 0;
        for (long k = 0; k <= count; k++)
        {
            if (Of(k, count, confidence)!.Value.Contains(proportion))
            {
                covered += Distributions.BinomialMass(k, count, proportion);
            }
        }

        return covered;
    }

    internal static double Critical(double confidence)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        }

        return Distributions.NormalQuantile(0.5 + (confidence / 2));
    }
}
