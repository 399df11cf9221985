using System.Buffers;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Finds the occurrences of defined abbreviations.</summary>
internal static class AbbreviationExpander
{
    /// <summary>The maximum number of words in a short form, such as "HSV-1".</summary>
    private const int MaxWords = 3;

    /// <summary>Adds the matches of short forms whose long form the lexicon contains, and removes the plain matches of all short forms.</summary>
    /// <remarks>How the text itself defines a short form takes precedence over the names of the graph, unless it leads to a general head only.</remarks>
    public static void Expand(LexiconReading reading, IReadOnlyList<LexiconAbbreviation> definitions)
    {
        // The definitions of a short form in the order of the text, those of other texts last.
        Dictionary<string, List<LexiconAbbreviation>> byShortForm = new(StringComparer.Ordinal);
        foreach (LexiconAbbreviation definition in definitions)
        {
            if (!byShortForm.TryGetValue(definition.ShortForm, out List<LexiconAbbreviation>? alike))
            {
                byShortForm.Add(definition.ShortForm, alike = []);
            }

            alike.Add(definition);
        }

        var lookup = byShortForm.GetAlternateLookup<ReadOnlySpan<char>>();
        SearchValues<char> initials = SearchValues.Create([.. byShortForm.Keys.Select(static k => k[0]).Distinct()]);
        HashSet<(int First, int Last)> defined = [];
        HashSet<(int First, int Last)>? plain = null;
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        for (int first = 0; first < tokens.Length; first++)
        {
            if (!initials.Contains(reading.Text[tokens[first].Start]))
            {
                continue;
            }

            for (int last = Math.Min(tokens.Length, first + MaxWords) - 1; last >= first; last--)
            {
                if (Find(lookup, reading.TextOf(first, last), tokens[first].Start) is not { } definition)
                {
                    continue;
                }

                if (IsGeneric(reading.Lexicon, definition.State) && (plain ??= FindPlain(reading)).Contains((first, last)))
                {
                    // Of the long form only "disease" is known: what the graph calls the short form says more.
                    break;
                }

                defined.Add((first, last));
                int next = last + 1;
                if (definition.Head.Length > 0 && next < tokens.Length && reading.TextOf(next).Equals(definition.Head, StringComparison.OrdinalIgnoreCase))
                {
                    // "HPRT deficiency", where the text defines "hypoxanthine phosphoribosyltransferase (HPRT) deficiency"
                    last = next;
                }

                if (definition.State >= 0)
                {
                    reading.Matches.Add(new LexiconMatch(first, last, definition.State, LinkMethods.Abbreviation));
                }

                break;
            }
        }

        reading.Matches.RemoveAll(m => m.Method is null && defined.Contains((m.First, m.Last)));
    }

    private static HashSet<(int First, int Last)> FindPlain(LexiconReading reading) =>
        [.. reading.Matches.Where(static match => match.Method is null).Select(static match => (match.First, match.Last))];

    /// <summary>Whether a name of a state is a general head.</summary>
    private static bool IsGeneric(EntityLexicon lexicon, int state)
    {
        for (int entry = state < 0 ? -1 : lexicon.Trie.FirstEntry(state); entry >= 0; entry = lexicon.Trie.NextEntry(entry))
        {
            if (lexicon.Entries[entry].Has(LexiconEntryTraits.Generic))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds the definition of a short form, or of the short form of a plural, that holds at a position.</summary>
    private static LexiconAbbreviation? Find(
        Dictionary<string, List<LexiconAbbreviation>>.AlternateLookup<ReadOnlySpan<char>> definitions, ReadOnlySpan<char> text, int position)
    {
        if (text.Length > ShortForms.MaxShortFormLength + 2
            || (!definitions.TryGetValue(text, out List<LexiconAbbreviation>? alike)
                && !(text.Length > 2 && text[^1] == 's' && definitions.TryGetValue(text[..^1], out alike))))
        {
            return null;
        }

        // A redefinition ends the former; before the first definition the first one holds.
        return alike.FindLast(definition => definition.Position >= 0 && definition.Position <= position) ?? alike[0];
    }
}
