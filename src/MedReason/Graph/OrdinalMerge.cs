namespace MedReason.Graph;

/// <summary>Pairs the items of two ascending lists.</summary>
internal static class OrdinalMerge
{
    /// <summary>Gives every item of two ascending lists its place in their union; equal items have one place.</summary>
    /// <returns>The places of both lists' items, and the number of places.</returns>
    public static (int[] Before, int[] After, int Count) Rank(int beforeCount, int afterCount, Func<int, int, int> compare)
    {
        (int[] before, int[] after) = (new int[beforeCount], new int[afterCount]);
        int rank = 0;
        for ((int i, int j) = (0, 0); i < beforeCount || j < afterCount; rank++)
        {
            int order = i == beforeCount ? 1 : j == afterCount ? -1 : compare(i, j);
            if (order <= 0)
            {
                before[i++] = rank;
            }

            if (order >= 0)
            {
                after[j++] = rank;
            }
        }

        return (before, after, rank);
    }
}
