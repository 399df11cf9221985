using System.Globalization;
using System.Text;

namespace MedReason.Evaluation;

/// <summary>Text of others as a terminal and a table can show it.</summary>
internal static class VisibleText
{
    /// <summary>
    /// Writes what moves a cursor, changes a colour, hides or turns text, or parts the cells of a table, as an escape of JSON; everything else stays.
    /// </summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value == '|' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            {
                foreach (char unit in rune.ToString())
                {
                    shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }
            }
            else
            {
                shown.Append(rune);
            }
        }

        return shown.ToString();
    }
}
