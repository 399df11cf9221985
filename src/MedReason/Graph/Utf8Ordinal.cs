using System.Runtime.CompilerServices;
using System.Text;

namespace MedReason.Graph;

/// <summary>Compares UTF-8 as <see cref="string.CompareOrdinal(string, string)"/> compares the same texts in UTF-16.</summary>
internal static class Utf8Ordinal
{
    // UTF-16 puts surrogate pairs (UTF-8 lead bytes F0 to F4) before U+E000 to U+FFFF (lead bytes EE and EF); UTF-8 by bytes does the opposite.
    private const byte FirstHighLead = 0xEE;
    private const byte FirstSurrogateLead = 0xF0;

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

    /// <summary>The UTF-8 of a text in the given buffer, or in a new array where it does not fit.</summary>
    public static ReadOnlySpan<byte> Encode(string text, Span<byte> buffer)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> target = most <= buffer.Length ? buffer : new byte[most];
        return target[..Encoding.UTF8.GetBytes(text, target)];
    }
}
