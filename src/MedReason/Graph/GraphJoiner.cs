using MedReason.Graph;
using MedReason.Shared;

namespace MedReason;

/// <summary>Joins graphs of several sources into one.</summary>
/// <remarks>
/// <para>Nodes of the same identifier are one node. Nodes of different identifiers are joined when a source states that they denote the same, when they have
/// the same type, and when no vocabulary (prefix) would thereby have two identifiers in one node. The node bears the identifier that the earliest source
/// gives; the others stay as synonyms. Nothing is joined by name unless asked for.</para>
/// <para>What a source states to be narrower becomes a kind of it (<c>is_a</c>), unless the types differ or the hierarchy already says the opposite.</para>
/// <para>Every statement about an edge names the source that it is from. The result does not depend on the order of nodes and edges within a source.</para>
/// </remarks>
public sealed class GraphJoiner
{
    // The attribute of an edge that holds the cross-reference it is from.
    private const string CrossReference = "cross_reference";
    private static readonly RelationType IsA = new(RelationMeaning.IsA.Value);

    private readonly IReadOnlyList<GraphJoinInput> _inputs;
    private readonly GraphJoinOptions _options;
    private readonly NodeClasses _classes;
    private readonly BulkGraphBuilder _builder = new();
    private readonly Dictionary<NodeId, int> _numbers = [];
    private readonly List<GraphJoinEvent> _events = [];
    private readonly SortedDictionary<RelationType, (RelationInfo Info, List<ulong> Edges, List<int> Statements)> _relations = [];
    private readonly SortedSet<RelationType> _relationConflicts = [];

    private GraphJoiner(IReadOnlyList<GraphJoinInput> inputs, GraphJoinOptions options)
    {
        _inputs = inputs;
        _options = options;
        _classes = new NodeClasses(inputs);
    }

    /// <summary>Joins graphs.</summary>
    /// <param name="inputs">The graphs; what an earlier one says of a node or a relation comes before what a later one says. Names are unique.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The graph and what was joined.</returns>
    /// <exception cref="ArgumentException">There is no graph, or two sources have the same name.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory.</exception>
    public static GraphJoinResult Join(IReadOnlyList<GraphJoinInput> inputs, GraphJoinOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0 || inputs.Select(static input => input.Source.Name).Distinct(StringComparer.Ordinal).Count() != inputs.Count)
        {
            throw new ArgumentException("At least one graph is expected, and every source needs a name of its own.", nameof(inputs));
        }

