using MedReason.Text;

namespace MedReason.Entities;

/// <summary>The names of a graph's nodes as sequences of numbered words; those of a node are adjacent.</summary>
internal sealed class LexiconNames(TokenTable tokens, LexiconWords language)
{
    /// <summary>The maximum number of words in a name; longer ones are sentences and are ignored, which bounds the work for each word of a text.</summary>
    public const int MaxWords = 16;

    /// <summary>The maximum length of a symbol; a longer word in capitals is a name in capitals.</summary>
    private const int MaxSymbolLength = 7;

    /// <summary>The minimum number of words in a name that ends with the number of a type, such as "myotonic dystrophy type 1".</summary>
    private const int MinTypeNameWords = 4;

    private const int MaxTypeNumberLength = 4;

    private readonly List<LexiconEntry> _entries = [];
    private readonly List<NameMarks> _marks = [];

    public IReadOnlyList<LexiconEntry> Entries => _entries;

    /// <summary>Gets for each name where its words may part.</summary>
    public IReadOnlyList<NameMarks> Marks => _marks;

    /// <summary>Adds a name, unless it has no words or too many.</summary>
    public void Add(int node, string name, LexiconEntryTraits traits)
    {
        if (Read(node, name, traits) is var (entry, marks))
        {
            Add(entry, marks);
        }
    }

    private void Add(LexiconEntry entry, NameMarks marks)
    {
        _entries.Add(entry);
        _marks.Add(marks);
    }

    /// <summary>Reads a name; null when it has no words or too many.</summary>
    private (LexiconEntry Entry, NameMarks Marks)? Read(int node, string name, LexiconEntryTraits traits)
    {
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        Span<int> words = stackalloc int[MaxWords];
        int count = 0;
        int comma = -1;
        int of = -1;
        NameMarks marks = default;
        TextToken last = default;
        TextTokenizer tokenizer = new(name, language.Language);
        while (tokenizer.TryRead(out TextToken token))
        {
            if (token.Has(LexiconReading.Boundary) && count is > 0 and < MaxWords)
            {
                bool isComma = LexiconReading.IsComma(token);
                comma = !isComma ? comma : comma < 0 ? count : -1;
                marks = isComma ? marks with { Commas = marks.Commas | (1 << count) } : marks with { Breaks = marks.Breaks | (1 << count) };
            }

            ReadOnlySpan<char> word = name.AsSpan(token.Start, token.Length);
            if (token.Has(TextTokenTraits.Stop))
            {
                of = !language.Turnings.Contains(word) ? of : of < 0 ? count : -1;
                continue;
            }

            int length = TermNormalizer.NormalizeToken(word, buffer, language.Language.Inflection);
            if (length == 0 || count == MaxWords)
            {
                return null;
            }

            last = token;
            words[count++] = tokens.Intern(buffer[..length]);
        }

        if (count == 0)
        {
            return null;
        }

        traits = count > 1 ? traits & ~LexiconEntryTraits.Generic : traits | GetWordTraits(name.AsSpan(last.Start, last.Length), last);
        return (new LexiconEntry(node, name, words[..count].ToArray(), traits), marks with { Comma = comma, Of = of });
    }

    /// <summary>Adds a name without its tag behind the other names of its node, unless it has one word or the node has such a name.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name.</param>
    /// <param name="untagged">The name without its tag.</param>
    /// <param name="traits">The traits of the name.</param>
    public void AddUntagged(int node, string name, string untagged, LexiconEntryTraits traits)
    {
        if (Read(node, untagged, traits) is not var (entry, marks) || entry.Words.Length == 1)
        {
            return;
        }

        for (int i = _entries.Count - 1; i >= 0 && _entries[i].Node == node; i--)
        {
            if (_entries[i].Words.AsSpan().SequenceEqual(entry.Words))
            {
                return;
            }
        }

        Add(entry with { Name = name }, marks);
    }

