using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Compiles the names of a graph into an <see cref="EntityLexicon"/>.</summary>
internal sealed class EntityLexiconBuilder(LexiconRules rules, LexiconWords words)
{
    /// <summary>The minimum number of names that consist of a word and another name, for the word to be a premodifier.</summary>
    private const int PremodifierSupport = 2;

    /// <summary>The maximum number of words before a name that are premodifiers of it.</summary>
    private const int MaxPremodifierWords = 2;

    /// <summary>The maximum number of nodes offered for one name, the first by id; bounds the work for each mention.</summary>
    private const int MaxHomonyms = 64;

    /// <summary>The minimum share of the names with a word behind another that have a side before it, for the two to be a term.</summary>
    private const double SidedShare = 0.1;

    /// <summary>The orders of two and of three words other than the written one.</summary>
    private static readonly int[][] PairOrders = [[1, 0]];
    private static readonly int[][] TripleOrders = [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    private readonly TokenTable _tokens = new();
    private readonly TokenTrie _trie = new();
    private readonly List<LexiconEntry> _entries = [];

    /// <summary>Compiles the names of the nodes of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">How texts will be read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="includes">Which nodes are compiled; null for all.</param>
    /// <exception cref="KnowledgeGraphException">The graph offers no <see cref="INodeCatalog"/>.</exception>
    public static async Task<EntityLexicon> BuildAsync(
        IKnowledgeGraph graph, LexiconEntityExtractorOptions options, CancellationToken cancellationToken, Func<NodeId, bool>? includes = null)
    {
        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        INodeCatalog catalog = graph.GetService<INodeCatalog>() ?? throw new KnowledgeGraphException(
            "The lexicon needs all names of the graph, and this graph has no catalogue of its nodes: "
            + "let its GetService return an INodeCatalog, or use an extractor that needs none.");
        List<KgNode> nodes = [];
        await foreach (KgNode node in catalog.GetNodesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (includes?.Invoke(node.Id) != false)
            {
                nodes.Add(node);
            }
        }

        NodeHierarchy hierarchy = await NodeHierarchy.ReadAsync(graph, nodes, options.HierarchyRelations, cancellationToken).ConfigureAwait(false);
        return new EntityLexiconBuilder(options.Rules, LexiconWords.Of(options.Language)).Build(nodes, hierarchy, cancellationToken);
    }

    private EntityLexicon Build(List<KgNode> nodes, NodeHierarchy hierarchy, CancellationToken cancellationToken)
    {
        LexiconNames names = ReadNames(nodes, hierarchy, cancellationToken);
        int comma = Uses(LexiconRules.Marks) ? _tokens.Intern(",") : -1;
        int mark = comma < 0 ? -1 : _tokens.Intern(":");
        (int Word, LinkingKind Kind)[] linking = InternLinking();
        List<LexiconEntry> equal = Uses(LexiconRules.EqualNames) ? names.FindEqualNames(nodes) : [];
        StateForms? states = Uses(LexiconRules.States) ? new StateForms(_tokens, words) : null;
        List<LexiconEntry> elided = Uses(LexiconRules.Elisions) ? WordElisions.Find(names, _tokens, words) : [];
        WordClasses classes = WordClasses.Induce(_tokens, names.Entries, [.. elided, .. equal], rules, words, states);
        int[] classOf = [.. Enumerable.Range(0, _tokens.Count).Select(w => classes[w])];
        Span<int> buffer = stackalloc int[LexiconNames.MaxWords];
        for (int i = 0; i < names.Entries.Count; i++)
        {
            LexiconEntry name = names.Entries[i];
            NameMarks marks = names.Marks[i];
            Span<int> sequence = buffer[..name.Words.Length];
            for (int w = 0; w < sequence.Length; w++)
            {
                sequence[w] = classOf[name.Words[w]];
            }

            Add(sequence, name);
            if (Uses(LexiconRules.WordOrder))
            {
                AddOrders(sequence, name, marks);
            }

            if (comma >= 0 && (marks.Commas | marks.Breaks) != 0)
            {
                AddMarked(sequence, name, marks, comma, mark);
            }
        }

        foreach (LexiconEntry name in Uses(LexiconRules.Composed) ? names.Compose(hierarchy.Parents) : [])
        {
            Add([.. name.Words.Select(w => classOf[w])], name);
        }

        int general = words.GeneralHead is { } head && _tokens.Find(head) is >= 0 and int number ? classOf[number] : -1;
        IEnumerable<LexiconEntry> bare = Uses(LexiconRules.Elisions) ? BareFindings.Find(names, classOf, general, hierarchy.Parents) : [];
        foreach (LexiconEntry name in elided.Concat(bare).Concat(equal))
        {
            int[] sequence = [.. name.Words.Select(w => classOf[w])];
            Add(sequence, name);
            if (Uses(LexiconRules.WordOrder))
            {
                AddOrders(sequence, name, new NameMarks(Comma: -1, Of: -1, Commas: 0, Breaks: 0));
            }
        }

        return new EntityLexicon
        {
            Rules = rules,
            LanguageWords = words,
            Tokens = _tokens,
            Classes = classOf,
            Comma = comma,
            Break = mark,
            WordClasses = classes,
            Trie = _trie,
            States = states,
            General = general,
            Specific = FindWords(words.Specific),
            Methods = FindWords(words.Methods),
            SymbolParts = FindSymbolParts(names.Entries),
            Entries = [.. _entries],
            NodeIds = [.. nodes.Select(static n => n.Id)],
            NodeTypes = [.. nodes.Select(static n => n.Type)],
            Parents = hierarchy.Parents,
            IsPremodifier = FindPremodifiers(names.Entries, classOf),
            Linking = Mark(linking),
            IsSided = FindSided(names.Entries, classOf, linking),
        };
    }

    private (int Word, LinkingKind Kind)[] InternLinking() =>
    [
        .. Uses(LexiconRules.Predicates) ? words.Predicates.Select(word => (InternWritten(word), LinkingKind.Predicate)) : [],
        .. Uses(LexiconRules.Possessives) ? words.Possessives.Select(word => (InternWritten(word), LinkingKind.Possessive)) : [],
        .. Uses(LexiconRules.Sides) ? words.Sides.Select(word => (InternWritten(word), LinkingKind.Side)) : [],
    ];

    private bool[] FindSided(IReadOnlyList<LexiconEntry> names, int[] classOf, (int Word, LinkingKind Kind)[] linking)
    {
        int[] all = new int[_tokens.Count];
        int[] sided = new int[_tokens.Count];
        HashSet<int> sides = [.. linking.Where(static link => link.Kind == LinkingKind.Side).Select(static link => link.Word)];
        foreach (LexiconEntry name in sides.Count == 0 ? [] : names)
        {
            for (int i = 1; i < name.Words.Length; i++)
            {
                all[classOf[name.Words[i]]]++;
                sided[classOf[name.Words[i]]] += sides.Contains(name.Words[i - 1]) ? 1 : 0;
            }
        }

        return [.. sided.Select((count, word) => count > 0 && count >= SidedShare * all[word])];
    }

    private HashSet<int> FindSymbolParts(IReadOnlyList<LexiconEntry> names)
    {
        HashSet<int> parts = [];
        foreach (LexiconEntry name in names)
        {
            for (int i = 2; i < name.Words.Length; i++)
            {
                if (words.IsSymbolKind(_tokens, name, i - 1))
                {
                    parts.Add(name.Words[i]);
                }
            }
        }

        return parts;
    }

    private int[] FindWords(string[] written) => [.. written.Select(word => _tokens.Find(word)).Where(static word => word >= 0)];

    private LinkingKind[] Mark((int Word, LinkingKind Kind)[] linking)
    {
        LinkingKind[] kinds = new LinkingKind[_tokens.Count];
        foreach ((int word, LinkingKind kind) in linking)
        {
            kinds[word] = kind;
        }

        return kinds;
    }

    private int InternWritten(string word)
    {
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        return _tokens.Intern(buffer[..TermNormalizer.NormalizeToken(word, buffer, words.Language.Inflection)]);
    }

    private bool Uses(LexiconRules rule) => (rules & rule) != 0;

    private LexiconNames ReadNames(List<KgNode> nodes, NodeHierarchy hierarchy, CancellationToken cancellationToken)
    {
        LexiconNames names = new(_tokens, words);
        List<(int Node, string Name, LexiconEntryTraits Traits)> bareNames = [];
        NameTags? tags = Uses(LexiconRules.Tags) ? NameTags.Find(nodes) : null;
        for (int i = 0; i < nodes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (hierarchy.NamesNoFinding(i) && Uses(LexiconRules.Branches))
            {
                continue;
            }

            LexiconEntryTraits traits = hierarchy.IsGeneral(i) ? LexiconEntryTraits.Generic : LexiconEntryTraits.None;
            names.Add(i, nodes[i].Name, LexiconEntryTraits.Preferred | traits);
            foreach (string synonym in nodes[i].Synonyms)
            {
                names.Add(i, synonym, traits);
            }

            foreach (string synonym in nodes[i].Synonyms)
            {
                if (tags?.Strip(synonym) is { } untagged)
                {
                    names.AddUntagged(i, synonym, untagged, traits);
                }
            }

            if (Uses(LexiconRules.TypeWords) && FindBareName(nodes[i]) is { } bare)
            {
                bareNames.Add((i, bare, traits));
            }
        }

        names.AddBareNames(bareNames);
        if (Uses(LexiconRules.Families))
        {
            names.AddFamilies();
        }

        return names;
    }

    /// <summary>Returns "ulcerative colitis" for the disease "ulcerative colitis (disease)"; null when a name does not end with the type of its node.</summary>
    private static string? FindBareName(KgNode node)
    {
        string name = node.Name;
        int open = name.EndsWith(')') ? name.LastIndexOf('(') : -1;
        return open > 0 && name.AsSpan(open + 1, name.Length - open - 2).Equals(node.Type.Value, StringComparison.OrdinalIgnoreCase)
            ? name[..open].TrimEnd()
            : null;
    }

    /// <summary>Adds a name in other orders that a text may write it in: short ones in any, longer ones turned around their comma or their "of".</summary>
    private void AddOrders(ReadOnlySpan<int> sequence, LexiconEntry name, NameMarks marks)
    {
        LexiconEntry reordered = name with { Traits = name.Traits | LexiconEntryTraits.Reordered };
        Span<int> turned = stackalloc int[sequence.Length];
        if (sequence.Length is 2 or 3)
        {
            foreach (int[] order in sequence.Length == 2 ? PairOrders : TripleOrders)
            {
                for (int i = 0; i < order.Length; i++)
                {
                    turned[i] = sequence[order[i]];
                }

                Add(turned, marks.Comma > 0 && Uses(LexiconRules.TurnedHyphens) && IsTurn(order, marks.Comma)
                    ? reordered with { Traits = reordered.Traits | LexiconEntryTraits.Turned }
                    : reordered);
            }

            return;
        }

        foreach (int pivot in (ReadOnlySpan<int>)[marks.Comma, marks.Of])
        {
            if (pivot > 0 && pivot < sequence.Length)
            {
                sequence[pivot..].CopyTo(turned);
                sequence[..pivot].CopyTo(turned[^pivot..]);
                Add(turned, reordered);
            }
        }
    }

    /// <summary>Whether an order of words puts those behind a comma before those in front of it.</summary>
    private static bool IsTurn(int[] order, int comma)
    {
        for (int i = 0; i < order.Length; i++)
        {
            if (order[i] != (comma + i) % order.Length)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds a name with its marks, as a text writes it that writes them too.</summary>
    private void AddMarked(ReadOnlySpan<int> sequence, LexiconEntry name, NameMarks marks, int comma, int mark)
    {
        Span<int> marked = stackalloc int[LexiconNames.MaxWords * 2];
        int count = 0;
        for (int i = 0; i < sequence.Length; i++)
        {
            if (((marks.Commas | marks.Breaks) & (1 << i)) != 0)
            {
                marked[count++] = (marks.Commas & (1 << i)) != 0 ? comma : mark;
            }

            marked[count++] = sequence[i];
        }

        Add(marked[..count], name);
    }

    private void Add(ReadOnlySpan<int> sequence, LexiconEntry name)
    {
        int state = _trie.AddPath(sequence);
        int homonyms = 0;
        for (int entry = _trie.FirstEntry(state); entry >= 0; entry = _trie.NextEntry(entry))
        {
            LexiconEntry known = _entries[entry];
            homonyms++;
            if (known.Node == name.Node && known.Words.AsSpan().SequenceEqual(name.Words) && !known.Has(LexiconEntryTraits.CaseSensitive))
            {
                return;
            }
        }

        if (homonyms < MaxHomonyms)
        {
            _trie.AddEntry(state);
            _entries.Add(name);
        }
    }

    /// <summary>Finds the words that the graph puts before a name to make a more specific one: those of p where it has names "p N" beside names "N".</summary>
    private bool[] FindPremodifiers(IReadOnlyList<LexiconEntry> names, int[] classOf)
    {
        int[] support = new int[_tokens.Count];
        Span<int> rest = stackalloc int[LexiconNames.MaxWords];
        foreach (LexiconEntry name in names)
        {
            for (int prefix = 1; prefix <= Math.Min(MaxPremodifierWords, name.Words.Length - 1); prefix++)
            {
                int count = name.Words.Length - prefix;
                for (int i = 0; i < count; i++)
                {
                    rest[i] = classOf[name.Words[i + prefix]];
                }

                int state = _trie.FindPath(rest[..count]);
                if (state >= 0 && _trie.FirstEntry(state) >= 0)
                {
                    for (int i = 0; i < prefix; i++)
                    {
                        support[name.Words[i]]++;
                    }
                }
            }
        }

        foreach (LexiconEntry name in names.Where(static n => n.Words.Length == 1 && n.Has(LexiconEntryTraits.Generic)))
        {
            support[name.Words[0]] = 0;
        }

        foreach (int word in words.NotPremodifiers.Select(w => _tokens.Find(w)).Where(static w => w >= 0))
        {
            support[word] = 0;
        }

        return [.. support.Select(static s => s >= PremodifierSupport)];
    }
}
