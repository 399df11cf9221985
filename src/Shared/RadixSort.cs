using System.Numerics;

namespace MedReason.Shared;

/// <summary>Sorts edge keys (one node in the upper, one in the lower 32 bits) in time linear in their number.</summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    /// <summary>Sorts keys by their two halves, each below <paramref name="nodeCount"/>. Stable; bits beyond those that a node needs do not count.</summary>
    public static void Sort(ulong[] keys, int nodeCount)
    {
        int bits = Math.Max(1, BitOperations.Log2((uint)Math.Max(1, nodeCount - 1)) + 1);
        var from = keys;
        var to = new ulong[keys.Length];
        Span<int> counts = stackalloc int[Buckets];
        foreach (int half in (ReadOnlySpan<int>)[0, 32])
        {
            for (int digit = 0; digit < bits; digit += DigitBits)
            {
                Pass(from, to, half + digit, counts[..(1 << Math.Min(DigitBits, bits - digit))]);
                (from, to) = (to, from);
            }
        }

        // An even number of passes over two equal halves ends in the array it began with.
        if (!ReferenceEquals(from, keys))
        {
            from.AsSpan().CopyTo(keys);
        }
    }

    private static void Pass(ReadOnlySpan<ulong> from, Span<ulong> to, int shift, Span<int> counts)
    {
        int mask = counts.Length - 1;
        counts.Clear();
        foreach (ulong key in from)
        {
            counts[(int)(key >> shift) & mask]++;
        }

        int next = 0;
        foreach (ref int count in counts)
        {
            (count, next) = (next, next + count);
        }

        foreach (ulong key in from)
        {
            to[counts[(int)(key >> shift) & mask]++] = key;
        }
    }
}
