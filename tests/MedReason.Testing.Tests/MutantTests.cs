namespace MedReason.Testing.Tests;

/// <summary>Graphs that are wrong in one way each: the checks must find every one of them, and none in the graph that they are made of.</summary>
public sealed class MutantTests
{
    private const int HubDegree = 2_000;

    private static readonly Dictionary<string, (string Finder, Action<MutantGraph> Spoil)> Mutants = new(StringComparer.Ordinal)
    {
        ["nodes in the order of ids"] = ("NodesAreCompleteAndInRequestOrder",
            graph => graph.Nodes = (ids, next) => next([.. ids.Order()])),
        ["each node once"] = ("NodesAreCompleteAndInRequestOrder",
            graph => graph.Nodes = (ids, next) => next([.. ids.Distinct()])),
        ["unknown ids left out"] = ("UnknownIdReturnsNull",
            graph => graph.Nodes = async (ids, next) => [.. (await next(ids)).Where(node => node is not null)]),
        ["unknown ids thrown at"] = ("UnknownIdReturnsNull",
            graph => graph.Nodes = async (ids, next) => (await next(ids)) is var nodes && nodes.Contains(null) ? throw new KnowledgeGraphException("unknown") : nodes),
        ["ids without regard to case"] = ("UnknownIdReturnsNull",
            graph => graph.Nodes = (ids, next) => next([.. ids.Select(id => id.Value.StartsWith("mondo", StringComparison.Ordinal) ? new NodeId(id.Value.ToUpperInvariant()) : id)])),
        ["ids trimmed"] = ("UnknownIdReturnsNull",
            graph => graph.Nodes = (ids, next) => next([.. ids.Select(id => id.IsEmpty ? id : new NodeId(id.Value.Trim()))])),
        ["synonyms lost"] = ("NodesAreCompleteAndInRequestOrder",
            graph => graph.Node = node => new KgNode { Id = node.Id, Name = node.Name, Type = node.Type, Source = node.Source }),
        ["sources lost"] = ("NodesAreCompleteAndInRequestOrder",
            graph => graph.Node = node => new KgNode { Id = node.Id, Name = node.Name, Type = node.Type, Synonyms = node.Synonyms }),
        ["no source made an empty one"] = ("NodesAreCompleteAndInRequestOrder",
            graph => graph.Node = node => new KgNode { Id = node.Id, Name = node.Name, Type = node.Type, Source = node.Source ?? string.Empty, Synonyms = node.Synonyms }),
        ["names trimmed of line breaks"] = ("NodesAreCompleteAndInRequestOrder",
            graph => graph.Node = node => new KgNode { Id = node.Id, Name = node.Name.Replace('\t', ' '), Type = node.Type, Source = node.Source, Synonyms = node.Synonyms }),
        ["homonyms merged"] = ("HomonymsAndCaseVariantsStaySeparate",
            graph => graph.Nodes = (ids, next) => next([.. ids.Select(id => id.Value == "DrugBank:DB09999" ? new NodeId("NCBI:4163") : id)])),
        ["neighbours in reverse order"] = ("NeighborsAreListedFromBothEndsInOrder",
            graph => graph.Neighbors = (_, neighbors) => neighbors.Reverse()),
        ["neighbours sorted by UTF-8"] = ("NeighborsAreListedFromBothEndsInOrder",
            graph => graph.Neighbors = (_, neighbors) => neighbors.OrderBy(n => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(n.Node.Value)), StringComparer.Ordinal)),
        ["edges listed from their source only"] = ("NeighborsAreListedFromBothEndsInOrder",
            graph => graph.Neighbors = (_, neighbors) => neighbors.Where(n => n.IsForward)),
        ["every edge forward"] = ("NeighborsAreListedFromBothEndsInOrder",
            graph => graph.Neighbors = (_, neighbors) => neighbors.Select(n => n with { IsForward = true })),
        ["the last parallel edge wins"] = ("ParallelAndOppositeEdgesAreKept",
            graph => graph.Neighbors = (_, neighbors) => neighbors.GroupBy(n => n.Node).Select(group => group.Last())),
        ["opposite edges merged"] = ("ParallelAndOppositeEdgesAreKept",
            graph => graph.Neighbors = (_, neighbors) => neighbors.GroupBy(n => (n.Node, n.Relation)).Select(group => group.First())),
        ["self loops listed from both ends"] = ("SelfLoopIsListedOnceAsForward",
            graph => graph.Neighbors = (id, neighbors) => neighbors.SelectMany(n => n.Node == id ? (KgNeighbor[])[n, n with { IsForward = false }] : [n])),
        ["self loops dropped"] = ("SelfLoopIsListedOnceAsForward",
            graph => graph.Neighbors = (id, neighbors) => neighbors.Where(n => n.Node != id)),
        ["a repeated frontier answered once"] = ("FrontierIsAnsweredPerEntry",
            graph => graph.Frontier = frontier => [.. frontier.Distinct()]),
        ["a frontier answered in the order of ids"] = ("NeighborsAreListedFromBothEndsInOrder",
            graph => graph.Frontier = frontier => [.. frontier.Order()]),
        ["negated edges dropped"] = ("RelationsKeepTheirPolarity",
            graph => graph.Neighbors = (_, neighbors) => neighbors.Where(n => n.Relation.Value is not ("disease_phenotype_negative" or "contraindication"))),
        ["polarity lost"] = ("RelationsKeepTheirPolarity",
            graph => graph.Metadata = m => With(m, relations: [.. m.Relations.Select(r => r with { Polarity = Polarity.Affirmed })])),
        ["filters ignored"] = ("FiltersSelectEdgesAndNeighbors",
            graph => graph.Options = o => o is null ? null : new NeighborOptions { MaxNeighborsPerNode = o.MaxNeighborsPerNode }),
        ["families not known"] = ("FiltersSelectEdgesAndNeighbors",
            graph => graph.Options = o => Refilter(o, relations: r => r.Where(relation => relation.Value != "drug_protein"))),
        ["denials ignored"] = ("FiltersSelectEdgesAndNeighbors",
            graph => graph.Options = o => Refilter(o, excluded: _ => [])),
        ["neighbour types ignored"] = ("FiltersSelectEdgesAndNeighbors",
            graph => graph.Options = o => Refilter(o, types: _ => null)),
        ["denied types ignored"] = ("FiltersSelectEdgesAndNeighbors",
            graph => graph.Options = o => Refilter(o, excludedTypes: _ => [])),
        ["polarities ignored"] = ("FiltersSelectEdgesAndNeighbors",
            graph => graph.Options = o => Refilter(o, polarities: _ => null)),
        ["an empty list taken for no list"] = ("FiltersSelectEdgesAndNeighbors",
            graph => graph.Options = o => Refilter(o, polarities: p => p is { Count: 0 } ? null : p)),
        ["the cap ignored"] = ("LimitKeepsTheFirstNeighbors",
            graph => graph.Options = o => o is null ? null : new NeighborOptions { Filter = o.Filter }),
        ["the cap one too small"] = ("LimitKeepsTheFirstNeighbors",
            graph => graph.Options = o => o is null ? null : new NeighborOptions { Filter = o.Filter, MaxNeighborsPerNode = o.MaxNeighborsPerNode - 1 }),
        ["truncation not reported"] = ("LimitKeepsTheFirstNeighbors",
            graph => graph.Truncated = (_, _, _) => false),
        ["a full list reported as truncated"] = ("LimitKeepsTheFirstNeighbors",
            graph => graph.Truncated = (options, count, _) => count == options?.MaxNeighborsPerNode),
        ["a hub cut in silence"] = ("HubIsCompleteAndInOrder",
            graph => graph.Neighbors = (_, neighbors) => neighbors.Take(HubDegree / 2)),
        ["a call a node"] = ("BatchIsOneRoundTrip",
            graph => graph.TripsPerCall = 2),
        ["one caller's ids answered to another"] = ("ConcurrentCallersGetTheSameAnswers", ShareState),
        ["cancellation ignored"] = ("CancellationThrows",
            graph => graph.Token = _ => CancellationToken.None),
        ["alive after disposal"] = ("DisposedGraphThrows",
            graph => graph.OnDispose = () => { }
        ),
        ["disposable only once"] = ("DisposedGraphThrows", DisposeOnce),
        ["null taken for nothing"] = ("NullArgumentsThrow",
            graph => graph.Nodes = (ids, next) => next(ids ?? [])),
        ["not its own service"] = ("ServicesMatchTheRequestedType",
            graph => graph.Service = (type, key, next) => type == typeof(IKnowledgeGraph) ? graph.Inner : next(type, key)),
        ["service keys ignored"] = ("ServicesMatchTheRequestedType",
            graph => graph.Service = (type, _, next) => next(type, null)),
        ["itself for any service"] = ("ServicesMatchTheRequestedType",
            graph => graph.Service = (type, key, next) => type is null || key is not null ? next(type!, key) : graph),
        ["each edge counted twice"] = ("MetadataMatchesContent",
            graph => graph.Metadata = m => With(m, edgeCount: m.EdgeCount * 2)),
        ["relations unsorted"] = ("MetadataMatchesContent",
            graph => graph.Metadata = m => With(m, relations: [.. m.Relations.Reverse()])),
        ["another version"] = ("MetadataMatchesContent",
            graph => graph.Metadata = m => With(m, version: "?")),
        ["always the same hash"] = ("ContentHashIgnoresLoadOrder",
            graph => graph.Metadata = m => With(m, contentHash: new string('0', 64))),
        ["no hash"] = ("ContentHashDependsOnContent",
            graph => graph.Metadata = m => With(m, contentHash: null)),
        ["upper-case hash"] = ("ContentHashIgnoresLoadOrder",
            graph => graph.Metadata = m => With(m, contentHash: m.ContentHash?.ToUpperInvariant())),
        ["ordinals in another order"] = ("AdjacencyViewAgreesWithGraph",
            graph => graph.Ordinal = ordinal => graph.Inner.NodeCount - 1 - ordinal),
        ["an unknown id at ordinal 0"] = ("AdjacencyViewAgreesWithGraph",
            graph => graph.UnknownOrdinal = 0),
        ["directions of the view turned"] = ("AdjacencyViewAgreesWithGraph",
            graph => graph.RelationCode = code => (ushort)(code ^ 1)),
        ["edge ordinals in another order"] = ("AdjacencyViewAgreesWithGraph",
            graph => graph.EdgeOrdinal = ordinal => graph.Inner.EdgeCount - 1 - ordinal),
        ["relations of the view unsorted"] = ("AdjacencyViewAgreesWithGraph",
            graph => graph.ViewRelations = relations => [.. relations.Reverse()]),
        ["a catalog in another order"] = ("CatalogListsEveryNodeOnceInOrder",
            graph => graph.Catalog = nodes => nodes.Reverse()),
        ["a catalog that lists a hidden node"] = ("CatalogListsEveryNodeOnceInOrder",
            graph => graph.Catalog = nodes => nodes.Append(new KgNode { Id = new("toy:zzz"), Name = "hidden", Type = new("anatomy") })),
        ["degrees that count a self loop twice"] = ("DegreesMatchTheEdges",
            graph => graph.Degree = d => d.Id.Value != "NCBI:4163" ? d : new NodeDegree { Id = d.Id, Total = d.Total + 1, Relations = d.Relations }),
        ["degrees of unsorted relations"] = ("DegreesMatchTheEdges",
            graph => graph.Degree = d => new NodeDegree { Id = d.Id, Total = d.Total, Relations = [.. d.Relations.Reverse()] }),
        ["directions of degrees turned"] = ("DegreesMatchTheEdges",
            graph => graph.Degree = d => new NodeDegree
            {
                Id = d.Id,
                Total = d.Total,
                Relations = [.. d.Relations.Select(r => new RelationDegree { Relation = r.Relation, Outgoing = r.Incoming, Incoming = r.Outgoing })],
            }),
        ["meanings lost"] = ("RelationsKeepTheirMeaning",
            graph => graph.Metadata = m => With(m, relations: [.. m.Relations.Select(r => r with { Meaning = default })])),
        ["meanings of one's own lost"] = ("RelationsKeepTheirMeaning",
            graph => graph.Metadata = m => With(m, relations: [.. m.Relations.Select(r => RelationMeaning.WellKnown.Contains(r.Meaning) ? r : r with { Meaning = default })])),
        ["directions of meanings lost"] = ("RelationsKeepTheirMeaning",
            graph => graph.Metadata = m => With(m, relations: [.. m.Relations.Select(r => r with { IsMeaningReversed = false })])),
        ["sources unsorted"] = ("SourcesMatchContent",
            graph => graph.Metadata = m => With(m, sources: [.. m.Sources.Reverse()])),
        ["licences lost"] = ("SourcesMatchContent",
            graph => graph.Metadata = m => With(m, sources: [.. m.Sources.Select(source => source with { License = string.Empty })])),
        ["one statement an edge"] = ("AttributesAreCompleteAndInCanonicalOrder",
            graph => graph.Attributes = (edges, next) => next(edges).Select(statements => (IReadOnlyList<KgEdgeAttributes>)[.. statements.Take(1)])),
        ["statements in another order"] = ("AttributesAreCompleteAndInCanonicalOrder",
            graph => graph.Attributes = (edges, next) => next(edges).Select(statements => (IReadOnlyList<KgEdgeAttributes>)[.. statements.Reverse()])),
        ["confidence lost"] = ("AttributesAreCompleteAndInCanonicalOrder",
            graph => graph.Attributes = (edges, next) => next(edges).Select(statements => (IReadOnlyList<KgEdgeAttributes>)[.. statements.Select(Unsure)])),
        ["attributes of each edge once"] = ("AttributesAreAnsweredPerEdge",
            graph => graph.Attributes = (edges, next) => next([.. edges.DistinctBy(edge => (edge.Source, edge.Target, edge.Relation))])),
        ["unknown edges left out"] = ("AttributesAreAnsweredPerEdge",
            graph => graph.Attributes = (edges, next) => next(edges).Where(statements => statements.Count > 0)),
        ["attributes of an edge for its reverse"] = ("AttributesAreAnsweredPerEdge",
            graph => graph.Attributes = (edges, next) => next(edges).Select((statements, i) => statements.Count > 0 ? statements
                : edges.Index().Where(pair => pair.Item.Source == edges[i].Target && pair.Item.Target == edges[i].Source)
                    .Select(pair => next(edges)[pair.Index]).FirstOrDefault() ?? statements)),
        ["one homonym found"] = ("IndexFindsNamesAndSynonyms",
            graph => graph.Found = (_, found) => found.Take(1)),
        ["synonyms not found"] = ("IndexFindsNamesAndSynonyms",
            graph => graph.Found = (text, found) => text == "T2DM" ? [] : found),
        ["something found for white space"] = ("IndexFindsNamesAndSynonyms",
            graph => graph.Found = (text, found) => string.IsNullOrWhiteSpace(text)
                ? [new ScoredNode { Node = graph.Inner.GetNode(0), Score = 0.1, Method = "x" }]
                : found),
        ["types of a search ignored"] = ("IndexFindsNamesAndSynonyms",
            graph => graph.SearchOptions = o => o is null ? null : new NodeSearchOptions { MaxResults = o.MaxResults, MinScore = o.MinScore }),
        ["the number of finds ignored"] = ("IndexFindsNamesAndSynonyms",
            graph => graph.SearchOptions = o => o is null ? null : new NodeSearchOptions { Types = o.Types, MinScore = o.MinScore }),
        ["worst finds first"] = ("IndexFindsNamesAndSynonyms",
            graph => graph.Found = (_, found) => found.Reverse()),
        ["scores not rounded"] = ("IndexFindsNamesAndSynonyms",
            graph => graph.Found = (_, found) => found.Select(f => new ScoredNode { Node = f.Node, Score = f.Score - 1e-12, Method = f.Method })),
    };

    public static TheoryData<string> Names => new(Mutants.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_broken_graph_fails_the_check_that_is_there_for_it(string mutant)
    {
        (string finder, Action<MutantGraph> spoil) = Mutants[mutant];

        (await FindFailedChecksAsync(spoil)).ShouldContain(finder);
    }

    [Fact]
    public async Task The_graph_that_the_broken_ones_are_made_of_fails_nothing() => (await FindFailedChecksAsync(_ => { })).ShouldBeEmpty();

    [Fact]
    public void Every_check_catches_some_broken_graph()
    {
        // What is left is there for a base class, not for a provider: no graph can make a decorator leak that the base class keeps tight.
        string[] finders = [.. Mutants.Values.Select(mutant => mutant.Finder).Distinct(), "FilteringDecoratorExposesNoCapability"];

        KnowledgeGraphConformance.CheckNames.Except(finders).ShouldBeEmpty();
    }

    private static void ShareState(MutantGraph graph)
    {
        IReadOnlyList<NodeId> shared = [];
        graph.Nodes = async (ids, next) =>
        {
            shared = ids;
            await Task.Delay(1);
            return await next(shared);
        };
    }

    private static void DisposeOnce(MutantGraph graph)
    {
        bool isDisposed = false;
        graph.OnDispose = () =>
        {
            ObjectDisposedException.ThrowIf(isDisposed, graph);
            isDisposed = true;
            graph.Inner.Dispose();
        };
    }

    private static KnowledgeGraphMetadata With(
        KnowledgeGraphMetadata metadata,
        IReadOnlyList<RelationInfo>? relations = null,
        long? edgeCount = null,
        string? version = null,
        string? contentHash = "as it is",
        IReadOnlyList<KgSource>? sources = null) => new()
        {
            Name = metadata.Name,
            Version = version ?? metadata.Version,
            ContentHash = contentHash == "as it is" ? metadata.ContentHash : contentHash,
            NodeCount = metadata.NodeCount,
            EdgeCount = edgeCount ?? metadata.EdgeCount,
            NodeTypes = metadata.NodeTypes,
            Relations = relations ?? metadata.Relations,
            RelationCounts = metadata.RelationCounts,
            Sources = sources ?? metadata.Sources,
        };

    private static KgEdgeAttributes Unsure(KgEdgeAttributes statement) => new()
    {
        Sources = statement.Sources,
        Publications = statement.Publications,
        EvidenceCodes = statement.EvidenceCodes,
        Frequency = statement.Frequency,
        Onset = statement.Onset,
        Sex = statement.Sex,
        Additional = statement.Additional,
    };

    private static NeighborOptions? Refilter(
        NeighborOptions? options,
        Func<IEnumerable<RelationType>, IEnumerable<RelationType>>? relations = null,
        Func<IReadOnlyList<RelationType>, IReadOnlyList<RelationType>>? excluded = null,
        Func<IReadOnlyList<NodeType>?, IReadOnlyList<NodeType>?>? types = null,
        Func<IReadOnlyList<NodeType>, IReadOnlyList<NodeType>>? excludedTypes = null,
        Func<IReadOnlyList<Polarity>?, IReadOnlyList<Polarity>?>? polarities = null)
    {
        if (options?.Filter is not { } filter)
        {
            return options;
        }

        return new NeighborOptions
        {
            MaxNeighborsPerNode = options.MaxNeighborsPerNode,
            Filter = new KgFilter
            {
                Relations = filter.Relations is null || relations is null ? filter.Relations : [.. relations(filter.Relations)],
                ExcludedRelations = excluded is null ? filter.ExcludedRelations : excluded(filter.ExcludedRelations),
                NodeTypes = types is null ? filter.NodeTypes : types(filter.NodeTypes),
                ExcludedNodeTypes = excludedTypes is null ? filter.ExcludedNodeTypes : excludedTypes(filter.ExcludedNodeTypes),
                Polarities = polarities is null ? filter.Polarities : polarities(filter.Polarities),
            },
        };
    }

    private static async Task<List<string>> FindFailedChecksAsync(Action<MutantGraph> spoil)
    {
        var failed = new List<string>();
        foreach (string check in KnowledgeGraphConformance.CheckNames)
        {
            try
            {
                await new Conformance(spoil).RunAsync(check);
            }
            catch (KnowledgeGraphConformanceException)
            {
                failed.Add(check);
            }
        }

        return failed;
    }

    private sealed class Conformance(Action<MutantGraph> spoil) : KnowledgeGraphConformance
    {
        protected override int HubDegree => MutantTests.HubDegree;

        protected override ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content)
        {
            var graph = new MutantGraph(ToyGraphs.Build(content));
            spoil(graph);
            return ValueTask.FromResult<IKnowledgeGraph>(graph);
        }

        protected override long? CountRoundTrips(IKnowledgeGraph graph) => ((MutantGraph)graph).RoundTrips;
    }
}
