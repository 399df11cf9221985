namespace MedReason.Datasets;

/// <summary>The 95 % interval of a share after Wilson (1927), as pages draw it.</summary>
internal static class WilsonShare
{
    private const double Z = 1.959963984540054;

    /// <summary>The interval; null where nothing was counted.</summary>
    public static (double Low, double High)? Of(long successes, long total)
    {
        if (total <= 0)
        {
            return null;
        }

        double share = (double)successes / total;
        double center = share + (Z * Z / (2 * total));
        double half = Z * Math.Sqrt((share * (1 - share) / total) + (Z * Z / (4d * total * total)));
        double scale = 1 + (Z * Z / total);
        return (successes == 0 ? 0 : (center - half) / scale, successes == total ? 1 : (center + half) / scale);
    }
}
