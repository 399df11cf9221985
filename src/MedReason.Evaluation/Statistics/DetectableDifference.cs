namespace MedReason.Evaluation;

/// <summary>The least difference of two paired proportions that a comparison could have seen (Connor, Biometrics 43, 1987).</summary>
public static class DetectableDifference
{
    /// <summary>The share of pairs that differ which is assumed where none was seen.</summary>
    public const double AssumedDiscordance = 0.3;

    /// <summary>The least difference.</summary>
    /// <param name="pairs">How many pairs.</param>
    /// <param name="discordance">The share of pairs in which exactly one succeeds, 0 to 1.</param>
    /// <param name="significance">The two-sided level of the test.</param>
    /// <param name="power">The probability to see the difference.</param>
    /// <returns>The difference, more than 0 and at most <paramref name="discordance"/>; null where no difference could be seen.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static double? Of(long pairs, double discordance = AssumedDiscordance, double significance = 0.05, double power = 0.8)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pairs);
        ArgumentOutOfRangeException.ThrowIfNegative(discordance);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(discordance, 1.0);
        if (!(significance > 0 && significance < 1) || !(power > 0 && power < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(significance), "Level and power lie between 0 and 1.");
        }

        double alpha = Distributions.NormalQuantile(1 - (significance / 2));
        double beta = Distributions.NormalQuantile(power);
        if (pairs == 0 || Excess(discordance) < 0)
        {
            return null;
        }

        double low = 0;
        double high = discordance;
        for (int step = 0; step < 200 && high - low > 1e-16; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = Excess(middle) < 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;

        // More pairs than the difference needs, in standard errors; it grows with the difference.
        double Excess(double difference) =>
            (difference * Math.Sqrt(pairs)) - (alpha * Math.Sqrt(discordance)) - (beta * Math.Sqrt(Math.Max(0, discordance - (difference * difference))));
    }
}
