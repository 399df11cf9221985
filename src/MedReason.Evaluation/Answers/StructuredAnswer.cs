using System.Buffers;
using System.Globalization;
using System.Text;

namespace MedReason.Evaluation;

/// <summary>Finds fields that hold the answer, in JSON however broken, and in tags.</summary>
internal static class StructuredAnswer
{
    private static readonly string[] AnswerNames =
    [
        "answer", "answerchoice", "finalanswer", "answeridx", "answerindex", "answerletter", "correctanswer", "correctoption", "correctchoice", "finalchoice",
            "selectedoption", "selectedanswer",
        "selectedchoice", "predictedanswer", "prediction", "finaloption", "answeroption",
    ];

    // Names that lists of options use too: read only where no other is there.
    private static readonly string[] WeakNames = ["choice", "option", "label", "letter"];
    private static readonly string[] Tags = ["answer", "final_answer", "finalanswer", "choice", "final"];
    private static readonly SearchValues<string> Stems = SearchValues.Create(
        ["answer", "choice", "option", "prediction", "label", "letter"], StringComparison.Ordinal);

    /// <summary>What the fields of an output say together; <see cref="ReadingKind.Nothing"/> where there is no field.</summary>
    public static Reading Find(OutputText text, OptionTable options, AnswerGrammar grammar)
    {
        Reading tags = FindTags(text, options, grammar);
        if (tags.Kind != ReadingKind.Nothing)
        {
            return tags;
        }

        var strong = Reading.Of(ReadingKind.Nothing);
        var weak = Reading.Of(ReadingKind.Nothing);
        bool isJson = text.Text.Contains('{', StringComparison.Ordinal);
        for (int at = 0; isJson && at < text.Length;)
        {
            int found = text.Lower.AsSpan(at).IndexOfAny(Stems);
            if (found < 0)
            {
                break;
            }

            at += found;
            if (!TryField(text, at, out string name, out int value))
            {
                at++;
                continue;
            }

            bool isStrong = Array.IndexOf(AnswerNames, name) >= 0;
            if (isStrong || Array.IndexOf(WeakNames, name) >= 0)
            {
                Reading reading = ReadValue(text, value, options, grammar);
                strong = isStrong ? Join(strong, reading) : strong;
                weak = isStrong ? weak : Join(weak, reading);
            }

            at = value;
        }

        return strong.Kind != ReadingKind.Nothing ? strong : weak;
    }

    /// <summary>Whether the output ends inside an object that was opened and not closed.</summary>
    public static bool IsCutOff(OutputText text)
    {
        int open = text.Text.LastIndexOf("{\"", StringComparison.Ordinal);
        open = open < 0 ? text.Text.LastIndexOf("{\n", StringComparison.Ordinal) : open;
        return open >= 0 && text.Text.IndexOf('}', open) < 0 && text.Text.IndexOf('"', open) >= 0 && text.Text.IndexOf(':', open) >= 0;
    }

    private static Reading Join(Reading left, Reading right)
    {
        if (left.Kind is ReadingKind.Nothing or ReadingKind.NoAnswer && right.Kind != ReadingKind.Nothing)
        {
            return right;
        }

        return right.Kind switch
        {
            ReadingKind.Nothing or ReadingKind.NoAnswer => left,
            ReadingKind.CutOff => right,
            ReadingKind.Answer when left.Kind == ReadingKind.Answer && left.Option == right.Option => left,
            _ => left.Kind == ReadingKind.CutOff ? left : Reading.Of(ReadingKind.Several),
        };
    }

    private static bool TryField(OutputText text, int at, out string name, out int value)
    {
        int start = at;
        while (start > 0 && IsNameUnit(text.At(start - 1)))
        {
            start--;
        }

        int end = at;
        while (end < text.Length && IsNameUnit(text.At(end)))
        {
            end++;
        }

        name = string.Empty;
        value = end;
        if (start == 0 || end >= text.Length || text.At(start - 1) is not ('"' or '\'' or '\u201C') || text.At(end) is not ('"' or '\'' or '\u201D')
            || (start > 1 && text.At(start - 2) == '\\'))
        {
            return false;
        }

        int colon = SkipSpace(text, end + 1);
        if (text.At(colon) != ':')
        {
            return false;
        }

        name = text.Lower[start..end].Replace("_", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal).Replace(
            "-", string.Empty, StringComparison.Ordinal);
        value = SkipSpace(text, colon + 1);
        return true;
    }

