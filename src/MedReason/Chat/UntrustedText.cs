using System.Buffers;
using System.Globalization;
using System.Text;

namespace MedReason;

/// <summary>Text that others wrote, made fit to travel in a prompt: nothing in it that a person does not see but a model reads.</summary>
/// <remarks>
/// Left out are format characters (zero-width, bidirectional controls, soft hyphens, byte order marks, tags and the like), control characters other
/// than line feed and tab, variation selectors and the other characters that show nothing; a lone surrogate becomes U+FFFD; carriage returns, line and
/// paragraph separators become line feeds. Everything else stays as it is, so that what a model quotes is found in the original. Immutable.
/// </remarks>
public sealed class UntrustedText
{
    // What nearly all text is made of, and stays as it is.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "\n\t" + string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(value => (char)value)));

    private readonly int[]? _offsets;

    private UntrustedText(string original, string clean, int[]? offsets)
    {
        Original = original;
        Clean = clean;
        _offsets = offsets;
    }

    /// <summary>The text as it came.</summary>
    public string Original { get; }

    /// <summary>The text as it travels.</summary>
    public string Clean { get; }

    /// <summary><see cref="Clean"/> as one line of the same length, for lists in which no text may look like a further line.</summary>
    internal string Line => Clean.Replace('\n', ' ').Replace('\t', ' ');

    /// <summary>Cleans a text. Linear in its length.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Both forms.</returns>
    public static UntrustedText Create(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int firstChange = FindFirstChange(text);
        if (firstChange < 0)
        {
            return new UntrustedText(text, text, null);
        }

        var clean = new StringBuilder(text.Length).Append(text, 0, firstChange);
        var offsets = new List<int>(text.Length + 1);
        offsets.AddRange(Enumerable.Range(0, firstChange));
        for (int i = firstChange; i < text.Length;)
        {
            bool whole = Rune.TryGetRuneAt(text, i, out Rune rune);
            int length = whole ? rune.Utf16SequenceLength : 1;
            string kept = whole ? Replace(rune) ?? text.Substring(i, length) : "\uFFFD";
            for (int j = 0; j < kept.Length; j++)
            {
                offsets.Add(i + j);
            }

            clean.Append(kept);
            if (whole && rune.Value == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                i++;
            }

            i += length;
        }

        offsets.Add(text.Length);
        return new UntrustedText(text, clean.ToString(), [.. offsets]);
    }

    /// <summary>The place in <see cref="Original"/> of a place in <see cref="Clean"/>.</summary>
    /// <param name="start">Where it starts in the clean text.</param>
    /// <param name="end">Where it ends, exclusive; after <paramref name="start"/>.</param>
    /// <returns>Start and exclusive end in the original, in UTF-16 code units. Characters left out inside the place belong to it, those around it do
    /// not.</returns>
    public (int Start, int End) ToOriginal(int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, Clean.Length);
        return _offsets is null ? (start, end) : (_offsets[start], _offsets[end - 1] + 1);
    }

    private static int FindFirstChange(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            int other = text.AsSpan(i).IndexOfAnyExcept(Plain);
            if (other < 0)
            {
                return -1;
            }

            i += other;
            if (!Rune.TryGetRuneAt(text, i, out Rune rune) || Replace(rune) is not null)
            {
                return i;
            }

            i += rune.Utf16SequenceLength;
        }

        return -1;
    }

    /// <summary>Returns the replacement of a character, empty to remove it; null to keep it.</summary>
    private static string? Replace(Rune rune)
    {
        if (rune.Value is '\n' or '\t')
        {
            return null;
        }

        if (rune.Value is '\r' or 0x85 or 0x2028 or 0x2029)
        {
            return "\n";
        }

        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format || ShowsNothing(rune.Value) ? string.Empty : null;
    }

    /// <summary>Characters that show nothing although their category does not say so: fillers, joiners, variation selectors, unassigned tags.</summary>
    private static bool ShowsNothing(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 or 0x2800
        or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF);
}
