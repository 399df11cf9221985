using System.Text;

namespace MedReason.Shared;

/// <summary>Small operations on text in plain English.</summary>
internal static class PlainText
{
    /// <summary>Text in one line, without control characters.</summary>
    public static string Clean(string text)
    {
        if (IsClean(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (char unit in text)
        {
            bool isSpace = char.IsWhiteSpace(unit) || char.IsControl(unit);
            if (!isSpace)
            {
                clean.Append(unit);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().TrimEnd();
    }

    /// <summary>Whether a text has no space but single ones between its words, as nearly all names have.</summary>
    private static bool IsClean(string text)
    {
        char before = ' ';
        foreach (char unit in text)
        {
            if (unit == ' ' ? before == ' ' : char.IsWhiteSpace(unit) || char.IsControl(unit))
            {
                return false;
            }

            before = unit;
        }

        return before != ' ';
    }

    /// <summary>A sentence's first letter as a capital, unless the word's own spelling forbids it ("mTOR", "p53").</summary>
    public static string Capitalize(string sentence)
    {
        if (sentence.Length == 0 || !char.IsLower(sentence[0]))
        {
            return sentence;
        }

        foreach (char unit in sentence.AsSpan(1))
        {
            if (char.IsWhiteSpace(unit) || unit is ',' or '.' or ';' or ':')
            {
                break;
            }

            if (char.IsUpper(unit) || char.IsDigit(unit))
            {
                return sentence;
            }
        }

        return char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }

    /// <summary>Several things as English lists them: "a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> items, string conjunction = "and") => items.Count switch
    {
        0 => string.Empty,
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} {conjunction} {items[^1]}",
    };
}
