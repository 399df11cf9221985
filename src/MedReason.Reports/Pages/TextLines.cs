using System.Globalization;
using System.Text;

namespace MedReason.Reports;

/// <summary>Breaks names into lines for drawings, where no browser does it. Widths are upper bounds for the fonts that drawings are written in.</summary>
internal static class TextLines
{
    private const string Ellipsis = "…";

    /// <summary>The width of a text in units of its font size.</summary>
    public static double Measure(string text)
    {
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Width(rune);
        }

        return width;
    }

    /// <summary>The lines of a text, at spaces, hyphens and slashes where it can, inside words where it must; what does not fit ends in an ellipsis.</summary>
    /// <param name="text">The text; white space and control characters count as spaces.</param>
    /// <param name="width">The width of a line in units of the font size.</param>
    /// <param name="most">The most lines.</param>
    /// <returns>One line at least.</returns>
    public static List<string> Wrap(string text, double width, int most)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        double used = 0;
        foreach (string piece in Pieces(text))
        {
            double length = Measure(piece.TrimEnd());
            if (used > 0 && used + length > width)
            {
                End();
            }

            if (length <= width)
            {
                line.Append(piece);
                used += Measure(piece);
                continue;
            }

            foreach (Rune rune in piece.EnumerateRunes())
            {
                if (used > 0 && used + Width(rune) > width)
                {
                    End();
                }

                line.Append(rune.ToString());
                used += Width(rune);
            }
        }

        if (line.Length > 0 || lines.Count == 0)
        {
            End();
        }

        if (lines.Count > most)
        {
            string last = lines[most - 1];
            while (last.Length > 0 && Measure(last) + Width(new Rune('…')) > width)
            {
                last = last[..^(char.IsLowSurrogate(last[^1]) && last.Length > 1 ? 2 : 1)];
            }

            lines.RemoveRange(most - 1, lines.Count - most + 1);
            lines.Add(last.TrimEnd() + Ellipsis);
        }

        return lines;

        void End()
        {
            lines.Add(line.ToString().TrimEnd());
            line.Clear();
            used = 0;
        }
    }

    private static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isSpace = Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control;
            if (isSpace)
            {
                if (piece.Length > 0 && piece[^1] != ' ')
                {
                    piece.Append(' ');
                }
            }
            else
            {
                if (piece.Length > 0 && piece[^1] is ' ' or '-' or '/')
                {
                    yield return piece.ToString();
                    piece.Clear();
                }

                piece.Append(rune.ToString());
            }
        }

        if (piece.Length > 0)
        {
            yield return piece.ToString();
        }
    }

    // Upper bounds of Arial's bold face, and so of the faces that are metrically like it.
    private static double Width(Rune rune) => rune.Value switch
    {
        'f' or 'i' or 'j' or 'l' or 'r' or 't' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!'
            or '(' or ')' or '[' or ']' or ' ' or '-' or '/' => 0.39,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '…' => 1,
        >= 'A' and <= 'Z' => 0.78,
        < 0x80 => 0.615,
        >= 0x1100 => 1.05,
        _ => 0.8,
    };
}
