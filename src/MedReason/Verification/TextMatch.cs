using System.Text;

namespace MedReason;

/// <summary>Finds names in text on word boundaries, without regard to case, punctuation and spacing.</summary>
internal sealed class TextMatch
{
    private readonly string _folded;

    /// <summary>Prepares a text.</summary>
    /// <param name="text">The text.</param>
    public TextMatch(string text) => _folded = Fold(text);

    /// <summary>Whether both are the same words.</summary>
    public static bool IsSame(string? left, string? right) =>
        left is not null && right is not null && Fold(left) is { Length: > 2 } folded && string.Equals(folded, Fold(right), StringComparison.Ordinal);

    /// <summary>Whether the text holds the name as whole words.</summary>
    /// <param name="name">The name; one without a letter or digit is found nowhere.</param>
    public bool Names(string name) => Fold(name) is { Length: > 2 } folded && _folded.Contains(folded, StringComparison.Ordinal);

    /// <summary>Whether the text holds a node's name or one of its synonyms.</summary>
    public bool Names(KgNode node) => Names(node.Name) || node.Synonyms.Any(Names);

    /// <summary>Words in lower case with one space before, between and behind them, so that a whole-word search is a plain one.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length + 2).Append(' ');
        Span<char> lower = stackalloc char[2];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                folded.Append(lower[..Rune.ToLowerInvariant(rune).EncodeToUtf16(lower)]);
            }
            else if (rune.Value is '+' or '-' && folded[^1] != ' ')
            {
                // "Na+" is not "Na", while a hyphen only joins words.
                folded.Append(rune.Value == '+' ? '+' : ' ');
            }
            else if (folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }

        if (folded[^1] != ' ')
        {
            folded.Append(' ');
        }

        return folded.ToString();
    }
}
