using System.Buffers;
using System.Globalization;
using System.Text;

namespace MedReason.Evaluation;

/// <summary>
/// An output made fit to read answers from: letters that look like Latin capitals are those, full-width forms are narrow, what shows nothing is gone,
/// lines end in line feeds. Beside it the same text in lower case, unit for unit, and its tokens.
/// </summary>
internal sealed class OutputText
{
    // Capitals of other scripts that look like Latin ones. Read so only where they stand alone: inside a word they are of their own script.
    private const string LookAlikes = "АВСЕНІЈКМОРЅТХҮԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ";
    private const string LookAlikesOf = "ABCEHIJKMOPSTXYGABEZHIKMNOPTYXC";

    // Letters that Unicode keeps apart from the blocks of mathematical letters.
    private const string LetterSymbols = "ℬℰℱℋℐℒℳℛℂℍℕℙℚℝℤℭℌℑℜℨ";
    private const string LetterSymbolsOf = "BEFHILMRCHNPQRZCHIRZ";

    private static readonly string[] Commands =
        ["\\boxed{", "\\fbox{", "\\text{", "\\textbf{", "\\mathbf{", "\\mathrm{", "\\textit{", "\\mathit{", "\\(", "\\[", "\\,", "\\ ", "\\;"];

    private List<(int Start, int End)>? _tokens;

    private OutputText(string text)
    {
        Text = text;
        Lower = text.ToLowerInvariant();
    }

    public string Text { get; }

    /// <summary><see cref="Text"/> in lower case; every place is the same in both.</summary>
    public string Lower { get; }

    public int Length => Text.Length;

    /// <summary>Words, numbers with the points inside them, and the signs that change what a number says.</summary>
    public IReadOnlyList<(int Start, int End)> Tokens => _tokens ??= Tokenize(Lower);

    public static OutputText Create(string text) => new(Normalize(text));

    /// <summary>A unit, or a line feed outside the text.</summary>
    public char At(int index) => (uint)index < (uint)Text.Length ? Text[index] : '\n';

    public bool IsAt(int at, string what) => Lower.AsSpan(Math.Min(at, Length)).StartsWith(what, StringComparison.Ordinal);

