using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Compiles the names of a graph into an <see cref="EntityLexicon"/>.</summary>
internal sealed class EntityLexiconBuilder
{
    /// <summary>Names with more words than this are no names of things but sentences; they are left out and bound the work for each word of a text.</summary>
    public const int MaxWords = 16;

    /// <summary>How many names must start with a word, and go on with another name, before the word is a premodifier.</summary>
    private const int PremodifierSupport = 2;

    /// <summary>Of nodes that share a name so many, the first by id, are offered: what bounds the work for each mention.</summary>
    private const int MostHomonyms = 64;

    /// <summary>Longer capitals are a way to write a name and no symbol.</summary>
    private const int LongestSymbol = 7;

    private readonly TokenTable _tokens = new();
    private readonly TokenTrie _trie = new();
    private readonly List<LexiconEntry> _names = [];
    private readonly List<LexiconEntry> _entries = [];
    private readonly List<(int Comma, int Of)> _turns = [];
    private readonly LexiconRules _rules;

    public EntityLexiconBuilder(LexiconRules rules)
    {
        _rules = rules;
    }

    /// <summary>Reads all nodes of a graph.</summary>
    /// <exception cref="KnowledgeGraphException">The graph has no catalogue of its nodes.</exception>
    public static async Task<EntityLexicon> BuildAsync(
        IKnowledgeGraph graph, LexiconEntityExtractorOptions options, CancellationToken cancellationToken)
    {
        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        INodeCatalog catalog = graph.GetService<INodeCatalog>() ?? throw new KnowledgeGraphException(
            "The lexicon needs all names of the graph, and this graph has no catalogue of its nodes: let its GetService return an INodeCatalog, or use an extractor that needs none.");
        List<KgNode> nodes = [];
        await foreach (KgNode node in catalog.GetNodesAsync(cancellationToken).ConfigureAwait(false))
        {
            nodes.Add(node);
        }

        NodeHierarchy hierarchy = await NodeHierarchy.ReadAsync(graph, nodes, options.HierarchyRelations, cancellationToken).ConfigureAwait(false);
        return new EntityLexiconBuilder(options.Rules).Build(nodes, hierarchy, cancellationToken);
    }

    internal EntityLexicon Build(List<KgNode> nodes, NodeHierarchy hierarchy, CancellationToken cancellationToken)
    {
        var bareNames = new List<(int Node, string Name, LexiconEntryTraits Traits)>();
        for (int i = 0; i < nodes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (hierarchy.NamesNoFinding(i) && _rules.HasFlag(LexiconRules.Branches))
            {
                continue;
            }

            LexiconEntryTraits traits = hierarchy.IsGeneral(i) ? LexiconEntryTraits.Generic : LexiconEntryTraits.None;
            ReadName(i, nodes[i].Name, LexiconEntryTraits.Preferred | traits);
            foreach (string synonym in nodes[i].Synonyms)
            {
                ReadName(i, synonym, traits);
            }

            if (_rules.HasFlag(LexiconRules.TypeWords) && FindBareName(nodes[i]) is string bare)
            {
                bareNames.Add((i, bare, traits));
            }
        }

        AddBareNames(bareNames);

        if (_rules.HasFlag(LexiconRules.Families))
        {
            AddFamilies();
        }

        int comma = _rules.HasFlag(LexiconRules.Commas) ? _tokens.Intern(",") : -1;
        WordClasses classes = WordClasses.Induce(_tokens, _names, _rules);
        int[] classOf = [.. Enumerable.Range(0, _tokens.Count).Select(w => classes[w])];
        for (int i = 0; i < _names.Count; i++)
        {
            AddOrders(_names[i], _turns[i], classOf);
            if (comma >= 0 && _turns[i].Comma > 0)
            {
                int[] words = [.. _names[i].Words.Select(word => classOf[word])];
                Add([.. words[.._turns[i].Comma], comma, .. words[_turns[i].Comma..]], _names[i]);
            }
        }

        return new EntityLexicon
        {
            Tokens = _tokens,
            Classes = classOf,
            Comma = comma,
            WordClasses = classes,
            Trie = _trie,
            Entries = [.. _entries],
            NodeIds = [.. nodes.Select(static n => n.Id)],
            NodeTypes = [.. nodes.Select(static n => n.Type)],
            Parents = hierarchy.Parents,
            IsPremodifier = FindPremodifiers(classOf),
        };
    }

    private void ReadName(int node, string name, LexiconEntryTraits traits)
    {
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        Span<int> words = stackalloc int[MaxWords];
        int count = 0;
        int comma = -1;
        int of = -1;
        TextTokenizer tokenizer = new(name);
        TextToken last = default;
        while (tokenizer.TryRead(out TextToken token))
        {
            if (token.Has(TextTokenTraits.CommaBefore) && count > 0)
            {
                comma = comma < 0 ? count : -2;
            }

            if (token.Has(TextTokenTraits.Stop))
            {
                if (token.Length == 2 && name[token.Start] == 'o' && name[token.Start + 1] == 'f')
                {
                    of = of < 0 ? count : -2;
                }

                continue;
            }

            int length = TermNormalizer.NormalizeToken(name.AsSpan(token.Start, token.Length), buffer);
            if (length == 0 || count == MaxWords)
            {
                return;
            }

            last = token;
            words[count++] = _tokens.Intern(buffer[..length]);
        }

        if (count == 0)
        {
            return;
        }

        if (count == 1)
        {
            ReadOnlySpan<char> word = name.AsSpan(last.Start, last.Length);
            if ((last.Has(TextTokenTraits.Upper) && word.Length <= LongestSymbol)
                || (last.Has(TextTokenTraits.Digit) && word.ContainsAnyInRange('A', 'Z'))
                || word.Length == 1)
            {
                traits |= LexiconEntryTraits.CaseSensitive;
            }

            if (CommonWords.IsCommon(word) || word.Length == 1 || !word.ContainsAnyExceptInRange('0', '9'))
            {
                traits |= LexiconEntryTraits.Common;
            }
        }
        else
        {
            traits &= ~LexiconEntryTraits.Generic;
        }

        _names.Add(new LexiconEntry(node, name, words[..count].ToArray(), traits));
        _turns.Add((comma, of));
    }

