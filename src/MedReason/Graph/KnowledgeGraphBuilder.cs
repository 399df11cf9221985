using System.Runtime.InteropServices;

namespace MedReason;

/// <summary>Builds an <see cref="InMemoryKnowledgeGraph"/> from nodes, edges and relations that come in any order.</summary>
/// <remarks>
/// <para>The graph that comes out, and its content hash, do not depend on the order of the calls. An edge that is added twice is kept once; the same
/// relation between the same nodes in the opposite direction is another edge. Self loops are kept.</para>
/// <para>Not safe for concurrent use. Use a builder for one graph.</para>
/// </remarks>
public sealed class KnowledgeGraphBuilder
{
    private readonly Dictionary<NodeId, int> _numbers = [];
    private readonly List<NodeId> _ids = [];
    private readonly List<KgNode?> _nodes = [];
    private readonly Dictionary<int, List<string>> _synonyms = [];
    private readonly Dictionary<RelationType, RelationInfo> _relations = [];
    private readonly Dictionary<RelationType, List<(ulong Edge, IReadOnlyList<KgEdgeAttributes> Attributes)>> _edges = [];
    private readonly List<KgSource> _sources = [];
    private bool _isBuilt;

    /// <summary>The name the graph goes by, such as <c>PrimeKG</c>. Default: the empty string.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The version as its publisher calls it. Default: the empty string, for unknown.</summary>
    public string Version { get; set; } = string.Empty;

    /// <summary>Whether a node of this id has been added.</summary>
    /// <param name="id">The id.</param>
    /// <returns>False where only edges or synonyms name it so far.</returns>
    public bool ContainsNode(NodeId id) => _numbers.TryGetValue(id, out int number) && _nodes[number] is not null;

    /// <summary>Adds a node.</summary>
    /// <param name="node">The node, with id and type; its synonyms are kept each once, without blank ones and without its name.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">Its id or its type is empty.</exception>
    /// <exception cref="KnowledgeGraphException">A node of this id has been added before.</exception>
    public KnowledgeGraphBuilder AddNode(KgNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Id.IsEmpty || node.Type == default)
        {
            throw new ArgumentException("A node needs an id and a type.", nameof(node));
        }

        int number = GetNumber(node.Id);
        if (_nodes[number] is not null)
        {
            throw new KnowledgeGraphException($"The node id '{node.Id}' appears twice; every node needs an id of its own.");
        }

        _nodes[number] = node;
        foreach (string synonym in node.Synonyms)
        {
            if (!string.IsNullOrWhiteSpace(synonym))
            {
                AddSynonym(number, synonym);
            }
        }

