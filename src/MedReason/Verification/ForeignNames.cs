namespace MedReason.Verification;

/// <summary>Which nodes the names in a text may mean: those of the question's links first, and all that bear the name. Not safe for concurrent use.</summary>
internal sealed class ForeignNames
{
    // Below it a candidate bears another name, which is only alike.
    private const double MinScore = 0.8;
    private const int MaxCandidates = 25;

    private readonly Dictionary<string, (string[] Keys, HashSet<NodeId> Nodes)> _names = new(StringComparer.Ordinal);

    /// <summary>Prepares the names that the question uses.</summary>
    public ForeignNames(IReadOnlyList<EntityLink> links)
    {
        foreach (EntityLink link in links)
        {
            if (link.Node is { } node)
            {
                NodeId[] ids = [node.Id, .. link.Twins];
                Add(link.Mention.Text, ids);
                Add(node.Name, ids);
            }
        }
    }

    /// <summary>Finds the nodes of the names of all paths, in one search.</summary>
    /// <returns>The nodes of each name of each path; empty for a name that the graph does not have.</returns>
    public async Task<IReadOnlyList<NodeId[][]>> ResolveAsync(
        IKnowledgeGraph graph, INodeIndex index, IReadOnlyList<ForeignPath> paths, CancellationToken cancellationToken)
    {
        string[] names = [.. paths.SelectMany(path => path.Names).Distinct(StringComparer.Ordinal)];
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(
            names, new NodeSearchOptions { MaxResults = MaxCandidates, MinScore = MinScore }, cancellationToken).ConfigureAwait(false);
        var nodes = new Dictionary<string, NodeId[]>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            bool isId = NodeId.TryParse(names[i], null, out NodeId id) && await graph.GetNodeAsync(id, cancellationToken).ConfigureAwait(false) is not null;
            IEnumerable<NodeId> known = _names.TryGetValue(Key(names[i]), out (string[] Keys, HashSet<NodeId> Nodes) own) ? own.Nodes.Order() : [];
            nodes[names[i]] = isId ? [id] : [.. known.Concat(found[i].Select(candidate => candidate.Node.Id)).Distinct()];
        }

        foreach ((string name, NodeId[] ids) in nodes)
        {
            Add(name, ids);
        }

        return [.. paths.Select(path => path.Names.Select(name => nodes[name]).ToArray())];
    }

    /// <summary>Adds the texts that are names of nodes as a whole.</summary>
    public async Task AddAsync(INodeIndex index, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(
            texts, new NodeSearchOptions { MaxResults = MaxCandidates, MinScore = MinScore }, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < texts.Count; i++)
        {
            Add(texts[i], [.. found[i].Select(candidate => candidate.Node.Id)]);
        }
    }

    /// <summary>Finds where a text uses a name: mentions of the lexicon and the names known from question and paths; the longest wins.</summary>
    /// <returns>The places in their order; one whose name is borne by no node as it stands has no nodes.</returns>
    public IReadOnlyList<ForeignMention> Find(ProseText text, IReadOnlyList<EntityMention> mentions)
    {
        var places = new Dictionary<ProseSpan, HashSet<NodeId>>();
        foreach ((string[] keys, HashSet<NodeId> nodes) in _names.Values)
        {
            foreach (ProseSpan span in text.Find(keys))
            {
                AddPlace(span, nodes);
            }
        }

        int word = 0;
        foreach (EntityMention mention in mentions.OrderBy(mention => mention.Start))
        {
            while (word < text.Words.Count && text.Words[word].End <= mention.Start)
            {
                word++;
            }

            int last = word;
            while (last + 1 < text.Words.Count && text.Words[last + 1].Start < mention.End)
            {
                last++;
            }

            // Words that say more than the name of the node hide that name; words that say less hide nothing.
            bool isNamed = mention.Candidates.Any(NamesExactly) || mention.Candidates is [{ Relation: LinkRelation.Broader }, ..];
            if (word < text.Words.Count && isNamed && !(last == word && ForeignSentences.IsGeneric(text.Words[word].Form)))
            {
                AddPlace(new ProseSpan(word, last), mention.Candidates.Where(NamesExactly).Select(candidate => candidate.NodeId));
            }
        }

        var chosen = new List<ForeignMention>();
        var taken = new bool[text.Words.Count];
        foreach ((ProseSpan span, HashSet<NodeId> nodes) in places.OrderByDescending(place => place.Key.Count).ThenBy(place => place.Key.First))
        {
            if (!taken.AsSpan(span.First, span.Count).Contains(true))
            {
                taken.AsSpan(span.First, span.Count).Fill(true);
                chosen.Add(new ForeignMention(span, [.. nodes.Order()]));
            }
        }

        chosen.Sort(static (left, right) => left.Span.First.CompareTo(right.Span.First));
        return chosen;

        void AddPlace(ProseSpan span, IEnumerable<NodeId> nodes)
        {
            if (!places.TryGetValue(span, out HashSet<NodeId>? known))
            {
                places[span] = known = [];
            }

            known.UnionWith(nodes);
        }
    }

    // A node that is broader or narrower than the words is not what they state something of.
    private static bool NamesExactly(MentionCandidate candidate) =>
        candidate.Relation is null or LinkRelation.Exact or LinkRelation.Synonym;

    private static string Key(string name) => string.Join(' ', ProseText.Keys(name));

    private void Add(string name, IReadOnlyList<NodeId> nodes)
    {
        string[] keys = ProseText.Keys(name);
        string key = string.Join(' ', keys);
        if (keys.Length == 0 || nodes.Count == 0)
        {
            return;
        }

        if (!_names.TryGetValue(key, out (string[] Keys, HashSet<NodeId> Nodes) known))
        {
            _names[key] = known = (keys, []);
        }

        known.Nodes.UnionWith(nodes);
    }
}
