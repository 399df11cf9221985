using MedReason.Extensions.AI.Tools.Results;
using MedReason.Shared;

namespace MedReason.Extensions.AI.Tools;

/// <summary>Reads a graph for the tools: nodes by id or name, edges with what their sources state, paths in words.</summary>
internal sealed class GraphReader
{
    private const int MaxListed = 10;

    public GraphReader(IKnowledgeGraph graph, GraphToolOptions options)
    {
        Graph = graph;
        Options = options;
        Language = options.Language ?? LanguageProfile.English;
        Extractor = new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = Language });
        Linker = new EntityLinker(new EntityLinkerOptions { Language = Language });
        Auditor = options.Auditor ?? new ForeignChainAuditor(null, Extractor, Linker);
        Finder = options.PathFinder ?? new ShortestPathFinder();
    }

    public IKnowledgeGraph Graph { get; }

    public GraphToolOptions Options { get; }

    public LanguageProfile Language { get; }

    public LexiconEntityExtractor Extractor { get; }

    public EntityLinker Linker { get; }

    public ForeignChainAuditor Auditor { get; }

    public IPathFinder Finder { get; }

    /// <summary>Gets a node as results have it.</summary>
    public static NodeEntry ToEntry(KgNode node) => new() { Id = node.Id.Value, Name = PlainText.Clean(node.Name), Type = node.Type.Value };

    /// <summary>Makes a question of a text, with what its wording asks for.</summary>
    public MedicalQuestion Ask(string text, IReadOnlyList<AnswerOption>? options = null, string? answer = null) => ForeignChainReader.ResolveAnswer(
        new MedicalQuestion
        {
            Id = "question",
            Text = string.IsNullOrWhiteSpace(text) ? "-" : text,
            Options = options ?? [],
            Answer = answer,
            Ask = QuestionWording.DetectAsk(text, Language),
            Seeks = QuestionWording.DetectSeeks(text, Language),
        });

    /// <summary>Gets which graph it is.</summary>
    public async Task<GraphIdentity> IdentifyAsync(CancellationToken cancellationToken) =>
        GraphIdentity.Of(await Graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Gets the names most similar to a text, best first.</summary>
    /// <exception cref="KnowledgeGraphException">The graph finds no names.</exception>
    public async Task<IReadOnlyList<ScoredNode>> SearchAsync(string text, int maxResults, CancellationToken cancellationToken)
    {
        await Graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        INodeIndex index = Graph.GetService<INodeIndex>() ?? throw new KnowledgeGraphException("it has no index of names.");
        var options = new NodeSearchOptions { MaxResults = maxResults };
        return (await index.SearchAsync([text], options, cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Gets the one node that an id or a name stands for.</summary>
    /// <exception cref="ToolInputException">No node or several nodes have it; the message lists candidates.</exception>
    public async Task<KgNode> ResolveAsync(string text, string parameter, CancellationToken cancellationToken)
    {
        if (NodeId.TryParse(text, null, out NodeId id)
            && (await Graph.GetNodesAsync([id], cancellationToken).ConfigureAwait(false))[0] is { } node)
        {
            return node;
        }

        // Enough to see that a name has several nodes, however few results a tool returns.
        IReadOnlyList<ScoredNode> found = await SearchAsync(text, MaxListed, cancellationToken).ConfigureAwait(false);

        // A name stands for its node; what is merely near it is offered and never taken.
        ScoredNode[] byName = [.. found.Where(one => one.Method is LinkMethods.Exact or LinkMethods.Normalized or LinkMethods.Synonym or LinkMethods.Id)];
        KgNode[] named = [.. byName.Where(one => one.Score >= byName[0].Score).Select(one => one.Node)];
        return named.Length switch
        {
            1 => named[0],
            0 when found.Count == 0 => throw new ToolInputException($"{parameter}: no node has this id or a name like it"),
            0 => throw new ToolInputException($"{parameter}: no node has this id or name; similar: {List(found.Select(one => one.Node))}"),
            _ => throw new ToolInputException($"{parameter}: several nodes have this name, give an id: {List(named)}"),
        };

        static string List(IEnumerable<KgNode> nodes) =>
            string.Join("; ", nodes.Take(MaxListed).Select(one => $"{one.Id} {PlainText.Clean(one.Name)} ({one.Type})"));
    }

    /// <summary>Gets paths with their edges as citations.</summary>
    public async Task<IReadOnlyList<PathEntry>> DescribeAsync(
        IReadOnlyList<KgPath> paths, KnowledgeGraphMetadata metadata, CancellationToken cancellationToken)
    {
        List<(KgEdge Edge, KgPath Hop)[]> edges = [.. paths.Select(ToEdges)];
        EdgeCitation[] citations = await CiteAsync([.. edges.SelectMany(list => list)], metadata, cancellationToken).ConfigureAwait(false);
        var entries = new PathEntry[paths.Count];
        int taken = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new PathEntry
            {
                Words = paths[i].ToWords(metadata),
                Nodes = [.. paths[i].Nodes.Select(ToEntry)],
                Edges = citations[taken..(taken + edges[i].Length)],
            };
            taken += edges[i].Length;
        }

        return entries;
    }

    private static (KgEdge Edge, KgPath Hop)[] ToEdges(KgPath path) =>
    [
        .. path.Hops.SelectMany((hop, at) => hop.Relations
            .Select(relation => ToEdge(path.Nodes[at], relation.Relation, relation.IsForward, path.Nodes[at + 1]))),
    ];

    /// <summary>Gets an edge between two nodes as the graph has it, with the path that it alone makes, by which it is put in words.</summary>
    public static (KgEdge Edge, KgPath Hop) ToEdge(KgNode from, RelationType relation, bool isForward, KgNode to)
    {
        (KgNode source, KgNode target) = isForward ? (from, to) : (to, from);

        // The graph's phrase says what is denied; the words of a single relation ask for no polarity.
        var forward = new KgHopRelation { Relation = relation, IsForward = true, Polarity = Polarity.Affirmed };
        return (
            new KgEdge { Source = source.Id, Relation = relation, Target = target.Id },
            new KgPath { Nodes = [source, target], Hops = [new KgHop { Relations = [forward] }] });
    }

    /// <summary>Gets the claims that an edge decides, in their order, with that edge as a citation.</summary>
    public async Task<IReadOnlyList<(TextClaim Claim, EdgeCitation Edge)>> CiteAsync(IEnumerable<TextClaim> claims, CancellationToken cancellationToken)
    {
        TextClaim[] decided = [.. claims.Where(claim => claim.Edge is not null)];
        KgEdge[] edges = [.. decided.Select(claim => claim.Edge!)];
        KnowledgeGraphMetadata metadata = await Graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        NodeId[] ids = [.. edges.SelectMany(edge => new[] { edge.Source, edge.Target }).Distinct()];
        IReadOnlyList<KgNode?> nodes = await Graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        Dictionary<NodeId, KgNode> known = nodes.OfType<KgNode>().ToDictionary(node => node.Id);
        EdgeCitation[] citations = await CiteAsync(
            [.. edges.Select(edge => ToEdge(known[edge.Source], edge.Relation, isForward: true, known[edge.Target]))],
            metadata,
            cancellationToken).ConfigureAwait(false);
        return [.. decided.Zip(citations)];
    }

    /// <summary>Gets edges with what their sources state, in one round trip.</summary>
    public async Task<EdgeCitation[]> CiteAsync(
        IReadOnlyList<(KgEdge Edge, KgPath Hop)> edges, KnowledgeGraphMetadata metadata, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>? attributes = edges.Count > 0 && Graph.GetService<IEdgeAttributes>() is { } capability
            ? await capability.GetAttributesAsync([.. edges.Select(edge => edge.Edge)], cancellationToken).ConfigureAwait(false)
            : null;
        return [.. edges.Select((edge, at) => ToCitation(edge.Edge, edge.Hop, attributes?[at] ?? [], metadata))];
    }

    private EdgeCitation ToCitation(KgEdge edge, KgPath hop, IReadOnlyList<KgEdgeAttributes> statements, KnowledgeGraphMetadata metadata)
    {
        string[] publications = [.. statements.SelectMany(statement => statement.Publications).Distinct(StringComparer.Ordinal)];
        string[] sources = [.. statements.SelectMany(statement => statement.Sources).Distinct(StringComparer.Ordinal)];
        if (sources.Length == 0 && metadata.Sources.Count == 1)
        {
            // A graph of one source has every edge from there.
            sources = [metadata.Sources[0].Name];
        }

        return new EdgeCitation
        {
            Statement = hop.ToWords(metadata),
            Source = edge.Source.Value,
            Relation = edge.Relation.Value,
            Target = edge.Target.Value,
            KnowledgeSources = sources.Length > 0 ? [.. sources.Select(PlainText.Clean)] : null,
            Publications = publications.Length > 0 ? [.. publications.Take(Options.MaxPublications).Select(PlainText.Clean)] : null,
            MorePublications = publications.Length > Options.MaxPublications ? publications.Length - Options.MaxPublications : null,
            Frequency = statements.FirstOrDefault(statement => statement.Frequency is not null)?.Frequency?.Text,
        };
    }
}
