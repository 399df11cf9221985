using System.Collections.Concurrent;
using Xunit;

namespace MedReason.Testing;

/// <summary>
/// What every <see cref="IKnowledgeGraph"/> must do, as xunit tests: derive a public class, load the content you are given, run your tests.
/// </summary>
/// <remarks>
/// <para>
/// <code region="own-graph-conformance">
/// [ConformanceSuite(typeof(DictionaryGraph))]
/// public sealed class DictionaryGraphConformanceTests : KnowledgeGraphConformanceTests
/// {
///     protected override ValueTask&lt;IKnowledgeGraph> CreateGraphAsync(ToyGraph content) =>
///         ValueTask.FromResult&lt;IKnowledgeGraph>(new DictionaryGraph(content.Name, content.Version, content.Nodes, content.Edges, content.Relations));
/// }
/// </code>
/// </para>
/// <para>
/// Every test asks for a graph of its own and disposes it. The content comes in changing order, and the graph must not depend on it. Capabilities
/// (<see cref="IAdjacencyView"/>, <see cref="INodeIndex"/>, <see cref="INodeCatalog"/>, <see cref="INodeDegrees"/>) are optional; one that the graph
/// offers is held to its contract and must agree with the graph's own answers.
/// </para>
/// <para>
/// A store that cannot do a part says so by overriding a property (<see cref="TellsContentHash"/>, <see cref="HubDegree"/>); there is nothing to skip.
/// A provider that counts its calls to the store overrides <see cref="CountRoundTrips"/>, and batching is then checked too.
/// </para>
/// </remarks>
public abstract class KnowledgeGraphConformanceTests
{
    private static readonly NodeId Unknown = new("toy:unknown");
    private static readonly Type[] Capabilities = [typeof(IAdjacencyView), typeof(INodeIndex), typeof(INodeCatalog), typeof(INodeDegrees)];
    private readonly ToyGraph _toy = ToyGraph.Create();

    /// <summary>Whether <see cref="KnowledgeGraphMetadata.ContentHash"/> is told. Default: true. A remote service that cannot tell it overrides this.</summary>
    protected virtual bool TellsContentHash => true;

    /// <summary>How many edges the hub has in the test of a hub. Default: 100,000.</summary>
    protected virtual int HubDegree => 100_000;

