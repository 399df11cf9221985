using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Reads the abbreviations that a text defines in brackets, and finds the names that their long forms match.</summary>
internal sealed class AbbreviationReader(LexiconReading reading)
{
    private readonly List<LexiconMatch> _matches = reading.Matches;

    public List<AbbreviationDefinition> Read()
    {
        string text = reading.Text;
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        List<AbbreviationDefinition> definitions = [];
        List<LexiconMatch> longForms = [];
        for (int bracket = 1; bracket < tokens.Length; bracket++)
        {
            int start = tokens[bracket].Start;
            ReadOnlySpan<char> shortForm = start > 0 && text[start - 1] == '(' ? ReadShortForm(text.AsSpan(start)) : default;
            if (shortForm.IsEmpty)
            {
                continue;
            }

            int first = AbbreviationFinder.FindLongForm(text, tokens, bracket - 1, shortForm);
            LexiconMatch? match = first < 0 ? FindByInitials(bracket, shortForm) : FindLongForm(first, bracket - 1);
            if (first >= 0 && match is { } known && !reading.IncludeNested && known.CoreFirst > first)
            {
                // The definition shows where the name starts, further left than the lexicon knows.
                longForms.Add(new LexiconMatch(first, bracket - 1, known.State) { CoreFirst = known.CoreFirst });
            }

            match ??= first >= 0 ? FindAround(bracket) : null;
            if (first >= 0 || match is not null)
            {
                definitions.Add(new AbbreviationDefinition(shortForm.ToString(), match?.State ?? -1));
            }
        }

        _matches.AddRange(longForms);
        return definitions;
    }

    /// <summary>Returns the short form that a bracket starts with; empty when there is none.</summary>
    private static ReadOnlySpan<char> ReadShortForm(ReadOnlySpan<char> bracket)
    {
        int length = bracket[..Math.Min(AbbreviationFinder.MaxShortFormLength + 2, bracket.Length)].IndexOfAny(')', ';', ',');
        ReadOnlySpan<char> shortForm = bracket[..Math.Max(0, length)];
        return AbbreviationFinder.IsShortForm(shortForm) ? shortForm : default;
    }

    /// <summary>Returns the index of the last match whose name starts before a token.</summary>
    private int LastMatchBefore(int token)
    {
        int low = 0;
        int high = _matches.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _matches[middle].CoreFirst < token ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    /// <summary>Finds the match right before a bracket whose words have the bracket's letters as initials, in any order: "myotonic dystrophy (DM)".</summary>
    private LexiconMatch? FindByInitials(int bracket, ReadOnlySpan<char> shortForm)
    {
        for (int i = LastMatchBefore(bracket); i >= 0 && _matches[i].CoreFirst >= bracket - LexiconReading.MaxPhraseWords; i--)
        {
            LexiconMatch match = _matches[i];
            if (match.Last == bracket - 1 && match.Last - match.CoreFirst + 1 == shortForm.Length && HasInitials(match, shortForm))
            {
                return match;
            }
        }

        return null;
    }

    private bool HasInitials(LexiconMatch match, ReadOnlySpan<char> letters)
    {
        foreach (char letter in letters)
        {
            int word = match.CoreFirst;
            while (word <= match.Last && char.ToUpperInvariant(reading.Text[reading.Tokens[word].Start]) != letter)
            {
                word++;
            }

            if (word > match.Last)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Finds the match that contains a bracket: "von Hippel-Lindau (VHL) disease".</summary>
    private LexiconMatch? FindAround(int bracket)
    {
        for (int i = LastMatchBefore(bracket); i >= 0 && _matches[i].CoreFirst >= bracket - LexiconReading.MaxPhraseWords; i--)
        {
            if (_matches[i].CoreLast > bracket)
            {
                return _matches[i];
            }
        }

        return null;
    }

    /// <summary>Finds the match that ends with a long form and starts nearest to it; with nested mentions it must not start later.</summary>
    private LexiconMatch? FindLongForm(int first, int last)
    {
        LexiconMatch? nearest = null;
        (int Distance, int Uncovered) best = (int.MaxValue, 0);
        for (int i = LastMatchBefore(last + 1); i >= 0 && _matches[i].CoreFirst >= last - LexiconReading.MaxPhraseWords; i--)
        {
            LexiconMatch match = _matches[i];
            if (match.Last != last || (reading.IncludeNested && match.First > first))
            {
                continue;
            }

            // Of two that start equally near, the one whose name contains more of the words.
            (int, int) distance = (Math.Abs(match.First - first), match.CoreFirst - match.First);
            if (distance.CompareTo(best) < 0)
            {
                best = distance;
                nearest = match;
            }
        }

        return nearest;
    }
}
