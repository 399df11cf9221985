namespace MedReason.Evaluation;

/// <summary>Holm's step-down correction for several tests (Scandinavian Journal of Statistics 6, 1979).</summary>
public static class HolmCorrection
{
    /// <summary>The adjusted p values.</summary>
    /// <param name="pValues">The p values; null where there was no test, which then counts for nothing.</param>
    /// <returns>The adjusted values in the same order, at most 1; null where there was no test.</returns>
    public static IReadOnlyList<double?> Adjust(IReadOnlyList<double?> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        var adjusted = new double?[pValues.Count];
        int[] order = [.. Enumerable.Range(0, pValues.Count).Where(i => pValues[i] is not null).OrderBy(i => pValues[i]!.Value).ThenBy(i => i)];
        double highest = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            highest = Math.Max(highest, Math.Min(1, pValues[order[rank]]!.Value * (order.Length - rank)));
            adjusted[order[rank]] = highest;
        }

        return adjusted;
    }
}
