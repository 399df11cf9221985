using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>The words of a language by their part in matching the names of a graph.</summary>
internal sealed class LexiconWords
{
    /// <summary>The few words that join items; most words are ruled out by their length.</summary>
    private readonly string[] _coordinations;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _type;

    private LexiconWords(LanguageProfile language)
    {
        Language = language;
        General = language.Words("general");
        GeneralHead = language.Words("general-head").FirstOrDefault();
        NotPremodifiers = language.Words("not-premodifier");
        Predicates = language.Words("predicate");
        Possessives = language.Words("possessive-determiner");
        Type = language.Words("type").FirstOrDefault();
        CapitalizesNouns = language.Words("orthography").Contains("capitalized-nouns");
        Extents = language.SetOf("extent");
        Turnings = language.SetOf("turning", StringComparer.Ordinal);
        SymbolContexts = language.SetOf("symbol-context");
        Measurements = language.SetOf("measurement-head");
        Measured = language.SetOf("measured");
        Structures = language.SetOf("structure-head");
        Specimens = language.SetOf("specimen");
        _coordinations = language.Words("coordination");
        _type = language.SetOf("type", StringComparer.Ordinal);
        Contrasts = new WordContrasts(language);
        Derived = new DerivedWords(language);
        CombiningForms = new CombiningForms(language);
    }

    public LanguageProfile Language { get; }

    /// <summary>Gets the words for "something is wrong with it", in normal form.</summary>
    public string[] General { get; }

    /// <summary>Gets the general word of a graph's own names, in normal form; null when the language has none.</summary>
    public string? GeneralHead { get; }

    /// <summary>Gets the words that are no premodifiers, in normal form.</summary>
    public string[] NotPremodifiers { get; }

    public string[] Predicates { get; }

    /// <summary>Gets the words that say whose something is.</summary>
    public string[] Possessives { get; }

    /// <summary>Gets the word before the number of a type; null when the language has none.</summary>
    public string? Type { get; }

    /// <summary>Gets whether each noun starts with a capital letter, so that one shows no name.</summary>
    public bool CapitalizesNouns { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Extents { get; }

    /// <summary>Gets the words around which the words of a name may be turned.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Turnings { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SymbolContexts { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Measurements { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Measured { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Structures { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Specimens { get; }

    public WordContrasts Contrasts { get; }

    public DerivedWords Derived { get; }

    public CombiningForms CombiningForms { get; }

    /// <summary>Returns the words of a language.</summary>
    public static LexiconWords Of(LanguageProfile language) => language.Table(static l => new LexiconWords(l));

    /// <summary>Whether a word joins the items of a list.</summary>
    public bool IsConjunction(ReadOnlySpan<char> word)
    {
        foreach (string coordination in _coordinations)
        {
            if (coordination.Length == word.Length && word.SequenceEqual(coordination))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a word stands before the number of a type.</summary>
    public bool IsType(ReadOnlySpan<char> word) => _type.Contains(word);
}
