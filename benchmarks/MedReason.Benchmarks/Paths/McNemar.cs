namespace MedReason.Benchmarks.Paths;

/// <summary>McNemar's exact test: of the questions that one of two methods gets right and the other wrong, how likely is so uneven a split by chance?</summary>
internal static class McNemar
{
    /// <summary>The two-sided p-value.</summary>
    /// <param name="first">How many only the first got right.</param>
    /// <param name="second">How many only the second got right.</param>
    /// <returns>A binomial tail of one half, doubled, at most 1.</returns>
    public static double GetPValue(int first, int second)
    {
        int count = first + second;
        double tail = 0;
        double log = -count * Math.Log(2);
        for (int hits = 0; hits <= Math.Min(first, second); hits++)
        {
            tail += Math.Exp(log);
            log += Math.Log((count - hits) / (hits + 1.0));
        }

        return Math.Min(1, 2 * tail);
    }
}