    private static Reading ReadValue(OutputText text, int at, OptionTable options, AnswerGrammar grammar)
    {
        char first = text.At(at);
        if (at >= text.Length)
        {
            return Reading.Of(ReadingKind.CutOff);
        }

        if (first is '"' or '\'' or '\u201C')
        {
            int end = EndOfString(text, at);
            return end < 0 ? Reading.Of(ReadingKind.CutOff) : FieldReader.Read(Unescape(text.Text[(at + 1)..end]), options, grammar);
        }

        if (first == '[')
        {
            int end = text.Text.IndexOf(']', at);
            if (end < 0)
            {
                return Reading.Of(ReadingKind.CutOff);
            }

            var all = Reading.Of(ReadingKind.Nothing);
            foreach (string item in text.Text[(at + 1)..end].Split(','))
            {
                all = Join(all, FieldReader.Read(item, options, grammar));
            }

            return all;
        }

        if (first == '{')
        {
            return Reading.Of(ReadingKind.Nothing);
        }

        int stop = at;
        while (stop < text.Length && text.At(stop) is not (',' or '}' or '\n'))
        {
            stop++;
        }

        return stop >= text.Length ? Reading.Of(ReadingKind.CutOff) : FieldReader.Read(text.Text[at..stop], options, grammar);
    }

    /// <summary>The quote that ends a string; one that stands before something else than the end of a field belongs to the string.</summary>
    private static int EndOfString(OutputText text, int at)
    {
        char close = text.At(at) == '\u201C' ? '\u201D' : text.At(at);
        for (int i = at + 1; i < text.Length; i++)
        {
            if (text.At(i) == '\\')
            {
                i++;
            }
            else if (text.At(i) == close)
            {
                int next = SkipSpace(text, i + 1);
                if (next >= text.Length || text.At(next) is ',' or '}' or ']' or '`')
                {
                    return i;
                }
            }
        }

        return -1;
    }

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var plain = new StringBuilder(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\' || i + 1 == value.Length)
            {
                plain.Append(value[i]);
                continue;
            }

            i++;
            if (value[i] == 'u' && i + 4 < value.Length
                && ushort.TryParse(value.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ushort unit))
            {
                plain.Append((char)unit);
                i += 4;
            }
            else
            {
                // A command such as \boxed keeps its mark; \n and \t are white space.
                plain.Append(value[i] switch
                {
                    'n' => "\n",
                    't' when i + 1 < value.Length && !char.IsAsciiLetterLower(value[i + 1]) =>
                    "\t",
                    '"' or '\'' or '\\' or '/' => value[i].ToString(),
                    _ => "\\" + value[i]
                });
            }
        }

        return plain.ToString();
    }

    private static Reading FindTags(OutputText text, OptionTable options, AnswerGrammar grammar)
    {
        foreach (string tag in Tags)
        {
            int open = text.Lower.LastIndexOf($"<{tag}>", StringComparison.Ordinal);
            if (open < 0)
            {
                continue;
            }

            int start = open + tag.Length + 2;
            int close = text.Lower.IndexOf($"</{tag}>", start, StringComparison.Ordinal);
            if (close < 0)
            {
                return Reading.Of(ReadingKind.CutOff);
            }

            Reading reading = FieldReader.Read(text.Text[start..close], options, grammar);
            return reading;
        }

        return Reading.Of(ReadingKind.Nothing);
    }

    private static bool IsNameUnit(char unit) => char.IsAsciiLetterOrDigit(unit) || unit is '_' or '-' or ' ';

    private static int SkipSpace(OutputText text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text.At(at)))
        {
            at++;
        }

        return at;
    }
}
