using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Extends a mention by the words that the graph puts before names, and by the number of a type.</summary>
internal sealed class MentionExtender(LexiconReading reading)
{
    private const int MaxPremodifiers = 8;

    /// <summary>The maximum length of the number of a type, such as "VIII" or "1A".</summary>
    private const int MaxTypeNumberLength = 4;

    private readonly bool _isEnabled = reading.Uses(LexiconRules.Premodifiers);

    /// <summary>Extends a mention to both sides.</summary>
    /// <param name="match">The mention.</param>
    /// <param name="floor">The last token of the mention before.</param>
    public void Extend(ref LexiconMatch match, int floor)
    {
        if (!_isEnabled)
        {
            return;
        }

        ReadOnlySpan<TextToken> tokens = reading.Tokens;
        for (int words = 0; words < MaxPremodifiers && match.First - 1 > floor && IsPremodifier(match.First - 1); words++)
        {
            match.First--;
        }

        int type = match.First - 2;
        if (type > floor
            && reading.IsNumber(type + 1)
            && reading.LanguageWords.IsType(reading.TextOf(type))
            && !tokens[type + 1].Has(LexiconReading.Boundary)
            && !tokens[type + 2].Has(LexiconReading.Boundary))
        {
            match.First = type;
        }

        int number = match.Last + 2;
        if (number < tokens.Length
            && reading.LanguageWords.IsType(reading.TextOf(number - 1))
            && !tokens[number - 1].Has(LexiconReading.Boundary)
            && !tokens[number].Has(LexiconReading.Boundary)
            && tokens[number].Length <= MaxTypeNumberLength
            && tokens[number].Has(TextTokenTraits.Upper | TextTokenTraits.Digit))
        {
            match.Last = number;
        }
    }

    /// <summary>Whether a word belongs before the name that follows it.</summary>
    private bool IsPremodifier(int token)
    {
        TextToken next = reading.Tokens[token + 1];
        if (next.Has(LexiconReading.Boundary | TextTokenTraits.SlashBefore) || reading.Tokens[token].Has(TextTokenTraits.Stop | TextTokenTraits.State))
        {
            return false;
        }

        ReadOnlySpan<char> text = reading.TextOf(token);
        bool isAdverbOfState = reading.LanguageWords.IsStateAdverb(text) && next.Has(TextTokenTraits.State | TextTokenTraits.Form);
        bool isContraction = reading.Tokens[token].Start > 0 && reading.Text[reading.Tokens[token].Start - 1] is '\'' or '’';
        if (isAdverbOfState || isContraction || reading.IsFunctionWord(token) || reading.IsNumber(token) || reading.IsUnit(token))
        {
            return false;
        }

        // "X-linked", "late-infantile": the part before the hyphen belongs to a premodifier after it.
        int word = reading.Words[token];
        return next.Has(TextTokenTraits.HyphenBefore) || (word >= 0 && reading.Lexicon.IsPremodifier[word] && !reading.IsCommon(token));
    }
}