        return new GraphJoiner(inputs, options ?? new GraphJoinOptions()).Run(cancellationToken);
    }

    private GraphJoinResult Run(CancellationToken cancellationToken)
    {
        _classes.Unite(_options.JoinsByName, _events, cancellationToken);
        int shared = AddNodes(cancellationToken);
        foreach (GraphJoinInput input in _inputs)
        {
            AddEdges(input, cancellationToken);
            _builder.AddSource(input.Source with { NodeCount = input.Graph.NodeCount, EdgeCount = input.Graph.EdgeCount });
        }

        AddNarrowMatches(cancellationToken);
        foreach ((RelationInfo info, List<ulong> edges, List<int> statements) in _relations.Values)
        {
            _builder.AddRelation(info, [.. edges], [.. statements]);
        }

        string name = _options.Name ?? string.Join('+', _inputs.Select(static input => input.Source.Name));
        string version = _options.Version ?? string.Join('+', _inputs.Select(static input => input.Source.Version).Where(static text => text.Length > 0));
        return new GraphJoinResult
        {
            Graph = _builder.Build(name, version, cancellationToken),
            Events = [.. _events.OrderBy(static item => item.Kind).ThenBy(static item => item.Id).ThenBy(static item => item.OtherId)],
            SharedIdCount = shared,
            RelationConflicts = [.. _relationConflicts],
        };
    }

    private int AddNodes(CancellationToken cancellationToken)
    {
        int shared = 0;
        var byName = new Dictionary<string, NodeId>(StringComparer.Ordinal);
        foreach ((NodeId id, IReadOnlyList<(int Input, KgNode Node)> members) in _classes.Members())
        {
            cancellationToken.ThrowIfCancellationRequested();
            KgNode first = members[0].Node;
            string name = members.Select(static member => member.Node.Name).FirstOrDefault(static text => text.Length > 0) ?? string.Empty;
            var synonyms = new SortedSet<string>(StringComparer.Ordinal);
            foreach ((_, KgNode node) in members)
            {
                synonyms.UnionWith(node.Synonyms);
                synonyms.Add(node.Name);
                synonyms.Add(node.Id.Value);
                if (node.Type != first.Type)
                {
                    AddEvent(GraphJoinEventKind.TypeConflict, id, node.Id, $"'{first.Type}' in the earlier source, '{node.Type}' in a later one");
                }
            }

            synonyms.Remove(string.Empty);
            synonyms.Remove(id.Value);
            _numbers[id] = _builder.AddNode(new KgNode
            {
                Id = id,
                Name = name,
                Type = first.Type,
                Source = first.Source,
                Definition = members.Select(static member => member.Node.Definition).FirstOrDefault(static text => text is not null),
            });
            foreach (string synonym in synonyms)
            {
                _builder.AddSynonym(_numbers[id], synonym);
            }

            shared += members.DistinctBy(static member => member.Input).Count() > 1 && members.DistinctBy(static member => member.Node.Id).Count() == 1 ? 1 : 0;
            string folded = NameFolding.Fold(name);
            if (folded.Length > 0 && !byName.TryAdd(folded, id))
            {
                AddEvent(GraphJoinEventKind.Twin, byName[folded], id, $"both are named '{PlainText.Clean(name)}'");
            }
        }

        return shared;
    }

    private void AddEdges(GraphJoinInput input, CancellationToken cancellationToken)
    {
        InMemoryKnowledgeGraph graph = input.Graph;
        int[] numbers = new int[graph.NodeCount];
        for (int ordinal = 0; ordinal < numbers.Length; ordinal++)
        {
            numbers[ordinal] = _numbers[_classes.Find(graph.GetId(ordinal))];
        }

        var relations = new (List<ulong> Edges, List<int> Statements)[graph.Relations.Count];
        for (int i = 0; i < relations.Length; i++)
        {
            relations[i] = SlotOf(graph.Relations[i]);
        }

        // Most edges share one statement: that this source states them.
        int plain = _builder.AddAttributes(new KgEdgeAttributes { Sources = [input.Source.Name] });
        EdgeAttributeTable attributes = graph.Data.Attributes;
        var numbersOfSets = new Dictionary<int, int[]> { [0] = [plain] };
        for (int node = 0; node < numbers.Length; node++)
        {
            if ((node & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<int> neighbors = graph.GetNeighbors(node);
            ReadOnlySpan<ushort> codes = graph.GetRelationCodes(node);
            ReadOnlySpan<int> ordinals = graph.GetEdgeOrdinals(node);
            for (int i = 0; i < neighbors.Length; i++)
            {
                if ((codes[i] & 1) != 0)
                {
                    continue;
                }

                (List<ulong> edges, List<int> statements) = relations[codes[i] >> 1];
                ulong edge = BulkGraphBuilder.PackEdge(numbers[node], numbers[neighbors[i]]);
                int set = attributes.IsEmpty ? 0 : attributes.Sets[ordinals[i]];
                if (!numbersOfSets.TryGetValue(set, out int[]? stated))
                {
                    stated = [.. attributes.GetSet(set).Select(one => _builder.AddAttributes(WithSource(one, input.Source.Name)))];
                    numbersOfSets.Add(set, stated);
                }

                foreach (int statement in stated)
                {
                    edges.Add(edge);
                    statements.Add(statement);
                }
            }
        }
    }

    private void AddNarrowMatches(CancellationToken cancellationToken)
    {
        if (_inputs.All(static input => input.NarrowMatches.Count == 0))
        {
            return;
        }

        (List<ulong> edges, List<int> statements) = _relations.TryGetValue(IsA, out (RelationInfo, List<ulong> Edges, List<int> Statements) slot)
            ? (slot.Edges, slot.Statements)
            : SlotOf(RelationVocabulary.Obo.Find(IsA)!);
        var hierarchy = new JoinedHierarchy();
        foreach ((RelationInfo info, List<ulong> stated, _) in _relations.Values.Where(static relation => relation.Info.Meaning == RelationMeaning.IsA))
        {
            foreach (ulong edge in stated)
            {
                (int source, int target) = ((int)(edge >> 32), (int)(edge & uint.MaxValue));
                hierarchy.Add(info.IsMeaningReversed ? target : source, info.IsMeaningReversed ? source : target);
            }
        }

        foreach (GraphJoinInput input in _inputs)
        {
            foreach (NodeNarrowMatch match in input.NarrowMatches.Distinct().OrderBy(static item => item.Id).ThenBy(static item => item.NarrowerId))
            {
                cancellationToken.ThrowIfCancellationRequested();
                (NodeId id, NodeId narrowerId) = (_classes.Find(match.Id), _classes.Find(match.NarrowerId));
                if (id == narrowerId || !_numbers.TryGetValue(id, out int number) || !_numbers.TryGetValue(narrowerId, out int narrower))
                {
                    continue;
                }

                (NodeType type, NodeType narrowerType) = (_classes.GetType(id), _classes.GetType(narrowerId));
                if (type != narrowerType)
                {
                    AddEvent(GraphJoinEventKind.TypeDiffers, id, narrowerId, $"stated to be broader, but of the types '{type}' and '{narrowerType}'");
                    continue;
                }

                // A hierarchy that says the opposite, through any number of steps, would become a circle.
                if (hierarchy.Leads(number, narrower))
                {
                    continue;
                }

                edges.Add(BulkGraphBuilder.PackEdge(narrower, number));
                statements.Add(_builder.AddAttributes(new KgEdgeAttributes
                {
                    Sources = [input.Source.Name],
                    Additional = new Dictionary<string, string>(StringComparer.Ordinal) { [CrossReference] = $"{match.Id} {match.NarrowerId}" },
                }));
                hierarchy.Add(narrower, number);
                AddEvent(GraphJoinEventKind.Narrower, id, narrowerId, $"stated by {match.Id} and {match.NarrowerId}");
            }
        }
    }

    private static KgEdgeAttributes WithSource(KgEdgeAttributes stated, string source) => stated.Sources.Contains(source)
        ? stated
        : new KgEdgeAttributes
        {
            Sources = [.. stated.Sources, source],
            Publications = stated.Publications,
            EvidenceCodes = stated.EvidenceCodes,
            Frequency = stated.Frequency,
            Onset = stated.Onset,
            Sex = stated.Sex,
            Confidence = stated.Confidence,
            Additional = stated.Additional,
        };

    private (List<ulong> Edges, List<int> Statements) SlotOf(RelationInfo info)
    {
        if (!_relations.TryGetValue(info.Relation, out (RelationInfo Info, List<ulong> Edges, List<int> Statements) slot))
        {
            _relations.Add(info.Relation, slot = (info, [], []));
        }
        else if (slot.Info != info)
        {
            _relationConflicts.Add(info.Relation);
        }

        return (slot.Edges, slot.Statements);
    }

    private void AddEvent(GraphJoinEventKind kind, NodeId id, NodeId other, string detail) =>
        _events.Add(new GraphJoinEvent { Kind = kind, Id = id, OtherId = other, Detail = detail });
}
