using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace MedReason.Graph;

/// <summary>Compares UTF-8 as <see cref="string.CompareOrdinal(string, string)"/> compares the same texts in UTF-16.</summary>
internal static class Utf8Ordinal
{
    // UTF-16 puts surrogate pairs (UTF-8 lead bytes F0 to F4) before U+E000 to U+FFFF (lead bytes EE and EF); UTF-8 by bytes does the opposite.
    private const byte FirstHighLead = 0xEE;
    private const byte FirstSurrogateLead = 0xF0;

    // Texts that still agree after this number of keys are compared whole, so that no input makes the recursion deep.
    private const int MaxKeys = 16;

    public delegate ReadOnlySpan<byte> TextOf(int number);

    [SkipLocalsInit]
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        byte a = left[common];
        byte b = right[common];
        if (a >= FirstHighLead && b >= FirstHighLead && (a >= FirstSurrogateLead) != (b >= FirstSurrogateLead))
        {
            return a >= FirstSurrogateLead ? -1 : 1;
        }

        return a.CompareTo(b);
    }

    /// <summary>Sorts texts by keys of eight bytes behind the bytes that they have in common, which reads each text a few times only.</summary>
    /// <returns>The numbers of the texts, from 0, in ascending order of the texts.</returns>
    public static int[] Order(int count, TextOf textOf)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        Sort(order, new ulong[count], textOf, 0, 0);
        return order;
    }

    // The texts are known to agree in the first bytes, as many as are shared.
    private static void Sort(Span<int> order, Span<ulong> keys, TextOf textOf, int shared, int level)
    {
        if (order.Length < 2)
        {
            return;
        }

        ReadOnlySpan<byte> common = textOf(order[0])[shared..];
        foreach (int number in order)
        {
            common = common[..common.CommonPrefixLength(textOf(number)[shared..])];
        }

        shared += common.Length;
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = KeyOf(textOf(order[i])[shared..]);
        }

        keys.Sort(order);
        for (int begin = 0, end; begin < order.Length; begin = end)
        {
            ulong key = keys[begin];
            for (end = begin + 1; end < order.Length && keys[end] == key; end++)
            {
            }

            // A last byte of zero is that of a text that ended before, or a NUL.
            if ((byte)key == 0 || level == MaxKeys)
            {
                order[begin..end].Sort((left, right) => Compare(textOf(left), textOf(right)));
            }
            else
            {
                Sort(order[begin..end], keys[begin..end], textOf, shared + sizeof(ulong), level + 1);
            }
        }
    }

    /// <summary>Returns a number that is in the order of the first eight bytes of a text.</summary>
    private static ulong KeyOf(ReadOnlySpan<byte> text)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        start.Clear();
        text[..Math.Min(text.Length, start.Length)].CopyTo(start);
        foreach (ref byte value in start)
        {
            value = value < FirstHighLead ? value : value >= FirstSurrogateLead ? (byte)(value - 2) : (byte)(value + 16);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(start);
    }

    /// <summary>The UTF-8 of a text in the given buffer, or in a new array where it does not fit.</summary>
    public static ReadOnlySpan<byte> Encode(string text, Span<byte> buffer)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> target = most <= buffer.Length ? buffer : new byte[most];
        return target[..Encoding.UTF8.GetBytes(text, target)];
    }
}
