using MedReason.Text;

namespace MedReason.Entities;

/// <summary>
/// The words that say that somebody is in a state or does something, of the nouns that names have for it: "obese" of "obesity", "vomited" of "vomiting".
/// Immutable.
/// </summary>
internal sealed class StateForms
{
    /// <summary>The minimum length of what a noun and its form have in common: "anxiety", "anxious".</summary>
    private const int MinStemLength = 3;

    private readonly TokenTable _forms = new();
    private readonly List<(int Noun, StateKind Kind)> _nouns = [];
    private readonly (int Noun, StateKind Kind)[] _nounOfWord;

    /// <summary>Derives the forms.</summary>
    /// <param name="words">The words of the names.</param>
    /// <param name="language">The words of the language.</param>
    public StateForms(TokenTable words, LexiconWords language)
    {
        foreach ((string noun, string written, StateKind kind) in language.StateForms)
        {
            if (words.Find(noun) is >= 0 and int number)
            {
                Add(number, written, kind);
            }
        }

        Span<char> form = stackalloc char[TermNormalizer.BufferLength];
        foreach ((string nounEnding, string formEnding, StateKind kind) in language.StateEndings)
        {
            for (int noun = 0; noun < words.Count; noun++)
            {
                ReadOnlySpan<char> word = words.GetWord(noun);
                int stem = word.Length - nounEnding.Length;
                if (stem >= MinStemLength && stem + formEnding.Length <= form.Length && word.EndsWith(nounEnding))
                {
                    word[..stem].CopyTo(form);
                    formEnding.CopyTo(form[stem..]);
                    Add(noun, form[..(stem + formEnding.Length)], kind);
                }
            }
        }

        _nounOfWord = [.. Enumerable.Range(0, words.Count).Select(word => (Find(words.GetWord(word), out StateKind kind), kind))];
    }

    /// <summary>Returns the number of the noun of a form in normal form, or -1, and what the form says.</summary>
    public int Find(ReadOnlySpan<char> form, out StateKind kind)
    {
        (int noun, kind) = _forms.Find(form) is >= 0 and int number ? _nouns[number] : (-1, StateKind.State);
        return noun;
    }

    /// <summary>Returns the number of the noun whose form is a word of the names, or -1, and what the form says.</summary>
    public (int Noun, StateKind Kind) FormOf(int word) => word >= 0 && word < _nounOfWord.Length ? _nounOfWord[word] : (-1, StateKind.State);

    /// <summary>Adds a form, unless an earlier ending gave it to another noun.</summary>
    private void Add(int noun, ReadOnlySpan<char> form, StateKind kind)
    {
        int known = _forms.Count;
        if (_forms.Intern(form) == known)
        {
            _nouns.Add((noun, kind));
        }
    }
}