    /// <summary>The first place behind a place where none of the marks stands.</summary>
    public int Skip(int at, SearchValues<char> marks)
    {
        while (at < Length && marks.Contains(Text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>The first place behind marks that close a wrapper.</summary>
    public int SkipClosing(int at)
    {
        while (at < Length && (TextMarks.Closing.Contains(Text[at]) || IsAt(at, "\\)") || IsAt(at, "\\]")))
        {
            at++;
        }

        return at;
    }

    /// <summary>The first place behind commands such as <c>\text{</c>.</summary>
    public int SkipCommands(int at)
    {
        while (At(at) == '\\' && Array.Find(Commands, one => IsAt(at, one)) is { } command)
        {
            at += command.Length;
        }

        return at;
    }

    /// <summary>The first place behind marks and commands that open a wrapper.</summary>
    /// <param name="at">The place.</param>
    /// <param name="wrapper">The mark right before the place that is returned, where it opens a wrapper; else 0.</param>
    public int SkipOpening(int at, out char wrapper)
    {
        wrapper = '\0';
        while (at < Length)
        {
            if (SkipCommands(at) is int next && next > at)
            {
                wrapper = Text[next - 1] is '{' or '(' or '[' ? Text[next - 1] : wrapper;
                at = next;
            }
            else if (TextMarks.Opening.Contains(Text[at]))
            {
                wrapper = TextMarks.Wraps(Text[at]) ? Text[at] : '\0';
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    /// <summary>The word at a place, in lower case; empty where none begins there.</summary>
    public ReadOnlySpan<char> WordAt(int at, out int end)
    {
        end = at;
        while (end < Length && (IsWordUnit(Text[end]) || (Text[end] is '\'' or '\u2019' && end > at && char.IsLetter(At(end + 1)))))
        {
            if (end > at && IsUnspaced(Text[end]) != IsUnspaced(Text[at]))
            {
                break;
            }

            end++;
        }

        return at < Length ? Lower.AsSpan(at, end - at) : default;
    }

    /// <summary>The start of the next line.</summary>
    public int NextLine(int at)
    {
        int end = Text.IndexOf('\n', at);
        return end < 0 ? Length : end + 1;
    }

    /// <summary>The first token that starts at a place or later.</summary>
    public int TokenFrom(int place)
    {
        IReadOnlyList<(int Start, int End)> tokens = Tokens;
        int low = 0;
        int high = tokens.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (tokens[middle].Start < place)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    public static string Normalize(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\x7F', '\uFFFF') < 0 && !text.Contains('\r', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length) != OperationStatus.Done)
            {
                plain.Append('\uFFFD');
                i++;
                continue;
            }

            Append(plain, rune, text, i, length);
            i += length;
        }

        return plain.ToString();
    }

    /// <summary>Tokens of a text in lower case.</summary>
    public static List<(int Start, int End)> Tokenize(string lower)
    {
        var tokens = new List<(int Start, int End)>((lower.Length / 5) + 1);
        for (int i = 0; i < lower.Length;)
        {
            char unit = lower[i];
            if (IsWordUnit(unit))
            {
                int start = i++;
                while (i < lower.Length && (IsWordUnit(lower[i]) || JoinsDigits(lower, i)))
                {
                    i++;
                }

                tokens.Add((start, i));
            }
            else
            {
                if (unit is '%' or '+' or '<' or '>' or '=' or '≤' or '≥' or '±')
                {
                    tokens.Add((i, i + 1));
                }

                i++;
            }
        }

        return tokens;
    }

    /// <summary>Whether a unit is part of a word: a letter, a digit, a mark, or half of a pair.</summary>
    public static bool IsWordUnit(char unit) => char.IsAscii(unit)
        ? char.IsAsciiLetterOrDigit(unit)
        : char.IsLetterOrDigit(unit) || char.IsSurrogate(unit)
            || char.GetUnicodeCategory(unit) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Whether a unit is of a script that writes no spaces between words.</summary>
    public static bool IsUnspaced(char unit) =>
        unit is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\u0E00' and <= '\u0E7F');

    private static bool JoinsDigits(string text, int at) =>
        text[at] is '.' or ',' or '/' && char.IsAsciiDigit(text[at - 1]) && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);

    private static void Append(StringBuilder plain, Rune rune, string text, int at, int length)
    {
        int value = rune.Value;
        if (value == '\r')
        {
            if (at + 1 >= text.Length || text[at + 1] != '\n')
            {
                plain.Append('\n');
            }
        }
        else if (value is 0x85 or 0x2028 or 0x2029)
        {
            plain.Append('\n');
        }
        else if (value < 0x7F)
        {
            plain.Append((char)value);
        }
        else if (value is >= 0xFF01 and <= 0xFF5E)
        {
            plain.Append((char)(value - 0xFEE0));
        }
        else if (value is 0x3000 || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
        {
            plain.Append(' ');
        }
        else if (value is >= 0x1D400 and <= 0x1D6A3)
        {
            int letter = (value - 0x1D400) % 52;
            plain.Append((char)(letter < 26 ? 'A' + letter : 'a' + letter - 26));
        }
        else if (Enclosed(value) is char enclosed)
        {
            plain.Append('(').Append(enclosed).Append(')');
        }
        else if (value < 0x10000 && LetterSymbols.IndexOf((char)value, StringComparison.Ordinal) is int symbol and >= 0)
        {
            plain.Append(LetterSymbolsOf[symbol]);
        }
        else if (value < 0x10000 && LookAlikes.IndexOf((char)value, StringComparison.Ordinal) is int alike and >= 0 && StandsAlone(text, at))
        {
            plain.Append(LookAlikesOf[alike]);
        }
        else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control || value is >= 0xFE00 and <= 0xFE0F)
        {
            // Shows nothing.
        }
        else
        {
            plain.Append(text, at, length);
        }
    }

    private static char? Enclosed(int value) => value switch
    {
        >= 0x24B6 and <= 0x24CF => (char)('A' + value - 0x24B6),
        >= 0x24D0 and <= 0x24E9 => (char)('A' + value - 0x24D0),
        >= 0x249C and <= 0x24B5 => (char)('A' + value - 0x249C),
        >= 0x1F110 and <= 0x1F129 => (char)('A' + value - 0x1F110),
        >= 0x1F130 and <= 0x1F149 => (char)('A' + value - 0x1F130),
        >= 0x1F150 and <= 0x1F169 => (char)('A' + value - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => (char)('A' + value - 0x1F170),
        _ => null,
    };

    private static bool StandsAlone(string text, int at) =>
        (at == 0 || !char.IsLetterOrDigit(text[at - 1]) || IsUnspaced(text[at - 1]))
            && (at + 1 >= text.Length || !char.IsLetterOrDigit(text[at + 1]) || IsUnspaced(text[at + 1]));
}
