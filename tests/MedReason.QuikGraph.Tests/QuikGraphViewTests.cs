using MedReason.QuikGraph;
using MedReason.Tests.Paths.Search;
using QuikGraph;

namespace MedReason.Tests;

/// <summary>The views against graphs of QuikGraph's own that hold the same edges, and by hand.</summary>
public sealed class QuikGraphViewTests
{
    private static readonly KgFilter Part = new() { Relations = [new RelationType("family")] };

    [Fact]
    public void Loops_parallel_and_reverse_edges_are_seen_as_stored_from_one_end_and_as_adjacent_from_both()
    {
        using InMemoryKnowledgeGraph graph = RandomGraphs.Build(
            [RandomGraphs.Node(0), RandomGraphs.Node(1), RandomGraphs.Node(2), RandomGraphs.Node(3)],
            [
                RandomGraphs.Edge(0, "binds", 1), RandomGraphs.Edge(0, "lacks", 1), RandomGraphs.Edge(1, "binds", 0), RandomGraphs.Edge(2, "binds", 2),
                RandomGraphs.Edge(1, "binds", 2),
            ]);
        KgQuikGraph directed = graph.AsQuikGraph();
        (directed.VertexCount, directed.EdgeCount, directed.IsDirected, directed.AllowParallelEdges).ShouldBe((4, 5, true, true));
        directed.OutEdges(0).Select(edge => (edge.Source, edge.Target)).ShouldBe([(0, 1), (0, 1)]);
        directed.InEdges(0).Select(edge => (edge.Source, edge.Target)).ShouldBe([(1, 0)]);
        (directed.OutDegree(0), directed.InDegree(0), directed.Degree(0)).ShouldBe((2, 1, 3));
        (directed.OutDegree(2), directed.InDegree(2), directed.Degree(2)).ShouldBe((1, 2, 3));
        directed.OutEdge(2, 0).ShouldBe(directed.InEdges(2).Single(edge => edge.Source == 2));
        (directed.IsOutEdgesEmpty(3), directed.IsInEdgesEmpty(3), directed.IsInEdgesEmpty(2)).ShouldBe((true, true, false));
        (directed.ContainsEdge(1, 0), directed.ContainsEdge(2, 1)).ShouldBe((true, false));
        directed.TryGetEdges(0, 1, out IEnumerable<KgQuikEdge>? both).ShouldBeTrue();
        both!.Select(edge => directed.View.Relations[edge.RelationIndex].Relation.Value).ShouldBe(["binds", "lacks"]);
        directed.Edges.Select(edge => edge.EdgeOrdinal).Order().ShouldBe([0, 1, 2, 3, 4]);

        KgUndirectedQuikGraph undirected = graph.AsUndirectedQuikGraph();
        undirected.IsDirected.ShouldBeFalse();
        undirected.Vertices.Select(undirected.AdjacentDegree).ShouldBe([3, 4, 3, 0]);
        undirected.AdjacentEdges(0).Order(Comparer<KgQuikEdge>.Create((one, other) => one.EdgeOrdinal - other.EdgeOrdinal))
            .Select(edge => (edge.Source, edge.Target)).ShouldBe([(0, 1), (0, 1), (1, 0)]);
        undirected.AdjacentEdges(2).Select(edge => (edge.Source, edge.Target)).ShouldBe([(1, 2), (2, 2)]);
        (undirected.ContainsEdge(2, 1), undirected.ContainsEdge(2, 0), undirected.IsAdjacentEdgesEmpty(3)).ShouldBe((true, false, true));
    }

