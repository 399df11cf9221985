using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Reads the abbreviations that a text defines in brackets, and finds the names that their long forms match.</summary>
internal sealed class DefinitionReader(LexiconReading reading)
{
    /// <summary>Single letters stand for too much elsewhere in a text.</summary>
    private const int MinReadLength = 2;

    private readonly List<LexiconMatch> _matches = reading.Matches;

    public List<LexiconAbbreviation> Read()
    {
        string text = reading.Text;
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        List<LexiconAbbreviation> definitions = [];
        List<LexiconMatch> longForms = [];
        for (int bracket = 1; bracket < tokens.Length; bracket++)
        {
            int start = tokens[bracket].Start;
            ReadOnlySpan<char> shortForm = start > 0 && text[start - 1] == '(' ? ReadShortForm(text.AsSpan(start)) : default;
            if (shortForm.IsEmpty)
            {
                continue;
            }

            int first = ShortForms.FindLongForm(text, tokens, bracket - 1, shortForm);
            LexiconMatch? match = first < 0 ? FindByInitials(bracket, shortForm) : FindLongForm(first, bracket - 1);
            if (first >= 0 && match is { } known && !reading.IncludeNested && known.CoreFirst > first)
            {
                // The definition shows where the name starts, further left than the lexicon knows.
                longForms.Add(known with { First = first });
            }

            string head = string.Empty;
            if (match is null && first >= 0)
            {
                match = FindAround(first, bracket);
                head = match is { } around ? reading.TextOf(bracket + 1, around.CoreLast).ToString() : head;
            }

            if (first >= 0 || match is not null)
            {
                definitions.Add(new LexiconAbbreviation(shortForm.ToString(), match?.State ?? -1, start, head));
            }
        }

        AddRead(definitions);
        _matches.AddRange(longForms);
        definitions.Sort(static (left, right) => left.Position.CompareTo(right.Position));
        return definitions;
    }

    /// <summary>Adds what <see cref="AbbreviationReader"/> finds beyond. A long form that no name ends with blocks its short form.</summary>
    private void AddRead(List<LexiconAbbreviation> definitions)
    {
        foreach (AbbreviationDefinition read in AbbreviationReader.Read(reading.Text))
        {
            if (read.ShortForm.Length < MinReadLength || definitions.Exists(known => known.Position == read.ShortStart))
            {
                continue;
            }

            int first = reading.FindToken(read.LongStart);
            int last = reading.FindToken(read.LongEnd) - 1;
            LexiconMatch? match = first <= last ? FindLongForm(first, last) : null;
            definitions.Add(new LexiconAbbreviation(read.ShortForm, match is { } found && found.CoreFirst == first ? found.State : -1, read.ShortStart));
        }
    }

    /// <summary>Returns the short form that a bracket starts with; empty when it starts with something else.</summary>
    private static ReadOnlySpan<char> ReadShortForm(ReadOnlySpan<char> bracket)
    {
        int length = bracket[..Math.Min(ShortForms.MaxShortFormLength + 2, bracket.Length)].IndexOfAny(')', ';', ',');
        ReadOnlySpan<char> shortForm = bracket[..Math.Max(0, length)];
        return ShortForms.IsShortForm(shortForm) ? shortForm : default;
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

    /// <summary>Finds the match that contains a long form and the bracket behind it: "von Hippel-Lindau (VHL) disease".</summary>
    private LexiconMatch? FindAround(int first, int bracket)
    {
        for (int i = LastMatchBefore(first + 1); i >= 0 && _matches[i].CoreFirst >= bracket - LexiconReading.MaxPhraseWords; i--)
        {
            if (_matches[i].CoreLast > bracket && !HasPredicate(bracket, _matches[i].CoreLast))
            {
                return _matches[i];
            }
        }

        return null;
    }

    /// <summary>Whether a match says behind a bracket how what is defined there is: "blood pressure (BP) was elevated".</summary>
    private bool HasPredicate(int bracket, int last)
    {
        for (int i = bracket + 1; i <= last; i++)
        {
            if (reading.Tokens[i].Has(TextTokenTraits.Linking))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Finds the match that ends with a long form and starts nearest to it, but not before it: IOP is no "increased intraocular pressure (IOP)". With nested
    /// mentions it must not start later.
    /// </summary>
    private LexiconMatch? FindLongForm(int first, int last)
    {
        LexiconMatch? nearest = null;
        (int Distance, int Uncovered) best = (int.MaxValue, 0);
        for (int i = LastMatchBefore(last + 1); i >= 0 && _matches[i].CoreFirst >= last - LexiconReading.MaxPhraseWords; i--)
        {
            LexiconMatch match = _matches[i];
            if (match.Last != last || match.CoreFirst < first || (reading.IncludeNested && match.First > first) || IsComplement(first, match.CoreFirst))
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

    /// <summary>Whether a name only says of what the head of a long form is: "studies of left ventricular dysfunction (SOLVD)".</summary>
    private bool IsComplement(int first, int name)
    {
        for (int i = first + 1; i < name; i++)
        {
            if (reading.LanguageWords.Turnings.Contains(reading.TextOf(i)))
            {
                return true;
            }
        }

        return false;
    }
}
