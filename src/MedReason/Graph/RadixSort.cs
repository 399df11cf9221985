using System.Numerics;

namespace MedReason;

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
                Pass(from, to, half + digit, counts);
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
        counts.Clear();
        foreach (ulong key in from)
        {
            counts[(int)(key >> shift) & (Buckets - 1)]++;
        }

        int next = 0;
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            int count = counts[bucket];
            counts[bucket] = next;
            next += count;
        }

        foreach (ulong key in from)
        {
            to[counts[(int)(key >> shift) & (Buckets - 1)]++] = key;
        }
    }
}