    [Fact]
    public void The_directed_view_answers_as_a_bidirectional_graph_of_the_same_edges() => RandomGraphs.ForEach(graph =>
    {
        foreach (KgFilter? filter in (KgFilter?[])[null, Part])
        {
            KgQuikGraph view = graph.AsQuikGraph(filter);
            var expected = new BidirectionalGraph<int, KgQuikEdge>();
            expected.AddVertexRange(Enumerable.Range(0, graph.NodeCount));
            expected.AddEdgeRange(RandomGraphs.ReadEdges(graph, filter));
            ShouldHoldTheSame(view, expected);
            foreach (int vertex in expected.Vertices)
            {
                view.OutEdges(vertex).ShouldBe(expected.OutEdges(vertex), ignoreOrder: true);
                view.InEdges(vertex).ShouldBe(expected.InEdges(vertex), ignoreOrder: true);
                (view.OutDegree(vertex), view.InDegree(vertex)).ShouldBe((expected.OutDegree(vertex), expected.InDegree(vertex)));
                view.Degree(vertex).ShouldBe(expected.Degree(vertex));
                (view.IsOutEdgesEmpty(vertex), view.IsInEdgesEmpty(vertex)).ShouldBe((expected.IsOutEdgesEmpty(vertex), expected.IsInEdgesEmpty(vertex)));
                foreach (int other in expected.Vertices)
                {
                    view.ContainsEdge(vertex, other).ShouldBe(expected.ContainsEdge(vertex, other));
                    view.TryGetEdge(vertex, other, out _).ShouldBe(expected.TryGetEdge(vertex, other, out _));
                    bool isKnown = expected.TryGetEdges(vertex, other, out IEnumerable<KgQuikEdge> theirs);
                    view.TryGetEdges(vertex, other, out IEnumerable<KgQuikEdge>? found).ShouldBe(isKnown);
                    found.ShouldBe(theirs, ignoreOrder: true);
                }
            }
        }
    });

    [Fact]
    public void The_undirected_view_answers_as_an_undirected_graph_of_the_same_edges() => RandomGraphs.ForEach(graph =>
    {
        foreach (KgFilter? filter in (KgFilter?[])[null, Part])
        {
            KgUndirectedQuikGraph view = graph.AsUndirectedQuikGraph(filter);
            var expected = new UndirectedGraph<int, KgQuikEdge>();
            expected.AddVertexRange(Enumerable.Range(0, graph.NodeCount));
            expected.AddEdgeRange(RandomGraphs.ReadEdges(graph, filter));
            ShouldHoldTheSame(view, expected);
            foreach (int vertex in expected.Vertices)
            {
                view.AdjacentEdges(vertex).ShouldBe(expected.AdjacentEdges(vertex), ignoreOrder: true);
                view.AdjacentDegree(vertex).ShouldBe(expected.AdjacentDegree(vertex));
                view.IsAdjacentEdgesEmpty(vertex).ShouldBe(expected.IsAdjacentEdgesEmpty(vertex));
                foreach (int other in expected.Vertices)
                {
                    view.ContainsEdge(vertex, other).ShouldBe(expected.ContainsEdge(vertex, other));
                    view.TryGetEdge(vertex, other, out KgQuikEdge edge).ShouldBe(expected.TryGetEdge(vertex, other, out _));
                    (edge == default || view.EdgeEqualityComparer(edge, other, vertex)).ShouldBeTrue();
                }
            }
        }
    });