    /// <summary>"Ulcerative colitis" of the disease "ulcerative colitis (disease)"; null where no type stands behind the name.</summary>
    private static string? FindBareName(KgNode node)
    {
        string name = node.Name;
        int open = name.EndsWith(')') ? name.LastIndexOf('(') : -1;
        return open > 0 && name.AsSpan(open + 1, name.Length - open - 2).Equals(node.Type.Value, StringComparison.OrdinalIgnoreCase) ? name[..open].TrimEnd() : null;
    }

    /// <summary>What the graph itself gives as a name of a node stays that node's alone: there the type tells the two apart.</summary>
    private void AddBareNames(List<(int Node, string Name, LexiconEntryTraits Traits)> bareNames)
    {
        if (bareNames.Count == 0)
        {
            return;
        }

        HashSet<string> known = new(_names.Select(static n => string.Join(' ', n.Words)), StringComparer.Ordinal);
        foreach ((int node, string name, LexiconEntryTraits traits) in bareNames)
        {
            int count = _names.Count;
            ReadName(node, name, traits);
            if (_names.Count > count && known.Contains(string.Join(' ', _names[count].Words)))
            {
                _names.RemoveAt(count);
                _turns.RemoveAt(count);
            }
        }
    }

    /// <summary>"Myotonic dystrophy" of "myotonic dystrophy type 1": where the graph names the members of a family only, a text may name the family.</summary>
    private void AddFamilies()
    {
        HashSet<string> known = new(_names.Select(static n => string.Join(' ', n.Words)), StringComparer.Ordinal);
        int type = _tokens.Find("type");
        int count = _names.Count;
        for (int i = 0; type >= 0 && i < count; i++)
        {
            int[] words = _names[i].Words;
            if (words.Length >= 4 && words[^2] == type && _tokens.GetWord(words[^1]).Length <= 4 && !known.Contains(string.Join(' ', words[..^2])))
            {
                LexiconEntry name = _names[i];
                _names.Insert(count, name with { Words = words[..^2], Traits = (name.Traits & ~LexiconEntryTraits.Preferred) | LexiconEntryTraits.Derived });
                _turns.Insert(count, (-1, -1));
            }
        }
    }

    /// <summary>A name in the orders that a text may write it in: as it stands, around its comma or its "of", and short ones in any.</summary>
    private void AddOrders(LexiconEntry name, (int Comma, int Of) turns, int[] classOf)
    {
        int count = name.Words.Length;
        Span<int> words = stackalloc int[MaxWords];
        for (int i = 0; i < count; i++)
        {
            words[i] = classOf[name.Words[i]];
        }

        words = words[..count];
        Add(words, name);
        if (!_rules.HasFlag(LexiconRules.WordOrder))
        {
            return;
        }

        LexiconEntry reordered = name with { Traits = name.Traits | LexiconEntryTraits.Reordered };
        Span<int> turned = stackalloc int[count];
        if (count is 2 or 3)
        {
            ReadOnlySpan<byte> orders = count == 2 ? [1, 0] : [0, 2, 1, 1, 0, 2, 1, 2, 0, 2, 0, 1, 2, 1, 0];
            for (int order = 0; order < orders.Length; order += count)
            {
                for (int i = 0; i < count; i++)
                {
                    turned[i] = words[orders[order + i]];
                }

                Add(turned, reordered);
            }

            return;
        }

        foreach (int pivot in (ReadOnlySpan<int>)[turns.Comma, turns.Of])
        {
            if (pivot > 0 && pivot < count)
            {
                words[pivot..].CopyTo(turned);
                words[..pivot].CopyTo(turned[(count - pivot)..]);
                Add(turned, reordered);
            }
        }
    }

    private void Add(ReadOnlySpan<int> words, LexiconEntry name)
    {
        int state = _trie.AddPath(words);
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

        if (homonyms >= MostHomonyms)
        {
            return;
        }

        int added = _trie.AddEntry(state);
        if (added != _entries.Count)
        {
            throw new InvalidOperationException("Names are numbered as they are added.");
        }

        _entries.Add(name);
    }

    /// <summary>Words that the graph puts before a name to make a more special one: those of p where it holds names "p N" beside names "N".</summary>
    private bool[] FindPremodifiers(int[] classOf)
    {
        const int MostWords = 2;
        int[] support = new int[_tokens.Count];
        Span<int> rest = stackalloc int[MaxWords];
        foreach (LexiconEntry name in _names)
        {
            for (int prefix = 1; prefix <= Math.Min(MostWords, name.Words.Length - 1); prefix++)
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

        foreach (LexiconEntry name in _names)
        {
            if (name.Words.Length == 1 && name.Has(LexiconEntryTraits.Generic))
            {
                support[name.Words[0]] = 0;
            }
        }

        foreach (string word in (ReadOnlySpan<string>)["onset", "associated", "related", "dependent", "like", "negative", "positive", "specific"])
        {
            // They tell of the patients or of a cause, and name no kind of the disease.
            int id = _tokens.Find(word);
            if (id >= 0)
            {
                support[id] = 0;
            }
        }

        return [.. support.Select(static s => s >= PremodifierSupport)];
    }
}
