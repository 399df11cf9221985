using System.Globalization;
using System.Text;

namespace MedReason.Text;

/// <summary>
/// Walks over the words of a text in one pass and without allocation: runs of letters, digits and the marks that belong to them.
/// Hyphens, slashes and apostrophes separate words; the next token's traits record the separator. A prefix and its word are one word.
/// </summary>
/// <remarks>Any sequence of UTF-16 code units is a text: a lone surrogate is a symbol like another.</remarks>
internal ref struct TextTokenizer
{
    private readonly ReadOnlySpan<char> _text;
    private readonly LanguageProfile _language;
    private readonly StopWords _stopWords;
    private readonly WordPrefixes _prefixes;
    private int _position;

    /// <summary>Walks over a text in English.</summary>
    public TextTokenizer(ReadOnlySpan<char> text)
        : this(text, LanguageProfile.English)
    {
    }

    public TextTokenizer(ReadOnlySpan<char> text, LanguageProfile language)
    {
        _text = text;
        _language = language;
        _stopWords = language.StopWords;
        _prefixes = language.Prefixes;
    }

    /// <summary>Whether a prefix ends here and belongs to the word behind it: "non-tender", "non tender".</summary>
    private readonly bool EndsPrefix(int start, int i, int end) => _text[i] is '-' or ' ' && _prefixes.Joins(_text, start, i, end);

    /// <summary>The next word.</summary>
    public bool TryRead(out TextToken token)
    {
        ReadOnlySpan<char> text = _text;
        int i = _position;
        TextTokenTraits traits = TextTokenTraits.None;
        bool space = false;
        while (i < text.Length)
        {
            char c = text[i];
            if (c < 128 ? char.IsAsciiLetterOrDigit(c) : IsWordStart(text, i, out _))
            {
                break;
            }

            traits |= Separate(text, i, ref space, out int width);
            i += width;
        }

        if (i >= text.Length)
        {
            _position = i;
            token = default;
            return false;
        }

        // A hyphen with a space on either side is a dash: it parts phrases.
        if (space && (traits & TextTokenTraits.HyphenBefore) != 0)
        {
            traits = (traits & ~TextTokenTraits.HyphenBefore) | TextTokenTraits.BreakBefore;
        }

        int start = i;
        int end = i;
        bool lower = false;
        bool upper = false;
        while (i < text.Length)
        {
            char c = text[i];
            if (c < 128)
            {
                if (char.IsAsciiLetter(c))
                {
                    end = i = SkipLetters(text, i, ref lower, ref upper);
                    continue;
                }

                if (char.IsAsciiDigit(c))
                {
                    traits |= TextTokenTraits.Digit;
                }
                else if ((traits & TextTokenTraits.Prefixed) == 0 && EndsPrefix(start, i, end))
                {
                    traits |= TextTokenTraits.Prefixed;
                    i++;
                }
                else
                {
                    break;
                }

                end = ++i;
            }
            else if (IsWordStart(text, i, out int width))
            {
                UnicodeCategory category = width == 1 ? char.GetUnicodeCategory(c) : UnicodeCategory.OtherLetter;
                lower |= category == UnicodeCategory.LowercaseLetter;
                upper |= category == UnicodeCategory.UppercaseLetter;
                i += width;
                end = i;
            }
            else if (IsMark(c))
            {
                end = ++i;
            }
            else if (char.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                // A soft hyphen or a direction mark inside a word does not end it; after the word it is not part of it.
                i++;
            }
            else
            {
                break;
            }
        }

        if (upper && !lower)
        {
            traits |= TextTokenTraits.Upper;
        }

        if (_stopWords.Contains(text[start..end], start, text))
        {
            traits |= TextTokenTraits.Stop;
        }

        _position = end;
        token = new TextToken(start, end, traits);
        return true;
    }

    /// <summary>Returns the end of the letters of ASCII from a position on, which most characters are; a bit of each is its case.</summary>
    private static int SkipLetters(ReadOnlySpan<char> text, int i, ref bool lower, ref bool upper)
    {
        int any = text[i];
        int all = any;
        while (++i < text.Length && char.IsAsciiLetter(text[i]))
        {
            any |= text[i];
            all &= text[i];
        }

        lower |= (any & 0x20) != 0;
        upper |= (all & 0x20) == 0;
        return i;
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsWordStart(ReadOnlySpan<char> text, int index, out int width)
    {
        char c = text[index];
        width = 1;
        if (!char.IsSurrogate(c))
        {
            return char.IsLetterOrDigit(c);
        }

        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            width = 2;
            return Rune.IsLetterOrDigit(new Rune(c, text[index + 1]));
        }

        return false;
    }

    /// <summary>Whether a stop ends a word that is written with one.</summary>
    private readonly bool EndsAbbreviation(ReadOnlySpan<char> text, int stop)
    {
        if (_language.Abbreviations.Set.Count == 0)
        {
            return false;
        }

        int start = stop;
        while (start > 0 && char.IsLetter(text[start - 1]))
        {
            start--;
        }

        return start < stop && _language.Abbreviations.Contains(text[start..stop]);
    }

    private readonly TextTokenTraits Separate(ReadOnlySpan<char> text, int index, ref bool space, out int width)
    {
        const TextTokenTraits SentenceEnd = TextTokenTraits.BreakBefore | TextTokenTraits.SentenceBefore;
        char c = text[index];
        char next = index + 1 < text.Length ? text[index + 1] : ' ';
        width = 1;
        if (char.IsWhiteSpace(c))
        {
            // A line end inside a paragraph is white space; an empty line ends the sentence.
            space = true;
            return c == '\n' && next is '\n' or '\r' ? SentenceEnd : TextTokenTraits.None;
        }

        switch (c)
        {
            case ',':
                return TextTokenTraits.CommaBefore;
            case '-' or (>= '\u2010' and <= '\u2013'):
                space |= index > 0 && char.IsWhiteSpace(text[index - 1]);
                return TextTokenTraits.HyphenBefore;
            case '/':
                return TextTokenTraits.SlashBefore;
            case '\'' or '\u2019' or '"' or '`':
                return TextTokenTraits.None;
            case '(' or ')' or '[' or ']' or '{' or '}':
                return TextTokenTraits.BracketBefore;
            case '.':
                // "p.R44X", "2.5": a stop inside a word separates nothing.
                return char.IsWhiteSpace(next) && !EndsAbbreviation(text, index) ? SentenceEnd : TextTokenTraits.None;
            case '!' or '?':
                return SentenceEnd;
            default:
                width = char.IsSurrogatePair(c, next) ? 2 : 1;
                return c >= 128 && (IsMark(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format)
                    ? TextTokenTraits.None
                    : TextTokenTraits.BreakBefore;
        }
    }
}