    [Fact]
    public void An_ordinal_that_no_node_has_is_refused_as_QuikGraph_does()
    {
        using InMemoryKnowledgeGraph graph = RandomGraphs.Build([RandomGraphs.Node(0)], []);
        KgQuikGraph directed = graph.AsQuikGraph();
        var own = new BidirectionalGraph<int, KgQuikEdge>();
        foreach (int vertex in (int[])[-1, 1, int.MaxValue])
        {
            Should.Throw<VertexNotFoundException>(() => directed.OutEdges(vertex)).Message.ShouldContain("found " + vertex);
            Should.Throw<VertexNotFoundException>(() => directed.InDegree(vertex));
            Should.Throw<VertexNotFoundException>(() => graph.AsUndirectedQuikGraph().AdjacentEdges(vertex));
            directed.TryGetOutEdges(vertex, out _).ShouldBe(own.TryGetOutEdges(vertex, out _));
            directed.TryGetInEdges(vertex, out _).ShouldBe(own.TryGetInEdges(vertex, out _));
            directed.TryGetEdges(vertex, 0, out _).ShouldBe(own.TryGetEdges(vertex, 0, out _));
            directed.TryGetEdge(0, vertex, out _).ShouldBeFalse();
            directed.ContainsEdge(new KgQuikEdge(vertex, 0, 0, 0)).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_graph_without_an_adjacency_view_is_refused_in_one_sentence()
    {
        using InMemoryKnowledgeGraph inner = RandomGraphs.Build([RandomGraphs.Node(0)], []);
        Should.Throw<KnowledgeGraphException>(() => new Bare(inner).AsQuikGraph()).Message.ShouldContain("offers no IAdjacencyView");
        Should.Throw<KnowledgeGraphException>(() => new Bare(inner).AsUndirectedQuikGraph());
        ((IKnowledgeGraph)inner).AsQuikGraph().View.ShouldBeSameAs(inner);
    }

    [Fact]
    public async Task Edges_that_are_being_enumerated_end_with_the_disposal_of_a_mapped_graph()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("medreason-quik-").FullName, "graph.mrkg");
        using (InMemoryKnowledgeGraph built = RandomGraphs.Build([.. Enumerable.Range(0, 40).Select(RandomGraphs.Node)], [.. Enumerable.Range(1, 9).Select(node => RandomGraphs.Edge(0, RandomCase.Relations[0].Relation.Value, node))]))
        {
            await built.SaveSnapshotAsync(path, TestContext.Current.CancellationToken);
        }

        InMemoryKnowledgeGraph graph = await InMemoryKnowledgeGraph.OpenSnapshotAsync(
            path, new SnapshotOpenOptions { Map = true }, TestContext.Current.CancellationToken);
        KgQuikGraph quik = graph.AsQuikGraph();
        using IEnumerator<KgQuikEdge> edges = quik.Edges.GetEnumerator();
        edges.MoveNext().ShouldBeTrue();
        graph.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Should.Throw<ObjectDisposedException>(() =>
        {
            while (edges.MoveNext())
            {
            }
        });
        Should.Throw<ObjectDisposedException>(() => quik.OutEdges(0).Count());
        File.Delete(path);
    }

    [Fact]
    public void A_filter_of_node_types_is_refused_since_an_edge_alone_does_not_show_where_a_path_ends()
    {
        using InMemoryKnowledgeGraph graph = RandomGraphs.Build([RandomGraphs.Node(0)], []);
        Should.Throw<ArgumentException>(() => graph.AsQuikGraph(new KgFilter { NodeTypes = [] })).ParamName.ShouldBe("filter");
        Should.Throw<ArgumentException>(() => graph.AsUndirectedQuikGraph(new KgFilter { ExcludedNodeTypes = [new NodeType("drug")] }));
    }

    [Fact]
    public void Reading_a_row_takes_one_object()
    {
        using InMemoryKnowledgeGraph graph = RandomGraphs.Build(
            [.. Enumerable.Range(0, 1_001).Select(RandomGraphs.Node)], [.. Enumerable.Range(1, 1_000).Select(target => RandomGraphs.Edge(0, "binds", target))]);
        KgQuikGraph view = graph.AsQuikGraph();
        int Walk()
        {
            int count = 0;
            foreach (KgQuikEdge edge in view.OutEdges(0))
            {
                count += edge.Target > 0 ? 1 : 0;
            }

            return count;
        }

        Walk().ShouldBe(1_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Walk();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(400);
    }

    private static void ShouldHoldTheSame(KgQuikView view, IEdgeListGraph<int, KgQuikEdge> expected)
    {
        view.Vertices.ShouldBe(expected.Vertices);
        view.Edges.ShouldBe(expected.Edges, ignoreOrder: true);
        (view.EdgeCount, view.IsEdgesEmpty, view.IsVerticesEmpty).ShouldBe((expected.EdgeCount, expected.IsEdgesEmpty, expected.IsVerticesEmpty));
        expected.Edges.ShouldAllBe(edge => view.ContainsEdge(edge));
    }

    /// <summary>A graph that shows none of its capabilities.</summary>
    private sealed class Bare(IKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) => null;
    }
}
