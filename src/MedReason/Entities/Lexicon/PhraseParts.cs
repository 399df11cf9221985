using MedReason.Text;

namespace MedReason.Entities;

/// <summary>
/// Finds names that are only a part of a phrase for something else: "blood" in "blood pressure", "artery" in "gastric artery", "tuberculosis" in
/// "Mycobacterium tuberculosis".
/// </summary>
internal sealed class PhraseParts(LexiconReading reading)
{
    private const TextTokenTraits Apart = LexiconReading.Boundary | TextTokenTraits.SlashBefore;

    private readonly LexiconWords _words = reading.LanguageWords;
    private readonly bool _isEnabled = reading.Uses(LexiconRules.Phrases);

    /// <summary>Whether the words of a match do not stand for what they name alone.</summary>
    public bool Contains(LexiconMatch match)
    {
        bool isWord = match.First == match.Last;
        return _isEnabled && (IsModifier(match.Last + 1, isWord) || (isWord && (IsNamed(match.First) || IsMeasured(match)))
            || IsSpecies(match.First));
    }

    /// <summary>Whether the phrase goes on to a quantity or, behind one word, to a structure: "heart rate", "gastric artery".</summary>
    private bool IsModifier(int next, bool isWord)
    {
        if (!Continues(next))
        {
            return false;
        }

        ReadOnlySpan<char> word = reading.TextOf(next);
        return _words.Measurements.Contains(word)
            || (char.IsUpper(word[0]) && _words.Organizations.Contains(word))
            || (isWord && _words.Specimens.Contains(reading.TextOf(next - 1)) && !reading.IsFunctionWord(next))
            || (isWord && _words.Structures.Contains(word))
            || (_words.Measured.Contains(word) && Continues(next + 1) && _words.Measurements.Contains(reading.TextOf(next + 1)));
    }

    /// <summary>Whether a word for a kind of structure leaves out the words that say which: the artery of "left gastric artery".</summary>
    private bool IsBareStructure(int token)
    {
        if (token == 0
            || !_words.Structures.Contains(reading.TextOf(token))
            || reading.Tokens[token].Has(Apart)
            || reading.Tokens[token - 1].Has(TextTokenTraits.Stop))
        {
            return false;
        }

        return !reading.IsFunctionWord(token - 1);
    }

    /// <summary>
    /// Whether a word names something else: a structure, an effect, a procedure ("needle aspiration") or a field of study ("oncology").
    /// </summary>
    private bool IsNamed(int token) =>
        IsBareStructure(token) || IsEffect(token) || (reading.Tokens.Length > 1 && _words.IsStudy(reading.TextOf(token)))
        || (token > 0 && !reading.Tokens[token].Has(Apart) && _words.Instruments.Contains(reading.TextOf(token - 1)));

    /// <summary>Whether a symbol has a value behind it: "HR 110", "PTH: 8 pg/mL".</summary>
    private bool IsMeasured(LexiconMatch match)
    {
        int next = match.Last + 1;
        if (next == reading.Tokens.Length || reading.TextOf(next).ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        EntityLexicon lexicon = reading.Lexicon;
        for (int entry = lexicon.Trie.FirstEntry(match.State); entry >= 0; entry = lexicon.Trie.NextEntry(entry))
        {
            if (!lexicon.Entries[entry].Has(LexiconEntryTraits.CaseSensitive))
            {
                return false;
            }
        }

        ReadOnlySpan<char> gap = reading.Text.AsSpan(reading.Tokens[next - 1].End, reading.Tokens[next].Start - reading.Tokens[next - 1].End);
        return gap.ContainsAny(' ', ':', '=') && gap.Trim() is "" or ":" or "=";
    }

    /// <summary>Whether a word says what a drug brings about: "hypoglycemic agents".</summary>
    private bool IsEffect(int token)
    {
        if (!Continues(token + 1) || !_words.Agents.Contains(reading.TextOf(token + 1)))
        {
            return false;
        }

        TokenTable table = reading.Lexicon.Tokens;
        return reading.Tokens[token].Has(TextTokenTraits.State | TextTokenTraits.Form)
            || (reading.Words[token] >= 0 && _words.Derived.FindBase(table, table.GetWord(reading.Words[token])) >= 0);
    }

    /// <summary>Whether a word is the second part of the name of a species, and no infection with it is spoken of: "Streptococcus pneumoniae".</summary>
    private bool IsSpecies(int token)
    {
        if (token == 0 || reading.Tokens[token].Has(Apart & ~TextTokenTraits.BreakBefore)
            || !_words.IsSpecies(reading.TextOf(token - 1), reading.TextOf(token), out bool isDisease))
        {
            return false;
        }

        // A full stop behind an initial is a break as others are.
        TextToken genus = reading.Tokens[token - 1];
        bool isApart = reading.Tokens[token].Has(TextTokenTraits.BreakBefore) && (genus.Length > 1 || reading.Text[genus.End] != '.');
        return !isApart && !(isDisease && IsInfection(token));
    }

    /// <summary>Whether an infection with a species is spoken of: "M. tuberculosis infection", "infected with M. tuberculosis".</summary>
    private bool IsInfection(int token) =>
        (Continues(token + 1) && _words.Infections.Contains(reading.TextOf(token + 1)))
        || (token > 2 && !reading.Tokens[token - 1].Has(Apart) && _words.Infections.Contains(reading.TextOf(token - 3)));

    private bool Continues(int token) => token < reading.Tokens.Length && !reading.Tokens[token].Has(Apart | TextTokenTraits.HyphenBefore);
}
