namespace MedReason.Reports;

/// <summary>A result with the lookups that the sections of its page share. Immutable.</summary>
internal sealed class ResultView
{
    // What a reader takes in at a glance; the paths in words have all.
    private const int MaxReferences = 5;

    private readonly Dictionary<NodeId, KgNode> _nodes = [];
    private readonly Dictionary<NodeId, string> _pathsOf = [];
    private readonly int[] _numbers;
    private readonly ILookup<(NodeId Source, RelationType Relation, NodeId Target), KgEdge> _references;

    public ResultView(ReasoningResult result, KnowledgeGraphMetadata metadata)
    {
        Result = result;
        Wording = new PathWording(metadata, result.Links);
        Relations = metadata.Relations.ToDictionary(relation => relation.Relation);
        EvidenceSet evidence = result.Chain?.Evidence ?? result.Evidence ?? EvidenceSet.Empty;
        Paths = evidence.Paths;
        _references = evidence.References.ToLookup(static edge => (edge.Source, edge.Relation, edge.Target));
        Cited = [.. (result.Chain?.Steps ?? []).SelectMany(step => step.PathIndexes).Where(path => path >= 0 && path < Paths.Count).Distinct()];
        _numbers = new int[Paths.Count];
        int next = 0;
        foreach (int path in Cited.Concat(Enumerable.Range(0, Paths.Count).Except(Cited)))
        {
            _numbers[path] = ++next;
        }

        foreach (KgNode node in Paths.SelectMany(path => path.Path.Nodes).Concat(result.Links.Select(link => link.Node).OfType<KgNode>()))
        {
            _nodes.TryAdd(node.Id, node);
        }

        foreach (NodeId id in _nodes.Keys)
        {
            string paths = string.Join(
                ' ', Enumerable.Range(0, Paths.Count).Where(index => Paths[index].Path.Nodes.Any(node => node.Id == id)).Select(ResultText.Digits));
            if (paths.Length > 0)
            {
                _pathsOf[id] = paths;
            }
        }
    }

    public ReasoningResult Result { get; }

    public MedicalQuestion Question => Result.Question;

    public PathWording Wording { get; }

    public IReadOnlyDictionary<RelationType, RelationInfo> Relations { get; }

    /// <summary>The paths of the evidence, which steps cite by index.</summary>
    public IReadOnlyList<EvidencePath> Paths { get; }

    /// <summary>The indexes of the paths that steps cite, in the order of their first citation, as the text of the chain numbers them.</summary>
    public IReadOnlyList<int> Cited { get; }

    /// <summary>The edges of a path of which sources state something, in the order of its hops.</summary>
    public IEnumerable<KgEdge> ReferencesOf(KgPath path) => path.Hops.SelectMany((hop, index) => hop.Relations.SelectMany(relation =>
    {
        NodeId from = path.Nodes[relation.IsForward ? index : index + 1].Id;
        NodeId to = path.Nodes[relation.IsForward ? index + 1 : index].Id;
        return _references[(from, relation.Relation, to)];
    }));

    /// <summary>What sources state about an edge, a line each; at most 5.</summary>
    public IEnumerable<string> ReferencesOf(NodeId source, RelationType relation, NodeId target) =>
        _references[(source, relation, target)].SelectMany(static edge => edge.Attributes).Select(PathWording.Reference)
            .Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxReferences);

    /// <summary>The number of a path on the page: that of the chain's text for those that are cited, then those that are not.</summary>
    public string Number(int path) => ResultText.Digits(_numbers[path]);

    public IReadOnlyList<VerificationFinding> Findings => Result.Verdict?.Findings ?? [];

    public IEnumerable<EntityLink> LinksIn(MentionRole role) => Result.Links.Where(link => link.Mention.Role == role);

    /// <summary>The indexes of the paths through a node, separated by spaces; null when there are none.</summary>
    public string? PathsOf(NodeId id) => _pathsOf.GetValueOrDefault(id);

    /// <summary>The name of a node; its id when the result does not name it.</summary>
    public string Name(NodeId id) => _nodes.TryGetValue(id, out KgNode? node) ? Wording.Name(node) : id.Value;

    /// <summary>Draws the paths that are cited, or all when none is.</summary>
    public EvidenceLayout CreateLayout() => EvidenceLayout.Create(Paths, Cited.Count > 0 ? [.. Cited.Order()] : [.. Enumerable.Range(0, Paths.Count)], Wording);

    /// <summary>The role of a node in the question, in a word, by its id.</summary>
    public Dictionary<NodeId, string> Tags()
    {
        var tags = new Dictionary<NodeId, string>();
        foreach (EvidencePath path in Paths)
        {
            if (path.OptionLabel is not null)
            {
                NodeId end = path.Path.Nodes[^1].Id;
                tags.TryAdd(end, path.OptionLabel + (path.OptionLabel == Question.AnswerLabel ? " ✓" : string.Empty));
            }
        }

        foreach (EntityLink link in Result.Links.Where(link => link.Node is not null))
        {
            string? tag = link.Mention.Role switch
            {
                MentionRole.Option => link.Mention.OptionLabel + (link.Mention.OptionLabel == Question.AnswerLabel ? " ✓" : string.Empty),
                MentionRole.Answer => "answer",
                MentionRole.Rationale => "rationale",
                _ => MarkedText.WordOf(link.Mention.Assertion) ?? "question",
            };
            tags.TryAdd(link.Node!.Id, tag ?? string.Empty);
        }

        return tags;
    }
}
