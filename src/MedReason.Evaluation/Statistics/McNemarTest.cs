namespace MedReason.Evaluation;

/// <summary>The exact test of McNemar for paired yes-or-no outcomes (Psychometrika 12, 1947): a sign test over the pairs that differ.</summary>
public static class McNemarTest
{
    /// <summary>The two-sided p value.</summary>
    /// <param name="onlyFirst">Pairs in which the first alone succeeded.</param>
    /// <param name="onlySecond">Pairs in which the second alone succeeded.</param>
    /// <returns>The p value; 1 where no pair differs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double PValue(long onlyFirst, long onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        return onlyFirst == onlySecond ? 1 : Math.Min(1, 2 * Distributions.BinomialCumulative(Math.Min(onlyFirst, onlySecond), onlyFirst + onlySecond, 0.5));
    }
}
