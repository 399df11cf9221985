using System.Collections.Frozen;

namespace MedReason.Text;

/// <summary>The words of a language that names may carry or leave out: "hypoplasia of the thumb", "thumb hypoplasia".</summary>
internal sealed class StopWords
{
    /// <summary>Longer words are no stop words, and most words are ruled out by this.</summary>
    private const int MaxLength = 7;

    private readonly FrozenDictionary<string, Rule>.AlternateLookup<ReadOnlySpan<char>> _rules;
    private readonly bool[] _isShape = new bool[32 * (MaxLength + 1)];
    private readonly LanguageProfile _language;

    public StopWords(LanguageProfile language)
    {
        _language = language;
        Dictionary<string, Rule> rules = new(StringComparer.Ordinal);
        foreach (string word in language.Words("stop").Concat(language.Words("stop-as-written")))
        {
            rules[word] = Rule.Always;
        }

        foreach (string word in language.Words("stop"))
        {
            rules[word.ToUpperInvariant()] = rules[char.ToUpperInvariant(word[0]) + word[1..]] = Rule.Always;
        }

        foreach (string word in language.Words("stop-in-capitals"))
        {
            rules.TryAdd(word, Rule.AmongCapitals);
        }

        foreach (string word in language.Words("possessive"))
        {
            rules[word] = rules[word.ToUpperInvariant()] = Rule.Possessive;
        }

        foreach (string word in rules.Keys.Where(static word => word.Length <= MaxLength))
        {
            _isShape[Shape(word)] = true;
        }

        _rules = rules.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    private enum Rule
    {
        Always,
        AmongCapitals,
        Possessive,
    }

    /// <summary>Whether the word from a position of a text is a stop word.</summary>
    public bool Contains(ReadOnlySpan<char> word, int start, ReadOnlySpan<char> text) =>
        word.Length <= MaxLength && _isShape[Shape(word)] && _rules.TryGetValue(word, out Rule rule) && rule switch
        {
            Rule.Always => true,
            Rule.Possessive => start > 0 && text[start - 1] is '\'' or '\u2019',
            _ => word.Length == 1 ? IsArticle(start, text) : IsAmongCapitals(start, word.Length, text),
        };

    /// <summary>Whether a word is the mark of a possessive, such as the s of "mother's".</summary>
    public bool IsPossessive(ReadOnlySpan<char> word) => _rules.TryGetValue(word, out Rule rule) && rule == Rule.Possessive;

    private static int Shape(ReadOnlySpan<char> word) => ((word[0] & 31) << 3) | word.Length;

    /// <summary>Whether "A" is the article of a text in capitals: "WITH A RASH", but not "HEPATITIS A VIRUS".</summary>
    private bool IsArticle(int start, ReadOnlySpan<char> text)
    {
        if (!IsAmongCapitals(start, 1, text))
        {
            return false;
        }

        ReadOnlySpan<char> before = text[..start].TrimEnd();
        return _language.IsFunctionWord(before[(before.LastIndexOf(' ') + 1)..]);
    }

    /// <summary>Whether the words around a short word in capitals are in capitals too, so that it may be "ON" and is no symbol.</summary>
    private static bool IsAmongCapitals(int start, int length, ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> before = text[..start].TrimEnd();
        ReadOnlySpan<char> after = text[(start + length)..].TrimStart();
        return before.Length > 1 && after.Length > 1
            && char.IsUpper(before[^1]) && char.IsUpper(before[^2]) && char.IsUpper(after[0]) && !char.IsLower(after[1]);
    }
}
