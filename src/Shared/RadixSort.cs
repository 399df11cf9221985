using System.Numerics;

namespace MedReason.Shared;

/// <summary>Sorts edge keys (one node in the upper, one in the lower 32 bits) in time linear in their number.</summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    /// <summary>Sorts keys by their two halves, each below <paramref name="nodeCount"/>. Stable; bits beyond those that a node needs do not count.</summary>
    public static void Sort(ulong[] keys, int nodeCount) => Sort(keys, null, nodeCount);

    /// <summary>Sorts keys by their two halves, each below <paramref name="nodeCount"/>, with an item that belongs to each.</summary>
    public static void Sort(ulong[] keys, int[]? items, int nodeCount)
    {
        int bits = Math.Max(1, BitOperations.Log2((uint)Math.Max(1, nodeCount - 1)) + 1);
        var from = keys;
        var to = new ulong[keys.Length];
        int[]? itemsFrom = items;
        int[]? itemsTo = items is null ? null : new int[items.Length];
        Span<int> counts = stackalloc int[Buckets];
        foreach (int half in (ReadOnlySpan<int>)[0, 32])
        {
            for (int digit = 0; digit < bits; digit += DigitBits)
            {
                Pass(from, to, itemsFrom, itemsTo, half + digit, counts[..(1 << Math.Min(DigitBits, bits - digit))]);
                (from, to) = (to, from);
                (itemsFrom, itemsTo) = (itemsTo, itemsFrom);
            }
        }

        // An even number of passes over two equal halves ends in the array it began with.
        if (!ReferenceEquals(from, keys))
        {
            from.AsSpan().CopyTo(keys);
            itemsFrom.AsSpan().CopyTo(items);
        }
    }

    private static void Pass(ReadOnlySpan<ulong> from, Span<ulong> to, ReadOnlySpan<int> itemsFrom, Span<int> itemsTo, int shift, Span<int> counts)
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

        for (int i = 0; i < from.Length; i++)
        {
            int place = counts[(int)(from[i] >> shift) & mask]++;
            to[place] = from[i];
            if (!itemsFrom.IsEmpty)
            {
                itemsTo[place] = itemsFrom[i];
            }
        }
    }
}