    /// <summary>Makes a graph of this content and of nothing else.</summary>
    /// <param name="content">Nodes, edges and relations; to be loaded in the order in which they stand, where the provider has an order.</param>
    /// <returns>The graph; the suite disposes it with <see cref="DisposeGraphAsync"/>.</returns>
    protected abstract ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content);

    /// <summary>
    /// Disposes a graph that <see cref="CreateGraphAsync"/> made. Default: as <see cref="IAsyncDisposable"/>, else as <see cref="IDisposable"/>. The suite
    /// of a decorator overrides it to dispose the inner graph, which a decorator never does.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <returns>When it is done.</returns>
    protected virtual async ValueTask DisposeGraphAsync(IKnowledgeGraph graph)
    {
        if (graph is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            (graph as IDisposable)?.Dispose();
        }
    }

    /// <summary>How often the graph has called its store so far. Default: null, for not counted.</summary>
    /// <param name="graph">A graph that <see cref="CreateGraphAsync"/> made.</param>
    /// <returns>The number of calls, or null.</returns>
    protected virtual long? CountRoundTrips(IKnowledgeGraph graph) => null;

    /// <summary>Name, version, counts and relations are those of the content, each time.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task The_metadata_tells_what_the_graph_holds() => WithGraphAsync(_toy.Shuffle(1), async graph =>
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();

        Assert.Equal(_toy.Name, metadata.Name);
        Assert.Equal(_toy.Version, metadata.Version);
        Assert.Equal(_toy.Nodes.Count, metadata.NodeCount);
        Assert.Equal(_toy.Edges.Count, metadata.EdgeCount);
        Assert.Equal(
            _toy.Nodes.GroupBy(node => node.Type).OrderBy(group => group.Key).Select(group => (group.Key, (long)group.Count())),
            metadata.NodeTypes.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(
            _toy.Edges.GroupBy(edge => edge.Relation).OrderBy(group => group.Key).Select(group => (group.Key, (long)group.Count())),
            metadata.RelationCounts.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(_toy.Relations.OrderBy(relation => relation.Relation), metadata.Relations);

        KnowledgeGraphMetadata again = await graph.GetMetadataAsync();
        Assert.Equal(metadata.ContentHash, again.ContentHash);
        Assert.Equal(metadata.NodeCount, again.NodeCount);
    });

    /// <summary>Every node comes back with all that it was given, in the order asked for; an id asked for twice comes twice.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Nodes_come_back_whole_and_in_the_order_asked_for() => WithGraphAsync(_toy.Shuffle(2), async graph =>
    {
        NodeId[] ids = [.. _toy.Nodes.Select(node => node.Id), .. _toy.Nodes.Select(node => node.Id).OrderDescending()];
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(ids);

        Assert.Equal(ids.Length, nodes.Count);
        for (int i = 0; i < ids.Length; i++)
        {
            AssertSame(_toy.Node(ids[i].Value), nodes[i]);
        }
    });

    /// <summary>An id that no node has gives null at its place, also the empty id; no ids give no nodes.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task An_unknown_id_gives_null_at_its_place() => WithGraphAsync(_toy, async graph =>
    {
        NodeId known = new("MONDO:0005148");
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(
            [Unknown, known, default, Unknown, known, new("mondo:0005148"), new("MONDO:0005148 "), new("MONDO:000514")]);

        Assert.Equal([false, true, false, false, true, false, false, false], nodes.Select(node => node is not null));
        Assert.Empty(await graph.GetNodesAsync([]));
        Assert.Null(Assert.Single(await graph.GetNodesAsync([Unknown])));
    });

    /// <summary>Two nodes of one name, and two whose ids differ in case only, stay two.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Homonyms_and_ids_of_different_case_stay_apart() => WithGraphAsync(_toy.Shuffle(3), async graph =>
    {
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync([new("NCBI:4163"), new("DrugBank:DB09999"), new("toy:case"), new("toy:Case")]);
        NeighborBatch batch = await graph.GetNeighborsAsync([new("NCBI:4163"), new("DrugBank:DB09999"), new("toy:case"), new("toy:Case")]);

        Assert.Equal(["MCC", "MCC", "lower", "upper"], nodes.Select(node => node?.Name));
        Assert.Equal(["gene/protein", "drug", "anatomy", "anatomy"], nodes.Select(node => node?.Type.Value));
        Assert.Equal(_toy.NeighborsOf(new("NCBI:4163")), batch[0]);
        Assert.Equal(_toy.NeighborsOf(new("DrugBank:DB09999")), batch[1]);
        Assert.Equal([new("toy:Case")], batch[2].Select(neighbor => neighbor.Node));
        Assert.Equal([new("toy:case")], batch[3].Select(neighbor => neighbor.Node));
    });

    /// <summary>Every edge is told from both ends, ordered by node, relation, forward first; nothing else is told.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Neighbors_are_told_from_both_ends_in_the_told_order() => WithGraphAsync(_toy.Shuffle(4), async graph =>
    {
        NodeId[] frontier = [.. _toy.Nodes.Select(node => node.Id)];
        NeighborBatch batch = await graph.GetNeighborsAsync(frontier);

        Assert.Equal(frontier.Length, batch.Count);
        for (int i = 0; i < frontier.Length; i++)
        {
            Assert.Equal(_toy.NeighborsOf(frontier[i]), batch[i]);
            Assert.False(batch.IsTruncated(i));
        }
    });

    /// <summary>A frontier is answered in its order; a node that stands twice is answered twice, an unknown or isolated one with nothing.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task A_frontier_is_answered_entry_by_entry() => WithGraphAsync(_toy, async graph =>
    {
        NodeId hub = new("DrugBank:DB00331");
        NeighborBatch batch = await graph.GetNeighborsAsync([hub, Unknown, new("toy:isolated"), hub, default]);

        Assert.Equal(5, batch.Count);
        Assert.Equal(_toy.NeighborsOf(hub), batch[0]);
        Assert.Empty(batch[1]);
        Assert.Empty(batch[2]);
        Assert.Equal(_toy.NeighborsOf(hub), batch[3]);
        Assert.Empty(batch[4]);
        Assert.Equal(0, (await graph.GetNeighborsAsync([])).Count);
    });

    /// <summary>Relations that join the same two nodes all stand, and so does the same relation in both directions.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Parallel_and_opposite_edges_are_all_kept() => WithGraphAsync(_toy.Shuffle(5), async graph =>
    {
        NeighborBatch batch = await graph.GetNeighborsAsync([new("DrugBank:DB00331"), new("NCBI:9796"), new("NCBI:56992")]);

        Assert.Equal(
            ["contraindication", "indication"],
            batch[0].Where(neighbor => neighbor.Node.Value == "MONDO:0005148").Select(neighbor => neighbor.Relation.Value));
        Assert.Equal(
            ["drug_protein/enzyme", "drug_protein/target"],
            batch[0].Where(neighbor => neighbor.Node.Value == "NCBI:4163").Select(neighbor => neighbor.Relation.Value));
        Assert.Equal([true, false], batch[1].Where(neighbor => neighbor.Node.Value == "NCBI:56992").Select(neighbor => neighbor.IsForward));
        Assert.Equal([true, false], batch[2].Where(neighbor => neighbor.Node.Value == "NCBI:9796").Select(neighbor => neighbor.IsForward));
    });

    /// <summary>Relations that state an absence or a contraindication keep their polarity, and their edges stand beside the others.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Negated_relations_keep_their_polarity() => WithGraphAsync(_toy.Shuffle(6), async graph =>
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
        NeighborBatch batch = await graph.GetNeighborsAsync([new("MONDO:0005148")]);

        Assert.Equal(Polarity.Absent, PolarityOf("disease_phenotype_negative"));
        Assert.Equal(Polarity.Absent, PolarityOf("anatomy_protein_absent"));
        Assert.Equal(Polarity.Contraindicated, PolarityOf("contraindication"));
        Assert.Equal(Polarity.Affirmed, PolarityOf("indication"));
        Assert.Contains(batch[0], neighbor => neighbor is { Node.Value: "HP:0001943", Relation.Value: "disease_phenotype_negative", IsForward: true });
        Assert.Contains(batch[0], neighbor => neighbor is { Node.Value: "DrugBank:DB00331", Relation.Value: "contraindication", IsForward: false });

        Polarity PolarityOf(string relation) => Assert.Single(metadata.Relations, info => info.Relation.Value == relation).Polarity;
    });

    /// <summary>A self loop stands once among its node's edges, as forward.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task A_self_loop_stands_once_and_forward() => WithGraphAsync(_toy, async graph =>
    {
        NodeId[] loops = [new("NCBI:4163"), new("HP:0000118")];
        NeighborBatch batch = await graph.GetNeighborsAsync(loops);

        for (int i = 0; i < loops.Length; i++)
        {
            KgNeighbor loop = Assert.Single(batch[i], neighbor => neighbor.Node == loops[i]);
            Assert.True(loop.IsForward);
        }
    });

    /// <summary>A filter picks relations, families, polarities and the types of the neighbours, and a denial wins.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Filters_pick_edges_and_neighbours() => WithGraphAsync(_toy.Shuffle(7), async graph =>
    {
        KgFilter[] filters =
        [
            new(),
            KgFilter.Affirmed,
            new() { Relations = [new("indication")] },
            new() { Relations = [new("drug_protein")] },
            new() { Relations = [new("drug_protein/target"), new("protein_protein")] },
            new() { Relations = [new("drug_protein"), new("no_such_relation")], ExcludedRelations = [new("drug_protein/enzyme")] },
            new() { ExcludedRelations = [new("drug_protein"), new("protein_protein")] },
            new() { Relations = [] },
            new() { NodeTypes = [new("gene/protein"), new("disease")] },
            new() { NodeTypes = [new("gene/protein")], ExcludedNodeTypes = [new("gene/protein")] },
            new() { ExcludedNodeTypes = [new("anatomy"), new("no such type")] },
            new() { Polarities = [Polarity.Absent, Polarity.Contraindicated] },
            new() { Polarities = [] },
            new() { Polarities = [Polarity.Affirmed], ExcludedNodeTypes = [new("effect/phenotype")], ExcludedRelations = [new("indication")] },
        ];
        NodeId[] frontier = [.. _toy.Nodes.Select(node => node.Id)];
        foreach (KgFilter filter in filters)
        {
            NeighborBatch batch = await graph.GetNeighborsAsync(frontier, new NeighborOptions { Filter = filter });
            for (int i = 0; i < frontier.Length; i++)
            {
                Assert.Equal(Filtered(frontier[i], filter), batch[i]);
                Assert.False(batch.IsTruncated(i));
            }
        }
    });

    /// <summary>A cap keeps the first edges of the told order that pass the filter, and is told exactly where it cut.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task A_cap_keeps_the_first_edges_and_is_told() => WithGraphAsync(_toy.Shuffle(8), async graph =>
    {
        NodeId[] frontier = [.. _toy.Nodes.Select(node => node.Id), Unknown];
        foreach (KgFilter? filter in new[] { null, KgFilter.Affirmed })
        {
            for (int cap = 1; cap <= 9; cap++)
            {
                NeighborBatch batch = await graph.GetNeighborsAsync(frontier, new NeighborOptions { Filter = filter, MaxNeighborsPerNode = cap });
                for (int i = 0; i < frontier.Length; i++)
                {
                    KgNeighbor[] all = [.. Filtered(frontier[i], filter)];
                    Assert.Equal(all.Take(cap), batch[i]);
                    Assert.Equal(all.Length > cap, batch.IsTruncated(i));
                }
            }
        }
    });

    /// <summary>A node with very many edges is told whole and in order, and can be capped.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task A_hub_is_told_whole_and_in_order()
    {
        ToyGraph hub = ToyGraph.CreateHub(HubDegree).Shuffle(9);
        return WithGraphAsync(hub, async graph =>
        {
            NodeId middle = new("hub:middle");
            Assert.Equal(HubDegree + 1, (await graph.GetMetadataAsync()).NodeCount);
            NeighborBatch whole = await graph.GetNeighborsAsync([middle]);
            NeighborBatch capped = await graph.GetNeighborsAsync([middle], new NeighborOptions { MaxNeighborsPerNode = 10 });
            NeighborBatch ends = await graph.GetNeighborsAsync([.. hub.Nodes.Select(node => node.Id).Where(id => id != middle).Take(1000)]);

            Assert.True(hub.NeighborsOf(middle).SequenceEqual(whole[0]), "The hub's neighbours are not the expected ones in the told order.");
            Assert.Equal(hub.NeighborsOf(middle).Take(10), capped[0]);
            Assert.Equal(HubDegree > 10, capped.IsTruncated(0));
            for (int i = 0; i < ends.Count; i++)
            {
                Assert.Equal(middle, Assert.Single(ends[i]).Node);
            }
        });
    }

    /// <summary>However long a list of ids or a frontier is, it costs the store one call. Checked where <see cref="CountRoundTrips"/> counts.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task A_batch_is_one_round_trip() => WithGraphAsync(_toy, async graph =>
    {
        await graph.GetMetadataAsync();
        NodeId[] ids = [.. _toy.Nodes.Select(node => node.Id), Unknown, .. _toy.Nodes.Select(node => node.Id)];
        if (CountRoundTrips(graph) is not { } before)
        {
            return;
        }

        await graph.GetNodesAsync(ids);
        Assert.Equal(before + 1, CountRoundTrips(graph));
        await graph.GetNeighborsAsync(ids, new NeighborOptions { Filter = KgFilter.Affirmed });
        Assert.Equal(before + 2, CountRoundTrips(graph));
        if (graph.GetService<INodeDegrees>() is { } degrees)
        {
            await degrees.GetDegreesAsync(ids);
            Assert.Equal(before + 3, CountRoundTrips(graph));
        }
    });

    /// <summary>Many callers at once get the answers that one alone gets.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Concurrent_callers_get_the_same_answers() => WithGraphAsync(_toy.Shuffle(10), async graph =>
    {
        NodeId[] ids = [.. _toy.Nodes.Select(node => node.Id)];
        var failures = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellationToken) =>
        {
            try
            {
                NodeId id = ids[i % ids.Length];
                Assert.Equal(_toy.Nodes.Count, (await graph.GetMetadataAsync(cancellationToken)).NodeCount);
                AssertSame(_toy.Node(id.Value), (await graph.GetNodesAsync([id], cancellationToken))[0]);
                Assert.Equal(_toy.NeighborsOf(id), (await graph.GetNeighborsAsync([id], null, cancellationToken))[0]);
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        });

        Assert.Empty(failures);
    });

    /// <summary>A cancelled token ends every call with <see cref="OperationCanceledException"/>, also those of the capabilities.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Cancellation_throws_and_harms_nothing() => WithGraphAsync(_toy, async graph =>
    {
        var cancelled = new CancellationToken(canceled: true);
        NodeId id = new("NCBI:4163");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await graph.GetMetadataAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await graph.GetNodesAsync([id], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await graph.GetNeighborsAsync([id], null, cancelled));
        await graph.GetMetadataAsync();
        if (graph.GetService<INodeDegrees>() is { } degrees)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await degrees.GetDegreesAsync([id], cancelled));
        }

        if (graph.GetService<INodeIndex>() is { } index)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await index.SearchAsync(["MCC"], null, cancelled));
        }

        if (graph.GetService<INodeCatalog>() is { } catalog)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await ReadAllAsync(catalog, cancelled));
            await AssertStopsWhenCancelledAsync(catalog);
        }

        Assert.Equal(_toy.NeighborsOf(id), (await graph.GetNeighborsAsync([id]))[0]);
    });

    /// <summary>A graph that can be disposed answers no more afterwards; disposing it again is fine.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public async Task A_disposed_graph_answers_no_more()
    {
        IKnowledgeGraph graph = await CreateGraphAsync(_toy);
        await graph.GetMetadataAsync();
        bool isDisposable = graph is IAsyncDisposable or IDisposable;
        await DisposeGraphAsync(graph);
        await DisposeGraphAsync(graph);
        if (isDisposable)
        {
            NodeId id = new("NCBI:4163");
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await graph.GetMetadataAsync());
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await graph.GetNodesAsync([id]));
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await graph.GetNeighborsAsync([id]));
        }
    }

    /// <summary>Null where the contract allows none is refused at once.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Null_arguments_are_refused() => WithGraphAsync(_toy, async graph =>
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await graph.GetNodesAsync(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await graph.GetNeighborsAsync(null!));
        Assert.Throws<ArgumentNullException>(() => graph.GetService(null!));
    });

    /// <summary>
    /// Asking for capabilities works before anything is loaded; a graph gives itself as <see cref="IKnowledgeGraph"/>, what it gives is of the type
    /// asked for, and unknown types and keys give null.
    /// </summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Services_are_what_was_asked_for() => WithGraphAsync(_toy, async graph =>
    {
        foreach (Type capability in Capabilities)
        {
            object? early = graph.GetService(capability);
            Assert.True(early is null || capability.IsInstanceOfType(early), $"GetService({capability.Name}) gives something else.");
        }

        await graph.GetMetadataAsync();
        foreach (Type capability in Capabilities)
        {
            object? service = graph.GetService(capability);
            Assert.True(service is null || capability.IsInstanceOfType(service), $"GetService({capability.Name}) gives something else.");
            Assert.Null(graph.GetService(capability, "no such key"));
        }

        Assert.Same(graph, graph.GetService(typeof(IKnowledgeGraph)));
        Assert.Null(graph.GetService(typeof(KnowledgeGraphConformanceTests)));
        Assert.Null(graph.GetService(typeof(IKnowledgeGraph), "no such key"));
    });

    /// <summary>Offered an <see cref="IAdjacencyView"/>: ordinals run in the order of the ids and everything agrees with the graph's own answers.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task An_adjacency_view_agrees_with_the_graph() => WithGraphAsync(_toy.Shuffle(11), async graph =>
    {
        await graph.GetMetadataAsync();
        if (graph.GetService<IAdjacencyView>() is not { } view)
        {
            return;
        }

        KgNode[] nodes = [.. _toy.Nodes.OrderBy(node => node.Id)];
        KgEdge[] edges = [.. _toy.Edges.OrderBy(edge => edge.Source).ThenBy(edge => edge.Relation).ThenBy(edge => edge.Target)];
        Assert.Equal(nodes.Length, view.NodeCount);
        Assert.Equal(edges.Length, view.EdgeCount);
        Assert.Equal(_toy.Nodes.Select(node => node.Type).Distinct().Order(), view.NodeTypes);
        Assert.Equal(_toy.Relations.OrderBy(relation => relation.Relation), view.Relations);
        foreach (NodeId id in new[] { Unknown, default, new("mondo:0005148") })
        {
            Assert.False(view.TryGetOrdinal(id, out int none));
            Assert.Equal(-1, none);
        }

        var seen = new int[edges.Length];
        for (int ordinal = 0; ordinal < nodes.Length; ordinal++)
        {
            Assert.Equal(nodes[ordinal].Id, view.GetId(ordinal));
            Assert.True(view.TryGetOrdinal(nodes[ordinal].Id, out int found));
            Assert.Equal(ordinal, found);
            AssertSame(nodes[ordinal], view.GetNode(ordinal));
            Assert.Equal(nodes[ordinal].Type, view.NodeTypes[view.GetNodeTypeIndex(ordinal)]);
            CheckSpans(view, ordinal, edges, seen);
        }

        for (int i = 0; i < edges.Length; i++)
        {
            Assert.Equal(edges[i].Source == edges[i].Target ? 1 : 2, seen[i]);
        }
    });

    /// <summary>Offered an <see cref="INodeCatalog"/>: it lists every node once, in the order of the ids, as often as asked.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task A_catalog_lists_every_node_once_in_order() => WithGraphAsync(_toy.Shuffle(12), async graph =>
    {
        await graph.GetMetadataAsync();
        if (graph.GetService<INodeCatalog>() is not { } catalog)
        {
            return;
        }

        KgNode[] expected = [.. _toy.Nodes.OrderBy(node => node.Id)];
        for (int time = 0; time < 2; time++)
        {
            List<KgNode> listed = await ReadAllAsync(catalog, CancellationToken.None);
            Assert.Equal(expected.Select(node => node.Id), listed.Select(node => node.Id));
            for (int i = 0; i < expected.Length; i++)
            {
                AssertSame(expected[i], listed[i]);
            }
        }
    });

    /// <summary>Offered <see cref="INodeDegrees"/>: the degrees are those of the edges that the graph tells.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task Degrees_count_the_edges_that_the_graph_tells() => WithGraphAsync(_toy.Shuffle(13), async graph =>
    {
        await graph.GetMetadataAsync();
        if (graph.GetService<INodeDegrees>() is not { } capability)
        {
            return;
        }

        NodeId[] ids = [Unknown, .. _toy.Nodes.Select(node => node.Id), new("NCBI:4163")];
        IReadOnlyList<NodeDegree> degrees = await capability.GetDegreesAsync(ids);
        Assert.Equal(ids, degrees.Select(degree => degree.Id));
        for (int i = 0; i < ids.Length; i++)
        {
            IReadOnlyList<KgNeighbor> neighbors = _toy.NeighborsOf(ids[i]);
            Assert.Equal(neighbors.Count, degrees[i].Total);
            Assert.Equal(
                neighbors.GroupBy(neighbor => neighbor.Relation).OrderBy(group => group.Key)
                    .Select(group => (group.Key, group.Count(neighbor => neighbor.IsForward), group.Count(neighbor => !neighbor.IsForward))),
                degrees[i].Relations.Select(relation => (relation.Relation, relation.Outgoing, relation.Incoming)));
        }

        Assert.Empty(await capability.GetDegreesAsync([]));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await capability.GetDegreesAsync(null!));
    });

    /// <summary>Offered an <see cref="INodeIndex"/>: exact names and synonyms are found, homonyms together, best first, within the options.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task An_index_finds_names_and_synonyms() => WithGraphAsync(_toy.Shuffle(14), async graph =>
    {
        await graph.GetMetadataAsync();
        if (graph.GetService<INodeIndex>() is not { } index)
        {
            return;
        }

        string[] texts = ["MCC", "no such name at all", "T2DM", "  ", string.Empty, "Sjögren syndrome", "liver", "MCC"];
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(texts);
        Assert.Equal(texts.Length, found.Count);
        Assert.Equal(["DrugBank:DB09999", "NCBI:4163"], found[0].Where(node => node.Score >= 1).Select(node => node.Node.Id.Value));
        Assert.DoesNotContain(found[1], node => node.Score >= 1);
        Assert.Equal("MONDO:0005148", found[2][0].Node.Id.Value);
        Assert.Empty(found[3]);
        Assert.Empty(found[4]);
        Assert.Equal("MONDO:0010030", found[5][0].Node.Id.Value);
        Assert.Equal("UBERON:0002107", found[6][0].Node.Id.Value);
        Assert.Equal(found[0].Select(node => (node.Node.Id, node.Score)), found[7].Select(node => (node.Node.Id, node.Score)));
        foreach (ScoredNode node in found.SelectMany(nodes => nodes))
        {
            AssertSame(_toy.Node(node.Node.Id.Value), node.Node);
            Assert.InRange(node.Score, 0, 1);
            Assert.Equal(Math.Round(node.Score, 9), node.Score);
            Assert.False(string.IsNullOrEmpty(node.Method));
        }

        foreach (IReadOnlyList<ScoredNode> nodes in found)
        {
            Assert.Equal(
                nodes.OrderByDescending(node => node.Score).ThenBy(node => node.Node.Id).Select(node => node.Node.Id), nodes.Select(node => node.Node.Id));
            Assert.Equal(nodes.Count, nodes.Select(node => node.Node.Id).Distinct().Count());
            Assert.True(nodes.Count <= new NodeSearchOptions().MaxResults);
        }

        var drugsOnly = new NodeSearchOptions { Types = [new("drug")] };
        Assert.Equal(["DrugBank:DB09999"], (await index.SearchAsync(["MCC"], drugsOnly))[0].Where(node => node.Score >= 1).Select(node => node.Node.Id.Value));
        Assert.Equal("DrugBank:DB09999", Assert.Single((await index.SearchAsync(["MCC"], new NodeSearchOptions { MaxResults = 1 }))[0]).Node.Id.Value);
        Assert.All((await index.SearchAsync(["type 2 diabetes"], new NodeSearchOptions { MinScore = 0.9 }))[0], node => Assert.True(node.Score >= 0.9));
        Assert.Empty(await index.SearchAsync([]));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await index.SearchAsync(null!));
    });

    /// <summary>
    /// A decorator that hides nodes, put around the graph, cannot be walked around: <see cref="DelegatingKnowledgeGraph.GetService"/> hands out neither
    /// a data capability nor the graph itself, whatever type is asked for.
    /// </summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public Task A_filtering_decorator_leaks_no_data_capability() => WithGraphAsync(_toy, async graph =>
    {
        await graph.GetMetadataAsync();
        var decorator = new HidingKnowledgeGraph(graph, new NodeId("NCBI:4163"));
        Type[] asked = [.. Capabilities, typeof(IKnowledgeGraph), typeof(IDisposable), typeof(IAsyncDisposable), typeof(object), .. TypesOf(graph)];
        foreach (Type type in asked)
        {
            object? service = decorator.GetService(type);
            bool isLeak = service is IAdjacencyView or INodeIndex or INodeCatalog or INodeDegrees
                || (service is IKnowledgeGraph && !ReferenceEquals(service, decorator));
            Assert.False(isLeak, $"Asked for {type.Name}, the decorator hands out {service?.GetType().Name}.");
        }

        Assert.Null((await decorator.GetNodesAsync([new("NCBI:4163")]))[0]);
        Assert.DoesNotContain((await decorator.GetNeighborsAsync([new("DrugBank:DB00331")]))[0], neighbor => neighbor.Node.Value == "NCBI:4163");
    });

    /// <summary>The content hash is the one that <see cref="KgContentHasher"/> gives for the content, in whatever order it was loaded.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public async Task The_content_hash_does_not_depend_on_the_order_of_loading()
    {
        for (int seed = 20; seed < 24; seed++)
        {
            await WithGraphAsync(seed == 20 ? _toy : _toy.Shuffle(seed), async graph =>
            {
                KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
                Assert.Equal(TellsContentHash ? _toy.ContentHash : null, metadata.ContentHash);
            });
        }
    }

    /// <summary>A content that differs in one synonym or in the direction of one edge has another hash.</summary>
    /// <returns>When the test has ended.</returns>
    [Fact]
    public async Task Another_content_has_another_hash()
    {
        if (!TellsContentHash)
        {
            return;
        }

        KgEdge turned = _toy.Edges[0] with { Source = _toy.Edges[0].Target, Target = _toy.Edges[0].Source };
        KgNode first = _toy.Nodes[0];
        var renamed = new KgNode { Id = first.Id, Name = first.Name, Type = first.Type, Source = first.Source, Synonyms = [.. first.Synonyms, "zzz"] };
        ToyGraph[] others =
        [
            new(_toy.Nodes, [turned, .. _toy.Edges.Skip(1)], _toy.Relations),
            new([renamed, .. _toy.Nodes.Skip(1)], _toy.Edges, _toy.Relations),
        ];
        var hashes = new HashSet<string>(StringComparer.Ordinal) { _toy.ContentHash };
        foreach (ToyGraph other in others)
        {
            await WithGraphAsync(other, async graph =>
            {
                string? hash = (await graph.GetMetadataAsync()).ContentHash;
                Assert.Equal(other.ContentHash, hash);
                Assert.True(hashes.Add(other.ContentHash));
            });
        }
    }

    private static IEnumerable<Type> TypesOf(IKnowledgeGraph graph)
    {
        for (Type? type = graph.GetType(); type is not null; type = type.BaseType)
        {
            yield return type;
        }
    }

    private static void AssertSame(KgNode expected, KgNode? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Id, actual.Id);
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.Source, actual.Source);
        Assert.Equal(expected.Synonyms, actual.Synonyms);
    }

    private static async Task<List<KgNode>> ReadAllAsync(INodeCatalog catalog, CancellationToken cancellationToken)
    {
        var nodes = new List<KgNode>();
        await foreach (KgNode node in catalog.GetNodesAsync(cancellationToken).ConfigureAwait(false))
        {
            nodes.Add(node);
        }

        return nodes;
    }

    private static async Task AssertStopsWhenCancelledAsync(INodeCatalog catalog)
    {
        using var source = new CancellationTokenSource();
        int count = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (KgNode node in catalog.GetNodesAsync(source.Token).ConfigureAwait(false))
            {
                count++;
                await source.CancelAsync().ConfigureAwait(false);
            }
        });
        Assert.True(count > 0, "The enumeration gave nothing before it was cancelled.");
    }

    private void CheckSpans(IAdjacencyView view, int ordinal, KgEdge[] edges, int[] seen)
    {
        ReadOnlySpan<int> others = view.GetNeighbors(ordinal);
        ReadOnlySpan<ushort> codes = view.GetRelationCodes(ordinal);
        ReadOnlySpan<int> ordinals = view.GetEdgeOrdinals(ordinal);
        NodeId id = view.GetId(ordinal);
        Assert.Equal(others.Length, codes.Length);
        Assert.Equal(others.Length, ordinals.Length);
        var told = new KgNeighbor[others.Length];
        for (int i = 0; i < others.Length; i++)
        {
            if (i > 0)
            {
                Assert.True(others[i - 1] <= others[i], "Neighbours do not ascend.");
                Assert.True(others[i - 1] < others[i] || codes[i - 1] < codes[i], "Codes of one neighbour do not ascend.");
            }

            bool isForward = (codes[i] & 1) == 0;
            told[i] = new KgNeighbor { Node = view.GetId(others[i]), Relation = view.Relations[codes[i] >> 1].Relation, IsForward = isForward };
            seen[ordinals[i]]++;
            KgEdge edge = edges[ordinals[i]];
            Assert.Equal(isForward ? (id, told[i].Node) : (told[i].Node, id), (edge.Source, edge.Target));
            Assert.Equal(edge.Relation, told[i].Relation);
        }

        Assert.Equal(_toy.NeighborsOf(id), told);
    }

    private IEnumerable<KgNeighbor> Filtered(NodeId id, KgFilter? filter) => _toy.NeighborsOf(id).Where(neighbor => filter is null
        || (filter.Allows(_toy.Relation(neighbor.Relation)) && filter.Allows(_toy.Node(neighbor.Node.Value).Type)));

    private async Task WithGraphAsync(ToyGraph content, Func<IKnowledgeGraph, Task> test)
    {
        IKnowledgeGraph graph = await CreateGraphAsync(content).ConfigureAwait(false);
        try
        {
            await test(graph).ConfigureAwait(false);
        }
        finally
        {
            await DisposeGraphAsync(graph).ConfigureAwait(false);
        }
    }
}
