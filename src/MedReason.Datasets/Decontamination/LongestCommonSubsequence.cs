namespace MedReason.Datasets;

/// <summary>The length of the longest common subsequence, 64 cells at a time.</summary>
/// <remarks>The bit-vector recurrence of Hyyrö (2004): O(n · ⌈m/64⌉) for sequences of n and m symbols.</remarks>
internal static class LongestCommonSubsequence
{
    /// <summary>Gets the length.</summary>
    public static int Length<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged, IEquatable<T>
    {
        if (left.Length > right.Length)
        {
            ReadOnlySpan<T> shorter = right;
            right = left;
            left = shorter;
        }

        int blocks = (left.Length + 63) / 64;
        var offsets = new Dictionary<T, int>(left.Length);
        ulong[] masks = new ulong[blocks * left.Length];
        for (int i = 0; i < left.Length; i++)
        {
            if (!offsets.TryGetValue(left[i], out int offset))
            {
                offset = offsets.Count * blocks;
                offsets.Add(left[i], offset);
            }

            masks[offset + (i / 64)] |= 1UL << (i % 64);
        }

        ulong[] row = new ulong[blocks];
        Array.Fill(row, ulong.MaxValue);
        foreach (T symbol in right)
        {
            if (!offsets.TryGetValue(symbol, out int offset))
            {
                continue;
            }

            ulong carry = 0;
            for (int block = 0; block < blocks; block++)
            {
                ulong cells = row[block];
                ulong mask = masks[offset + block];
                ulong sum = unchecked(cells + (cells & mask));
                ulong carried = sum < cells ? 1UL : 0UL;
                ulong total = unchecked(sum + carry);
                carried |= total < sum ? 1UL : 0UL;
                row[block] = total | (cells & ~mask);
                carry = carried;
            }
        }

        int length = 0;
        for (int i = 0; i < left.Length; i++)
        {
            length += (row[i / 64] >> (i % 64) & 1) == 0 ? 1 : 0;
        }

        return length;
    }
}
