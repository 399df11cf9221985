using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using MedReason.Text;

namespace MedReason;

/// <summary>
/// What texts in one language are read by: its stop words, prefixes and inflection, the phrases that deny or qualify a finding, the cues of questions.
/// </summary>
/// <remarks>
/// <para>A profile is data: word lists in sections, as <see cref="Read"/> takes them. <see cref="English"/> is complete; German, which <see cref="Find"/> knows
/// as <c>de</c>, has what mentions and assertions need. The names of a graph must be in the same language.</para>
/// <para>Immutable, safe for concurrent use.</para>
/// </remarks>
public sealed class LanguageProfile
{
    private const string Resources = "words/";

    /// <summary>The sections whose names start with a capital letter hold trigger phrases; these hold words, and those of questions have a prefix.</summary>
    private static readonly FrozenSet<string> SectionNames = FrozenSet.Create(
        StringComparer.Ordinal,
        "stop", "stop-as-written", "stop-in-capitals", "possessive", "abbreviation",
        "respelling", "ending", "orthography", "function", "everyday", "prefix", "free-prefix",
        "not-prefixed", "joined-prefix", "general", "general-head", "not-premodifier", "extent", "derivation", "not-derived", "predicate",
        "predicate-adverb", "state", "quality", "deed", "verb", "state-form", "deed-form", "verb-form", "body-form", "person", "sex", "person-modifier",
        "presenting", "copula", "auxiliary", "feeling", "state-adverb", "adverb-ending", "finding-verb", "verb-ending", "unreal", "complement",
        "determiner", "existential",
        "possessive-determiner", "side", "symbol-kind", "combining-form", "symbol-context", "specific", "method", "normal", "study-ending",
        "contrast", "contrasting-prefix", "contrasting-ending", "measurement-head", "measured", "agent", "instrument", "organization",
        "species", "infection", "specimen", "structure-head", "equal-name",
        "coordination", "turning", "type", "conjunction", "preposition", "order", "denial", "asks-drug", "asks-disease", "except", "avoid", "absent");

    private static readonly ConcurrentDictionary<string, LanguageProfile> Embedded = new(StringComparer.OrdinalIgnoreCase);

    private readonly ILookup<string, WordLine> _sections;
    private readonly ConcurrentDictionary<Type, object> _tables = new();
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _functionWords;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _everydayWords;

    private LanguageProfile(string name, IEnumerable<WordLine> lines, Inflection? inflection, bool isEnglish)
    {
        Name = name;
        IsEnglish = isEnglish;
        _sections = lines.ToLookup(static line => line.Section, StringComparer.Ordinal);
        _functionWords = SetOf("function");
        _everydayWords = SetOf("everyday");
        Inflection = inflection ?? new EndingInflection(this);
        Prefixes = new WordPrefixes(this);
        StopWords = new StopWords(this);
        Abbreviations = SetOf("abbreviation", StringComparer.Ordinal);
    }

    /// <summary>Gets the profile of English.</summary>
    /// <value>The default of everything that reads texts.</value>
    public static LanguageProfile English { get; } = Find("en");

