namespace MedReason.Paths;

/// <summary>Arithmetic on path counts that saturates at one more than the maximum count that is reported.</summary>
internal static class PathCounts
{
    /// <summary>The value of every count above <see cref="PairSearchResult.MaxPathCount"/>.</summary>
    public const long Saturated = PairSearchResult.MaxPathCount + 1;

    /// <summary>Returns the sum, or <see cref="Saturated"/>.</summary>
    public static long Add(long left, long right) => Math.Min(left + right, Saturated);

    /// <summary>Returns the product, or <see cref="Saturated"/>.</summary>
    public static long Multiply(long left, long right)
    {
        ulong high = Math.BigMul((ulong)left, (ulong)right, out ulong low);
        return high != 0 || low > Saturated ? Saturated : (long)low;
    }
}