    /// <summary>Adds names without the type of their node, unless the graph itself has such a name: there the type distinguishes the two nodes.</summary>
    public void AddBareNames(List<(int Node, string Name, LexiconEntryTraits Traits)> bareNames)
    {
        if (bareNames.Count > 0)
        {
            HashSet<string> known = CollectKeys();
            foreach ((int node, string name, LexiconEntryTraits traits) in bareNames)
            {
                if (Read(node, name, traits) is var (entry, marks) && !known.Contains(Key(entry.Words)))
                {
                    Add(entry, marks);
                }
            }
        }
    }

    /// <summary>
    /// Adds "myotonic dystrophy" for "myotonic dystrophy type 1": where the graph names only the members of a family, a text may name the family.
    /// </summary>
    public void AddFamilies()
    {
        int type = language.Type is { } written ? tokens.Find(written) : -1;
        if (type < 0)
        {
            return;
        }

        HashSet<string> known = CollectKeys();
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            LexiconEntry entry = _entries[i];
            int[] words = entry.Words;
            if (words.Length >= MinTypeNameWords && words[^2] == type && tokens.GetWord(words[^1]).Length <= MaxTypeNumberLength
                && !known.Contains(Key(words[..^2])))
            {
                LexiconEntryTraits traits = (entry.Traits & ~LexiconEntryTraits.Preferred) | LexiconEntryTraits.Derived;
                _entries.Add(entry with { Words = words[..^2], Traits = traits });
                _marks.Add(new NameMarks(Comma: -1, Of: -1, Commas: 0, Breaks: 0));
            }
        }
    }

    /// <summary>
    /// Returns "severe developmental delay" for "severe global developmental delay", which is below "global developmental delay" with the synonym
    /// "developmental delay".
    /// </summary>
    public List<LexiconEntry> Compose(int[]?[] parents)
    {
        ILookup<int, LexiconEntry> namesOf = _entries.Where(static e => !e.Has(LexiconEntryTraits.CaseSensitive)).ToLookup(static e => e.Node);
        HashSet<string> known = CollectKeys();
        List<LexiconEntry> composed = [];
        foreach (LexiconEntry entry in _entries)
        {
            foreach (int parent in parents[entry.Node] ?? [])
            {
                // "acoustic neuroma" ends with no name of schwannoma, but "vestibular schwannoma", the same tumor, does.
                int general = namesOf[parent].Where(g => EndsWith(entry.Words, g.Words)).Select(static g => g.Words.Length).FirstOrDefault();
                if (general == 0 && entry.Words.Length == 2
                    && namesOf[entry.Node].Any(own => own.Words.Length == 2 && namesOf[parent].Any(g => EndsWith(own.Words, g.Words))))
                {
                    general = 1;
                }

                foreach (LexiconEntry other in general == 0 ? [] : namesOf[parent])
                {
                    int[] words = [.. entry.Words[..^general], .. other.Words];
                    if (words.Length <= MaxWords && known.Add(Key(words)))
                    {
                        composed.Add(entry with { Words = words, Traits = LexiconEntryTraits.Derived });
                    }
                }
            }
        }

        return composed;
    }

    private static bool EndsWith(int[] words, int[] end) => words.Length > end.Length && words.AsSpan(words.Length - end.Length).SequenceEqual(end);

    /// <summary>Returns the names that a language has beside those of the graph, where no node has them: "UTI" beside "urinary tract infection".</summary>
    /// <param name="nodes">The nodes of the names.</param>
    /// <remarks>
    /// They stand for the nodes that prefer one of the other names, and where none does for those that have it as a synonym. They are no evidence of how the
    /// graph names its nodes. A short form that only nodes of other types have, such as the gene CAD, needs words of genes beside it from then on.
    /// </remarks>
    public List<LexiconEntry> FindEqualNames(IReadOnlyList<KgNode> nodes)
    {
        (string Name, int[] Words)[][] groups = [.. language.EqualNames.Select(names => names.Select(name => (name, FindWords(name))).ToArray())];
        HashSet<int> words = [.. groups.SelectMany(static names => names).SelectMany(static name => name.Words)];
        ILookup<string, int> known = Enumerable.Range(0, _entries.Count).Where(entry => _entries[entry].Words.All(words.Contains))
            .ToLookup(entry => SortedKey(_entries[entry].Words), StringComparer.Ordinal);
        List<LexiconEntry> found = [];
        foreach ((string Name, int[] Words)[] names in groups)
        {
            (string Name, int[] Known)[] read = [.. names.Select(name => (name.Name, known[SortedKey(name.Words)].ToArray()))];
            int[] targets = FindTargets(read);
            foreach ((string name, int[] entries) in targets.Length == 0 ? [] : read)
            {
                bool isOther = IsShort(name) && !entries.Any(entry => targets.Any(target => nodes[target].Type == nodes[_entries[entry].Node].Type));
                if (entries.Length == 0 || isOther)
                {
                    AddFor(targets, name, found);
                }

                foreach (int entry in isOther ? entries : [])
                {
                    _entries[entry] = _entries[entry] with { Traits = _entries[entry].Traits | LexiconEntryTraits.Common };
                }
            }
        }

        return found;
    }

    /// <summary>Returns the nodes that the names of one thing name: what a short form stands for is what the long names name.</summary>
    private int[] FindTargets((string Name, int[] Known)[] names)
    {
        int[] byLong = [.. names.Where(static name => !IsShort(name.Name)).SelectMany(static name => name.Known)];
        LexiconEntry[] named = [.. (byLong.Length > 0 ? byLong : names.SelectMany(static name => name.Known)).Select(entry => _entries[entry])];
        bool isPreferred = named.Any(static entry => entry.Has(LexiconEntryTraits.Preferred));
        return [.. named.Where(entry => !isPreferred || entry.Has(LexiconEntryTraits.Preferred)).Select(static entry => entry.Node).Distinct()];
    }

    private void AddFor(int[] targets, string name, List<LexiconEntry> found)
    {
        if (Read(-1, name, LexiconEntryTraits.None) is not var (entry, _))
        {
            return;
        }

        found.AddRange(targets.Select(target => entry with { Node = target }));
        if (entry.Has(LexiconEntryTraits.CaseSensitive) && Read(-1, name + "s", LexiconEntryTraits.None) is var (plural, _))
        {
            // "UTIs" is no plural by the rules of words, as it ends like "cutis".
            found.AddRange(targets.Select(target => entry with { Node = target, Words = plural.Words }));
        }
    }

    private static bool IsShort(string name) => !name.Contains(' ') && name.Count(char.IsUpper) > 1;

    /// <summary>Returns the numbers of the words of a name; -1 for one that no name of the graph has.</summary>
    private int[] FindWords(string name) => [.. TermNormalizer.Normalize(name, language.Language).Split(' ').Select(word => tokens.Find(word))];

    private static string SortedKey(int[] words) => Key([.. words.Order()]);

    /// <summary>Returns what a name of one word demands of its place in a text.</summary>
    private LexiconEntryTraits GetWordTraits(ReadOnlySpan<char> word, TextToken token)
    {
        bool isSymbol = word.Length == 1
            || (token.Has(TextTokenTraits.Upper) && word.Length <= MaxSymbolLength)
            || (token.Has(TextTokenTraits.Digit) && word.ContainsAnyInRange('A', 'Z'));
        bool isCommon = word.Length == 1 || language.Language.IsCommon(word) || language.Extents.Contains(word) || !word.ContainsAnyExceptInRange('0', '9');
        return (isSymbol ? LexiconEntryTraits.CaseSensitive : LexiconEntryTraits.None) | (isCommon ? LexiconEntryTraits.Common : LexiconEntryTraits.None);
    }

    private HashSet<string> CollectKeys() => new(_entries.Select(static e => Key(e.Words)), StringComparer.Ordinal);

    private static string Key(int[] words) => string.Join(' ', words);
}
