using MedReason.Entities;

namespace MedReason;

/// <summary>Reads the abbreviations that a text defines in brackets, in both orders: "long form (SF)" and "SF (long form)".</summary>
/// <remarks>
/// <para>
/// In the sense of Schwartz and Hearst 2003: the letters of the short form must occur in the long form in their order, the first one at the start of a word.
/// Beyond that each alignment has a cost: letters inside words and words without a letter cost more than initials, and of all long forms before a bracket the
/// cheapest is taken, if its cost is within a limit that grows with the length of the short form. Digits may be written as words, and a number at the end of
/// a short form need not occur in the long form. A long form that is the rest of a chemical name takes its locants along: "2,3-diaminonaphthalene (DAN)".
/// </para>
/// <para>A definition holds until the text defines the same short form again. Needs no graph. Time is linear in the text. Safe for concurrent use.</para>
/// </remarks>
public static class AbbreviationReader
{
    /// <summary>Reads the definitions of a text.</summary>
    /// <param name="text">The text; may be empty or of any length.</param>
    /// <returns>The definitions in the order of the text; empty when there are none.</returns>
    public static IReadOnlyList<AbbreviationDefinition> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<AbbreviationDefinition> found = [];
        foreach ((int open, int close) in AbbreviationFinder.FindBrackets(text))
        {
            if (AbbreviationFinder.Find(text, open, close) is { } definition)
            {
                found.Add(definition);
            }
        }

        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = found.Count - 1; i >= 0; i--)
        {
            AbbreviationDefinition definition = found[i];
            if (next.TryGetValue(definition.ShortForm, out int end))
            {
                found[i] = definition with { ScopeEnd = end };
            }

            next[definition.ShortForm] = Math.Min(definition.ShortStart, definition.LongStart);
        }

        return found;
    }
}
