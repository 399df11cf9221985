using System.Buffers;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the occurrences of defined abbreviations.</summary>
internal static class AbbreviationExpander
{
    /// <summary>The maximum number of words in a short form, such as "HSV-1".</summary>
    private const int MaxWords = 3;

    /// <summary>Adds the matches of short forms whose long form the lexicon contains, and removes the plain matches of all short forms.</summary>
    /// <remarks>How the text itself defines a short form takes precedence over the names of the graph.</remarks>
    public static void Expand(LexiconReading reading, IReadOnlyList<AbbreviationDefinition> definitions)
    {
        Dictionary<string, AbbreviationDefinition> byShortForm = new(StringComparer.Ordinal);
        foreach (AbbreviationDefinition definition in definitions)
        {
            byShortForm.TryAdd(definition.ShortForm, definition);
        }

        var lookup = byShortForm.GetAlternateLookup<ReadOnlySpan<char>>();
        SearchValues<char> initials = SearchValues.Create([.. byShortForm.Keys.Select(static k => k[0]).Distinct()]);
        HashSet<(int First, int Last)> defined = [];
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        for (int first = 0; first < tokens.Length; first++)
        {
            if (!initials.Contains(reading.Text[tokens[first].Start]))
            {
                continue;
            }

            for (int last = Math.Min(tokens.Length, first + MaxWords) - 1; last >= first; last--)
            {
                if (Find(lookup, reading.TextOf(first, last)) is not { } definition)
                {
                    continue;
                }

                defined.Add((first, last));
                if (definition.State >= 0)
                {
                    reading.Matches.Add(new LexiconMatch(first, last, definition.State, LinkMethods.Abbreviation));
                }

                break;
            }
        }

        reading.Matches.RemoveAll(m => m.Method is null && defined.Contains((m.First, m.Last)));
    }

    /// <summary>Finds a short form or the short form of a plural.</summary>
    private static AbbreviationDefinition? Find(
        Dictionary<string, AbbreviationDefinition>.AlternateLookup<ReadOnlySpan<char>> definitions, ReadOnlySpan<char> text)
    {
        if (text.Length > AbbreviationFinder.MaxShortFormLength + 2)
        {
            return null;
        }

        return definitions.TryGetValue(text, out AbbreviationDefinition? definition)
            || (text.Length > 2 && text[^1] == 's' && definitions.TryGetValue(text[..^1], out definition))
            ? definition
            : null;
    }
}