        return this;
    }

    /// <summary>Adds an edge; its nodes may follow later.</summary>
    /// <param name="edge">The edge, with source, target and relation.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">Source, target or relation is empty.</exception>
    public KnowledgeGraphBuilder AddEdge(KgEdge edge)
    {
        ArgumentNullException.ThrowIfNull(edge);
        if (edge.Source.IsEmpty || edge.Target.IsEmpty || edge.Relation == default)
        {
            throw new ArgumentException("An edge needs a source, a target and a relation.", nameof(edge));
        }

        ref List<(ulong, IReadOnlyList<KgEdgeAttributes>)>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(_edges, edge.Relation, out _);
        (list ??= []).Add((BulkGraphBuilder.PackEdge(GetNumber(edge.Source), GetNumber(edge.Target)), edge.Attributes));
        return this;
    }

    /// <summary>Describes how a relation reads and what it can support.</summary>
    /// <remarks>A relation that is not described is taken from <see cref="RelationVocabulary.BuiltIn"/>, otherwise read by its name.</remarks>
    /// <param name="relation">The relation; what was said of it before is replaced. A relation without an edge is kept in the schema.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The relation's name is empty.</exception>
    public KnowledgeGraphBuilder AddRelation(RelationInfo relation)
    {
        ArgumentNullException.ThrowIfNull(relation);
        if (relation.Relation == default)
        {
            throw new ArgumentException("A relation needs a name.", nameof(relation));
        }

        _relations[relation.Relation] = relation;
        return this;
    }

    /// <summary>Adds another name to a node; the node may follow later.</summary>
    /// <param name="id">The node.</param>
    /// <param name="synonym">The name; one that the node has already is not added again.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="id"/> or <paramref name="synonym"/> is empty.</exception>
    public KnowledgeGraphBuilder AddSynonym(NodeId id, string synonym)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(synonym);
        if (id.IsEmpty)
        {
            throw new ArgumentException("A synonym belongs to a node.", nameof(id));
        }

        AddSynonym(GetNumber(id), synonym);
        return this;
    }

    /// <summary>Adds a source that the graph was built from, for <see cref="KnowledgeGraphMetadata.Sources"/>.</summary>
    /// <param name="source">The source; its name is unique within the graph.</param>
    /// <returns>This builder.</returns>
    public KnowledgeGraphBuilder AddSource(KgSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _sources.Add(source);
        return this;
    }

    /// <summary>Makes the graph.</summary>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The graph; the caller disposes it.</returns>
    /// <exception cref="KnowledgeGraphException">An edge or a synonym names a node that was not added.</exception>
    /// <exception cref="UndeclaredRelationException">The name of a relation that nothing describes denies or warns, such as <c>does_not_treat</c>.</exception>
    /// <exception cref="InvalidOperationException">This builder has built its graph already.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled; the builder cannot be used again.</exception>
    public InMemoryKnowledgeGraph Build(CancellationToken cancellationToken = default)
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException("A builder builds one graph; use another for another graph.");
        }

        CheckNodes();
        RelationInfo[] relations = ResolveRelations();
        _isBuilt = true;
        var bulk = new BulkGraphBuilder();
        for (int number = 0; number < _nodes.Count; number++)
        {
            bulk.AddNode(_nodes[number]!);
        }

        foreach ((int number, List<string> synonyms) in _synonyms)
        {
            foreach (string synonym in synonyms)
            {
                bulk.AddSynonym(number, synonym);
            }
        }

        foreach (RelationInfo relation in relations)
        {
            AddRelation(bulk, relation, _edges.GetValueOrDefault(relation.Relation) ?? []);
        }

        foreach (KgSource source in _sources)
        {
            bulk.AddSource(source);
        }

        return bulk.Build(Name, Version, cancellationToken);
    }

    private RelationInfo[] ResolveRelations()
    {
        var resolver = new RelationResolver();
        RelationInfo[] relations =
        [
            .. _relations.Keys.Union(_edges.Keys).Order().Select(relation => _relations.GetValueOrDefault(relation) ?? resolver.Resolve(relation)),
        ];
        resolver.ThrowIfDenying();
        return relations;
    }

    // An edge with several statements is added once for each; equal edges merge and keep them all.
    private static void AddRelation(BulkGraphBuilder bulk, RelationInfo info, List<(ulong Edge, IReadOnlyList<KgEdgeAttributes> Attributes)> edges)
    {
        var packed = new List<ulong>(edges.Count);
        var statements = new List<int>(edges.Count);
        foreach ((ulong edge, IReadOnlyList<KgEdgeAttributes> attributes) in edges)
        {
            for (int i = 0; i < Math.Max(1, attributes.Count); i++)
            {
                packed.Add(edge);
                statements.Add(attributes.Count == 0 ? 0 : bulk.AddAttributes(attributes[i]));
            }
        }

        bulk.AddRelation(info, [.. packed], [.. statements]);
    }

    private void AddSynonym(int number, string synonym)
    {
        ref List<string>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(_synonyms, number, out _);
        (list ??= []).Add(synonym);
    }

    private int GetNumber(NodeId id)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, id, out bool exists);
        if (!exists)
        {
            number = _ids.Count;
            _ids.Add(id);
            _nodes.Add(null);
        }

        return number;
    }

    private void CheckNodes()
    {
        string? missing = null;
        for (int number = 0; number < _nodes.Count; number++)
        {
            if (_nodes[number] is null && (missing is null || string.CompareOrdinal(_ids[number].Value, missing) < 0))
            {
                missing = _ids[number].Value;
            }
        }

        if (missing is not null)
        {
            throw new KnowledgeGraphException($"An edge or a synonym names the node '{missing}', which was not added; add every node that edges join.");
        }
    }
}
