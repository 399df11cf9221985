namespace MedReason;

/// <summary>Compiles the names of a graph into an <see cref="EntityLexicon"/>.</summary>
internal sealed class EntityLexiconBuilder
{
    /// <summary>Names with more words than this are no names of things but sentences; they are left out and bound the work for each word of a text.</summary>
    public const int MaxWords = 16;

    private readonly TokenTable _tokens = new();
    private readonly TokenTrie _trie = new();
    private readonly List<LexiconEntry> _entries = [];
    private readonly List<NodeId> _ids = [];
    private readonly List<NodeType> _types = [];

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
        EntityLexiconBuilder builder = new();
        for (int i = 0; i < nodes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            builder._ids.Add(nodes[i].Id);
            builder._types.Add(nodes[i].Type);
            if (!hierarchy.NamesNoFinding(i))
            {
                builder.AddNode(i, nodes[i]);
            }
        }

        return new EntityLexicon
        {
            Tokens = builder._tokens,
            Trie = builder._trie,
            Entries = [.. builder._entries],
            NodeIds = [.. builder._ids],
            NodeTypes = [.. builder._types],
            Parents = hierarchy.Parents,
        };
    }

    private void AddNode(int node, KgNode source)
    {
        AddName(node, source.Name, LexiconEntryTraits.Preferred);
        foreach (string synonym in source.Synonyms)
        {
            AddName(node, synonym, LexiconEntryTraits.None);
        }
    }

    private void AddName(int node, string name, LexiconEntryTraits traits)
    {
        Span<char> buffer = stackalloc char[TermNormalizer.BufferLength];
        Span<int> words = stackalloc int[MaxWords];
        int count = 0;
        int comma = -1;
        int of = -1;
        bool single = true;
        TextTokenizer tokenizer = new(name);
        TextToken only = default;
        while (tokenizer.TryRead(out TextToken token))
        {
            if (token.Has(TextTokenTraits.CommaBefore) && count > 0)
            {
                comma = count;
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

            single = count == 0;
            only = token;
            words[count++] = _tokens.Intern(buffer[..length]);
        }

        if (count == 0)
        {
            return;
        }

        if (single)
        {
            ReadOnlySpan<char> word = name.AsSpan(only.Start, only.Length);
            if (only.Has(TextTokenTraits.Upper) || (only.Has(TextTokenTraits.Digit) && word.ContainsAnyInRange('A', 'Z')) || word.Length == 1)
            {
                traits |= LexiconEntryTraits.CaseSensitive;
            }

            if (CommonWords.IsCommon(word) || word.Length == 1 || !word.ContainsAnyExceptInRange('0', '9'))
            {
                traits |= LexiconEntryTraits.Common;
            }
        }

        Add(words[..count], node, name, traits);
        Span<int> turned = stackalloc int[MaxWords];
        if (comma > 0 && comma < count)
        {
            words[comma..count].CopyTo(turned);
            words[..comma].CopyTo(turned[(count - comma)..]);
            Add(turned[..count], node, name, traits | LexiconEntryTraits.Reordered);
        }
        else if (of > 0 && of < count)
        {
            words[of..count].CopyTo(turned);
            words[..of].CopyTo(turned[(count - of)..]);
            Add(turned[..count], node, name, traits | LexiconEntryTraits.Reordered);
        }
        else if (count == 2)
        {
            turned[0] = words[1];
            turned[1] = words[0];
            Add(turned[..count], node, name, traits | LexiconEntryTraits.Reordered);
        }
    }

    private void Add(ReadOnlySpan<int> words, int node, string name, LexiconEntryTraits traits)
    {
        int state = _trie.AddPath(words);
        for (int entry = _trie.FirstEntry(state); entry >= 0; entry = _trie.NextEntry(entry))
        {
            // The first name that leads here is the best one: preferred before synonyms, as written before turned round.
            if (_entries[entry].Node == node && (!_entries[entry].Has(LexiconEntryTraits.CaseSensitive) || (traits & LexiconEntryTraits.CaseSensitive) != 0))
            {
                return;
            }
        }

        int added = _trie.AddEntry(state);
        if (added != _entries.Count)
        {
            throw new InvalidOperationException("Names are numbered as they are added.");
        }

        _entries.Add(new LexiconEntry(node, name, traits));
    }
}
