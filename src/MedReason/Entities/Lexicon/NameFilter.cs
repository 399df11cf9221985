using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Decides whether a name is meant where its words appear.</summary>
internal sealed class NameFilter(LexiconReading reading)
{
    private readonly EntityLexicon _lexicon = reading.Lexicon;

    /// <summary>Whether at least one name of a match's state is meant.</summary>
    public bool Accepts(LexiconMatch match)
    {
        for (int entry = _lexicon.Trie.FirstEntry(match.State); entry >= 0; entry = _lexicon.Trie.NextEntry(entry))
        {
            if (Accepts(match, _lexicon.Entries[entry]))
            {
                return true;
            }
        }

        return false;
    }

    public bool Accepts(LexiconMatch match, LexiconEntry entry)
    {
        if (match.Method is not null)
        {
            return entry.Words.Length > 1 || !entry.Has(LexiconEntryTraits.CaseSensitive | LexiconEntryTraits.Common);
        }

        return entry.Words.Length > 1
            ? !entry.Has(LexiconEntryTraits.Reordered) || !HasJoinedWords(match)
            : SpellsWord(match.CoreFirst, entry.Words[0]) && AcceptsWord(match, entry);
    }

    private bool HasJoinedWords(LexiconMatch match)
    {
        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        for (int i = match.CoreFirst + 1; i <= match.CoreLast; i++)
        {
            if (tokens[i].Has(TextTokenTraits.HyphenBefore | TextTokenTraits.SlashBefore))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a token may stand for a name of one word, which has no second word to confirm a synonym of the first.</summary>
    private bool SpellsWord(int token, int word)
    {
        int written = reading.Words[token];
        return word == written
            || _lexicon.WordClasses.AreStrong(word, written)
            || WordClasses.AreKin(_lexicon.Tokens.GetWord(word), _lexicon.Tokens.GetWord(written));
    }

    private bool AcceptsWord(LexiconMatch match, LexiconEntry entry)
    {
        ReadOnlySpan<char> word = reading.TextOf(match.CoreFirst);
        ReadOnlySpan<char> name = entry.Name.AsSpan().Trim();
        bool isWholeText = word.Length == reading.Text.AsSpan().Trim().Length;
        if (entry.Has(LexiconEntryTraits.CaseSensitive))
        {
            return word.SequenceEqual(name)
                && (isWholeText || !entry.Has(LexiconEntryTraits.Common) || SymbolContext.Supports(reading, match.CoreFirst));
        }

        LanguageProfile language = reading.Language;
        if (language.IsFunctionWord(word) || (entry.Has(LexiconEntryTraits.Generic) && match.CoreFirst == match.First))
        {
            return false;
        }

        return isWholeText || (!entry.Has(LexiconEntryTraits.Common) && (!language.IsCommon(word) || word.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }
}
