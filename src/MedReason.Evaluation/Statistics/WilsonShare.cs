namespace MedReason.Evaluation;

/// <summary>Wilson's score interval for a share (JASA 22, 1927), without continuity correction: the one arithmetic behind pages and evaluation.</summary>
internal static class WilsonShare
{
    private const double Critical95 = 1.959963984540054;

    /// <summary>The interval, within 0 and 1; null where nothing was counted.</summary>
    /// <param name="successes">How many succeeded; 0 to <paramref name="total"/>.</param>
    /// <param name="total">How many there were.</param>
    /// <param name="critical">The two-sided critical value of the normal distribution; that of 95 % unless told.</param>
    public static (double Low, double High)? Of(long successes, long total, double critical = Critical95)
    {
        if (total <= 0)
        {
            return null;
        }

        double n = total;
        double share = successes / n;
        double square = critical * critical;
        double center = share + (square / (2 * n));
        double half = critical * Math.Sqrt((share * (1 - share) / n) + (square / (4 * n * n)));
        double scale = 1 + (square / n);
        return (successes == 0 ? 0 : (center - half) / scale, successes == total ? 1 : (center + half) / scale);
    }
}
