using System.Globalization;
using System.Text;

namespace MedReason.Evaluation;

/// <summary>What Python's <c>re</c> and <c>str</c> take for a space, a word character and lower case; .NET differs in all three.</summary>
internal static class PythonText
{
    private const int CapitalSigma = 0x03A3;
    private const int FinalSigma = 0x03C2;
    private const int CapitalIWithDot = 0x0130;

    /// <summary><c>\s</c>: white space, and the four information separators.</summary>
    public static bool IsSpace(char unit) => char.IsWhiteSpace(unit) || unit is >= '\x1C' and <= '\x1F';

    /// <summary><c>\w</c>: letters, numbers of any kind, the underscore; no marks and no other connectors.</summary>
    public static bool IsWord(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_'
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber;

    /// <summary><c>[\u4e00-\u9fff]</c></summary>
    public static bool IsHan(Rune rune) => rune.Value is >= 0x4E00 and <= 0x9FFF;

    /// <summary><c>str.lower</c>: the full mapping, with the sigma that ends a word.</summary>
    public static string ToLower(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\x80', '\uFFFF') < 0)
        {
            return text.ToLowerInvariant();
        }

        var lower = new StringBuilder(text.Length + 4);
        Span<char> units = stackalloc char[2];
        for (int i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
            {
                lower.Append(text[i++]);
                continue;
            }

            switch (rune.Value)
            {
                case CapitalIWithDot:
                    lower.Append("i\u0307");
                    break;
                case CapitalSigma when EndsWord(text, i):
                    lower.Append((char)FinalSigma);
                    break;
                default:
                    lower.Append(units[..Rune.ToLowerInvariant(rune).EncodeToUtf16(units)]);
                    break;
            }

            i += length;
        }

        return lower.ToString();
    }

    private static bool EndsWord(string text, int sigma)
    {
        Rune before = default;
        bool hasBefore = false;
        for (int end = sigma; end > 0;)
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, end), out before, out int length);
            end -= length;
            if (!IsCaseIgnorable(before))
            {
                hasBefore = true;
                break;
            }
        }

        if (!hasBefore || !IsCased(before))
        {
            return false;
        }

        for (int at = sigma + 1; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out Rune after, out int length);
            at += length;
            if (!IsCaseIgnorable(after))
            {
                return !IsCased(after);
            }
        }

        return true;
    }

    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9) or 0xAA or 0xBA;

    private static bool IsCaseIgnorable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
        || rune.Value is '\'' or '.' or ':' or 0xB7 or 0x0387 or 0x055F or 0x05F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027 or 0xFE13 or 0xFE52 or 0xFE55
            or 0xFF07 or 0xFF0E or 0xFF1A;
}
