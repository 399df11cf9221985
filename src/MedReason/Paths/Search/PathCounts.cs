namespace MedReason.Paths;

/// <summary>Arithmetic on path counts that stops at one more than the greatest count that is told.</summary>
internal static class PathCounts
{
    /// <summary>Stands for every count above <see cref="PairSearchResult.MaxPathCount"/>.</summary>
    public const long Saturated = PairSearchResult.MaxPathCount + 1;

    /// <summary>The sum, or <see cref="Saturated"/>.</summary>
    public static long Add(long left, long right) => Math.Min(left + right, Saturated);

    /// <summary>The product, or <see cref="Saturated"/>.</summary>
    public static long Multiply(long left, long right)
    {
        ulong high = Math.BigMul((ulong)left, (ulong)right, out ulong low);
        return high != 0 || low > Saturated ? Saturated : (long)low;
    }
}
