using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Entities;

/// <summary>The words of a language by their part in matching the names of a graph.</summary>
internal sealed class LexiconWords
{
    /// <summary>The maximum number of letters of a symbol before a word for its kind.</summary>
    public const int MaxSymbolLength = 3;

    /// <summary>The few words that join items; most words are ruled out by their length.</summary>
    private readonly string[] _coordinations;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _type;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _stateAdverbs;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _existentials;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _verbs;
    private readonly string[] _verbEndings;
    private readonly string? _adverbEnding;
    private readonly string[] _studyEndings;
    private readonly string[] _symbolKinds;
    private readonly FrozenDictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> _genera;

    private LexiconWords(LanguageProfile language)
    {
        Language = language;
        General = language.Words("general");
        GeneralHead = language.Words("general-head").FirstOrDefault();
        Specific = language.Words("specific");
        Methods = language.Words("method");
        Normal = language.SetOf("normal");
        Instruments = language.SetOf("instrument");
        Organizations = language.SetOf("organization");
        _existentials = language.SetOf("existential");
        _studyEndings = language.Words("study-ending");
        NotPremodifiers = language.Words("not-premodifier");
        Predicates = [.. language.Words("predicate"), .. language.Words("predicate-adverb")];
        Possessives = language.Words("possessive-determiner");
        Sides = language.Words("side");
        _symbolKinds = language.Words("symbol-kind");
        EqualNames = [.. language.Lines("equal-name").Select(ReadEqualNames)];
        Copulas = language.SetOf("copula");
        Auxiliaries = language.SetOf("auxiliary");
        PersonModifiers = language.SetOf("person-modifier");
        Presenting = language.SetOf("presenting");
        Sexes = language.SetOf("sex");
        Unreal = language.SetOf("unreal");
        Complements = language.SetOf("complement");
        Determiners = language.SetOf("determiner");
        Persons = language.SetOf("person");
        Feelings = language.SetOf("feeling");
        _stateAdverbs = language.SetOf("state-adverb");
        _verbs = language.SetOf("finding-verb");
        _verbEndings = language.Words("verb-ending");
        _adverbEnding = language.Words("adverb-ending").FirstOrDefault();
        Type = language.Words("type").FirstOrDefault();
        CapitalizesNouns = language.Words("orthography").Contains("capitalized-nouns");
        Extents = language.SetOf("extent");
        Turnings = language.SetOf("turning", StringComparer.Ordinal);
        SymbolContexts = language.SetOf("symbol-context");
        Measurements = language.SetOf("measurement-head");
        Measured = language.SetOf("measured");
        _genera = language.Pairs("species")
            .GroupBy(static pair => pair.Right, static pair => pair.Left, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(static genera => genera.Key, static genera => genera.ToArray(), StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        Infections = language.SetOf("infection");
        Agents = language.SetOf("agent");
        Structures = language.SetOf("structure-head");
        Specimens = language.SetOf("specimen");
        _coordinations = language.Words("coordination");
        _type = language.SetOf("type", StringComparer.Ordinal);
        Contrasts = new WordContrasts(language);
        Derived = new DerivedWords(language);
        StateEndings =
        [
            .. ReadStates("state", StateKind.State), .. ReadStates("quality", StateKind.Quality),
            .. ReadStates("deed", StateKind.Deed), .. ReadStates("verb", StateKind.Verb),
        ];
        StateForms =
        [
            .. ReadStates("state-form", StateKind.State), .. ReadStates("body-form", StateKind.Body),
            .. ReadStates("deed-form", StateKind.Deed), .. ReadStates("verb-form", StateKind.Verb),
        ];
        CombiningForms = new CombiningForms(language);
    }

    public LanguageProfile Language { get; }

    /// <summary>Gets the words for "something is wrong with it", in normal form.</summary>
    public string[] General { get; }

    /// <summary>Gets the general word of a graph's own names, in normal form; null when the language has none.</summary>
    public string? GeneralHead { get; }

    /// <summary>Gets those of the general words that say what is wrong, in normal form.</summary>
    public string[] Specific { get; }

    /// <summary>Gets the words for how something was found, in normal form.</summary>
    public string[] Methods { get; }

    /// <summary>Gets the words by which a general word behind them says that nothing is wrong.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Normal { get; }

    /// <summary>Gets the words for what something is done with.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Instruments { get; }

    /// <summary>Gets the words for bodies that are named after what they are for.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Organizations { get; }

    /// <summary>Gets the words that are no premodifiers, in normal form.</summary>
    public string[] NotPremodifiers { get; }

    public string[] Predicates { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Copulas { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Auxiliaries { get; }

    /// <summary>Gets the nouns for persons that often stand before another noun: "newborn skin".</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> PersonModifiers { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Presenting { get; }

    /// <summary>Gets the nouns for persons that are no subject alone: "the female is the socket".</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Sexes { get; }

    /// <summary>Gets the words by which a state is not, no more or not yet there: "almost", "formerly".</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Unreal { get; }

    /// <summary>Gets the words behind a word for a state by which it means something else: "blind to the treatment".</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Complements { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Determiners { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Persons { get; }

    /// <summary>Gets the words for what only a person does: "feels".</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Feelings { get; }

    /// <summary>Gets the words that say whose something is.</summary>
    public string[] Possessives { get; }

    /// <summary>Gets the words for a side of the body.</summary>
    public string[] Sides { get; }

    /// <summary>Gets the names of one thing, those of each together.</summary>
    public string[][] EqualNames { get; }

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

    /// <summary>Gets the words for a drug, behind the word for what it brings about.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Agents { get; }

    /// <summary>Gets the words for what a species causes.</summary>
    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Infections { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Structures { get; }

    public FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Specimens { get; }

    public WordContrasts Contrasts { get; }

    public DerivedWords Derived { get; }

    /// <summary>Gets the endings of nouns for a state and those of the words for who is in it, in normal form.</summary>
    public (string Noun, string Form, StateKind Kind)[] StateEndings { get; }

    /// <summary>Gets the nouns for a state whose forms have another stem, in normal form.</summary>
    public (string Noun, string Form, StateKind Kind)[] StateForms { get; }

    public CombiningForms CombiningForms { get; }

    /// <summary>Returns the words of a language.</summary>
    public static LexiconWords Of(LanguageProfile language) => language.Table(static l => new LexiconWords(l));

    /// <summary>Whether a word has one of some endings, in any case.</summary>
    public static bool EndsWithAny(ReadOnlySpan<char> word, string[] endings)
    {
        foreach (string ending in endings)
        {
            if (word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] ReadEqualNames(WordLine line) =>
        line.Text.Split('=', StringSplitOptions.TrimEntries) is { Length: > 1 } names && !names.Contains(string.Empty) ? names
            : throw line.Error($"expected names joined by =, found {line.Text}");

    private IEnumerable<(string Noun, string Form, StateKind Kind)> ReadStates(string section, StateKind kind) =>
        Language.Pairs(section).Select(pair => (pair.Left, pair.Right, kind));

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

    /// <summary>Whether a word of a longer name only says of what kind the symbol before it is: "ST segment elevation".</summary>
    public bool IsSymbolKind(TokenTable tokens, LexiconEntry name, int word)
    {
        ReadOnlySpan<char> text = tokens.GetWord(name.Words[word]);
        foreach (string kind in word > 0 && name.Words.Length > 2 ? _symbolKinds : [])
        {
            if (text.SequenceEqual(kind))
            {
                return IsSymbol(name.Name, tokens.GetWord(name.Words[word - 1]));
            }
        }

        return false;
    }

    /// <summary>Whether a name writes a word of two or three letters as a symbol: "QTc".</summary>
    private static bool IsSymbol(ReadOnlySpan<char> name, ReadOnlySpan<char> word)
    {
        int start = word.Length is > 1 and <= MaxSymbolLength ? name.IndexOf(word, StringComparison.OrdinalIgnoreCase) : -1;
        return start >= 0 && char.IsUpper(name[start]) && char.IsUpper(name[start + 1]);
    }

    /// <summary>Whether a word is the name of a field of study: "oncology".</summary>
    public bool IsStudy(ReadOnlySpan<char> word) => EndsWithAny(word, _studyEndings);

    /// <summary>Whether a word says what a finding before it does, or how: "causes", "developed", "frequently".</summary>
    public bool IsVerb(ReadOnlySpan<char> word) => _verbs.Contains(word) || HasAdverbEnding(word) || EndsWithAny(word, _verbEndings);

    /// <summary>Whether a word may stand between "is" and a word for a state.</summary>
    public bool IsStateAdverb(ReadOnlySpan<char> word) => _stateAdverbs.Contains(word) || HasAdverbEnding(word);

    /// <summary>Whether a word is the subject of a sentence that says that something exists: "there is".</summary>
    public bool IsExistential(ReadOnlySpan<char> word) => _existentials.Contains(word);

    /// <summary>Whether a word is an adverb of another: "weakly" of "weak".</summary>
    public bool IsAdverbOf(ReadOnlySpan<char> word, ReadOnlySpan<char> other) =>
        other.Length < word.Length && HasAdverbEnding(word) && word.StartsWith(other, StringComparison.OrdinalIgnoreCase);

    private bool HasAdverbEnding(ReadOnlySpan<char> word) =>
        _adverbEnding is { } ending && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether two words are the name of a species, whose first part may be an initial.</summary>
    /// <param name="genus">The first word.</param>
    /// <param name="epithet">The second word.</param>
    /// <param name="isDisease">Whether the second word is also written so as the name of a disease: "tuberculosis".</param>
    public bool IsSpecies(ReadOnlySpan<char> genus, ReadOnlySpan<char> epithet, out bool isDisease)
    {
        // Latin genitives end otherwise.
        isDisease = epithet[^1] == 's';
        if (!_genera.TryGetValue(epithet, out string[]? genera))
        {
            return false;
        }

        foreach (string known in genera)
        {
            if (genus.Length == 1 ? genus[0] == char.ToUpperInvariant(known[0]) : genus.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a word stands before the number of a type.</summary>
    public bool IsType(ReadOnlySpan<char> word) => _type.Contains(word);
}