    /// <summary>Gets the names of the languages that the library has a profile of, in ordinal order.</summary>
    public static IReadOnlyList<string> KnownNames { get; } =
    [
        .. ResourceNames().Select(static resource => resource[Resources.Length..resource.LastIndexOf('/')]).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Gets the name of the language, in the form of BCP 47.</summary>
    public string Name { get; }

    /// <summary>Gets whether this is English, or adds to it: what is read in English only holds for it.</summary>
    internal bool IsEnglish { get; }

    internal Inflection Inflection { get; }

    internal StopWords StopWords { get; }

    internal WordPrefixes Prefixes { get; }

    /// <summary>Gets the words behind which a stop ends no sentence.</summary>
    internal FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations { get; }

    /// <summary>Finds the profile of a language by its name.</summary>
    /// <param name="name">A name in the form of BCP 47 in any case; of a longer name such as <c>de-AT</c> the language decides.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="ArgumentException">The library has no profile of the language.</exception>
    public static LanguageProfile Find(string name) => TryFind(name, out LanguageProfile? profile)
        ? profile
        : throw new ArgumentException($"expected one of the languages {string.Join(", ", KnownNames)}, found '{name}'", nameof(name));

    /// <summary>Finds the profile of a language by its name, if the library has one.</summary>
    /// <param name="name">A name in the form of BCP 47 in any case; of a longer name such as <c>de-AT</c> the language decides.</param>
    /// <param name="profile">The profile; null when the library has none.</param>
    /// <returns>Whether there is a profile.</returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out LanguageProfile? profile)
    {
        ArgumentNullException.ThrowIfNull(name);
        int end = name.IndexOf('-', StringComparison.Ordinal);
        string language = (end < 0 ? name : name[..end]).ToLowerInvariant();
        profile = Embedded.TryGetValue(language, out LanguageProfile? known) ? known
            : ReadResources(language).ToList() is { Count: > 0 } lines
                ? Embedded.GetOrAdd(language, Create(language, lines))
            : null;
        return profile is not null;
    }

    /// <summary>Reads a profile of your own.</summary>
    /// <param name="name">The name of the language, in the form of BCP 47; the errors name it.</param>
    /// <param name="words">
    /// The word lists: a line <c>[name]</c> starts a section, <c>#</c> a comment. The guide to languages lists the sections; one that is missing is empty.
    /// </param>
    /// <param name="basis">A profile to which the word lists add; null when they stand alone. Its inflection holds unless they have endings.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="InputFormatException">A section is unknown, or a line has not the form of its section.</exception>
    public static LanguageProfile Read(string name, TextReader words, LanguageProfile? basis = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(words);
        List<WordLine> lines = [.. WordLine.Read(words, name)];
        foreach (WordLine line in lines)
        {
            if (!SectionNames.Contains(line.Section) && !char.IsAsciiLetterUpper(line.Section.FirstOrDefault())
                && !line.Section.StartsWith(IntentSection, StringComparison.Ordinal))
            {
                throw line.Error($"expected a line of a section of a language profile, found the section [{line.Section}]");
            }
        }

        bool inflects = lines.Exists(static line => line.Section is "ending" or "respelling");
        IEnumerable<WordLine> all = basis is null ? lines : basis._sections.SelectMany(static section => section).Concat(lines);
        return new LanguageProfile(name, all, inflects ? null : basis?.Inflection, basis?.IsEnglish == true);
    }

    /// <summary>Returns the name of the language.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>Whether a word only joins others: such a word is never a name by itself unless it is written as a symbol.</summary>
    internal bool IsFunctionWord(ReadOnlySpan<char> word) => _functionWords.Contains(word);

    /// <summary>Whether a word belongs to everyday language, function words included.</summary>
    internal bool IsCommon(ReadOnlySpan<char> word) => _functionWords.Contains(word) || _everydayWords.Contains(word);

    /// <summary>The prefix of the sections with cues of questions.</summary>
    internal const string IntentSection = "intent ";

    /// <summary>Returns the sections whose names start with a prefix, in the order of the lists.</summary>
    internal IEnumerable<IGrouping<string, WordLine>> Sections(Func<string, bool> isWanted) => _sections.Where(section => isWanted(section.Key));

    /// <summary>Returns the lines of a section.</summary>
    internal IEnumerable<WordLine> Lines(string section) => _sections[section];

    /// <summary>Returns the words of a section, which spaces separate.</summary>
    internal string[] Words(string section) =>
        [.. _sections[section].SelectMany(static line => line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Returns the pairs of words of a section, which colons join.</summary>
    internal (string Left, string Right)[] Pairs(string section) =>
    [
        .. _sections[section].SelectMany(static line => line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries), static (line, pair) =>
            pair.Split(':') is [{ Length: > 0 } left, string right] ? (left, right) : throw line.Error($"expected two words joined by a colon, found {pair}")),
    ];

    /// <summary>Returns the words of a section for lookups of parts of a text.</summary>
    /// <param name="section">The section.</param>
    /// <param name="comparer">How words are compared; null for any case.</param>
    internal FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SetOf(string section, StringComparer? comparer = null) =>
        Words(section).ToFrozenSet(comparer ?? StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Returns what a part of the library keeps of this language, made at the first call.</summary>
    internal T Table<T>(Func<LanguageProfile, T> make)
        where T : class =>
        (T)_tables.GetOrAdd(typeof(T), static (_, arguments) => arguments.make(arguments.profile), (make, profile: this));

    private static LanguageProfile Create(string language, List<WordLine> lines)
    {
        bool isEnglish = language == "en";
        return new LanguageProfile(language, lines, isEnglish ? new EnglishInflection() : null, isEnglish);
    }

    private static IEnumerable<string> ResourceNames() =>
        typeof(LanguageProfile).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Resources, StringComparison.Ordinal));

    private static IEnumerable<WordLine> ReadResources(string language)
    {
        Assembly assembly = typeof(LanguageProfile).Assembly;
        foreach (string resource in ResourceNames().Where(name => name.StartsWith($"{Resources}{language}/", StringComparison.Ordinal)))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            foreach (WordLine line in WordLine.Read(reader, resource))
            {
                yield return line;
            }
        }
    }
}
