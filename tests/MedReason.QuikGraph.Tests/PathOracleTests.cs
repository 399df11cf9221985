using MedReason.Kg.Obo;
using MedReason.QuikGraph;
using QuikGraph;
using QuikGraph.Algorithms;
using QuikGraph.Algorithms.Observers;
using QuikGraph.Algorithms.Search;
using QuikGraph.Algorithms.ShortestPath;

namespace MedReason.Tests;

/// <summary>QuikGraph as an oracle of the path search and of the ontologies: its algorithms share no code with the library.</summary>
public sealed class PathOracleTests
{
    // Longer than any path without a repeated node in a random graph, which has at most 9 nodes.
    private const int Unbounded = 10;

    private static readonly KgFilter[] Filters = [new KgFilter(), KgFilter.Affirmed, new KgFilter { Relations = [new RelationType("family")] }];
    private static readonly PathQuery AllPaths = new() { Pairs = [], Filter = new KgFilter(), MaxLength = Unbounded, Slack = Unbounded };
    private readonly ShortestPathFinder _finder = new();

    [Fact]
    public void Distances_and_disconnected_pairs_are_those_of_breadth_first_search_and_connected_components() => RandomGraphs.ForEach(graph =>
    {
        foreach (KgFilter filter in Filters)
        {
            KgUndirectedQuikGraph view = graph.AsUndirectedQuikGraph(filter);
            var components = new Dictionary<int, int>();
            view.ConnectedComponents(components);
            for (int source = 0; source < graph.NodeCount; source++)
            {
                var search = new UndirectedBreadthFirstSearchAlgorithm<int, KgQuikEdge>(view);
                var distances = new UndirectedVertexDistanceRecorderObserver<int, KgQuikEdge>(_ => 1);
                using (distances.Attach(search))
                {
                    search.Compute(source);
                }

                for (int target = 0; target < graph.NodeCount; target++)
                {
                    if (source != target)
                    {
                        PairSearchResult result = Find(graph, source, target, new PathQuery { Pairs = [], Filter = filter, MaxLength = Unbounded });
                        result.Outcome.ShouldBe(components[source] == components[target] ? PathOutcome.Found : PathOutcome.Disconnected);
                        result.Distance.ShouldBe(distances.Distances.TryGetValue(target, out double distance) ? (int)distance : null);
                    }
                }
            }
        }
    });

    [Fact]
    public void The_cheapest_path_costs_what_Dijkstra_finds() => RandomGraphs.ForEach(graph =>
    {
        var cost = new PairCost();
        KgUndirectedQuikGraph view = graph.AsUndirectedQuikGraph();
        for (int source = 0; source < graph.NodeCount; source++)
        {
            var search = new UndirectedDijkstraShortestPathAlgorithm<int, KgQuikEdge>(
                view, edge => cost.GetHopCost(graph.GetNode(edge.Source), graph.GetNode(edge.Target), []));
            search.Compute(source);
            for (int target = 0; target < graph.NodeCount; target++)
            {
                if (source != target && search.TryGetDistance(target, out double cheapest) && cheapest < double.MaxValue)
                {
                    KgPath best = Find(graph, source, target, AllPaths with { MaxPathsPerPair = 1, Cost = cost }).Paths.Single();
                    best.Nodes.Zip(best.Nodes.Skip(1), (from, to) => cost.GetHopCost(from, to, [])).Sum().ShouldBe(cheapest, 1e-9);
                }
            }
        }
    });

    [Fact]
    public void All_loopless_paths_come_in_the_lengths_of_the_k_shortest_ones() => RandomGraphs.ForEach(graph =>
    {
        AdjacencyGraph<int, EquatableTaggedEdge<int, double>> links = CopyLinks(graph);
        for (int target = 1; target < graph.NodeCount; target++)
        {
            PairSearchResult result = Find(graph, 0, target, AllPaths with { MaxPathsPerPair = 1_000_000 });
            int[] expected = FindLengths(links, 0, target, result.Paths.Count + 1);
            result.Paths.Select(path => path.Length).ShouldBe(expected);
            result.ShortestPathCount.ShouldBe(expected.Count(length => length == expected[0]));
        }
    });

    [Theory]
    [InlineData("ontologies/hp.obo.gz")]
    [InlineData("ontologies/doid.obo.gz")]
    public async Task The_hierarchy_of_an_ontology_has_no_cycle_until_one_is_closed(string file)
    {
        OboOntology ontology = await OboReader.ReadAsync(TestData.Require(file), cancellationToken: TestContext.Current.CancellationToken);
        using InMemoryKnowledgeGraph graph = ontology.ToKnowledgeGraph(cancellationToken: TestContext.Current.CancellationToken).Graph;
        KgQuikGraph hierarchy = graph.AsQuikGraph(new KgFilter { Relations = [OboGraphExtensions.IsA] });
        hierarchy.EdgeCount.ShouldBeGreaterThan(1_000);
        hierarchy.IsDirectedAcyclicGraph().ShouldBeTrue();
        KgQuikEdge first = hierarchy.Edges.First();
        hierarchy.Edges.Append(first with { Source = first.Target, Target = first.Source }).IsDirectedAcyclicGraph<int, KgQuikEdge>().ShouldBeFalse();
    }

    private static int[] FindLengths(AdjacencyGraph<int, EquatableTaggedEdge<int, double>> links, int source, int target, int count)
    {
        try
        {
            return [.. new YenShortestPathsAlgorithm<int>(links, source, target, count).Execute().Select(path => path.Count)];
        }
        catch (NoPathFoundException)
        {
            return [];
        }
    }

    // The finder walks edges both ways, takes parallel edges as one hop and never a self loop.
    private static AdjacencyGraph<int, EquatableTaggedEdge<int, double>> CopyLinks(InMemoryKnowledgeGraph graph)
    {
        var links = new AdjacencyGraph<int, EquatableTaggedEdge<int, double>>(allowParallelEdges: false);
        links.AddVertexRange(Enumerable.Range(0, graph.NodeCount));
        foreach (KgQuikEdge edge in graph.AsQuikGraph().Edges.Where(edge => edge.Source != edge.Target))
        {
            links.AddEdge(new EquatableTaggedEdge<int, double>(edge.Source, edge.Target, 1));
            links.AddEdge(new EquatableTaggedEdge<int, double>(edge.Target, edge.Source, 1));
        }

        return links;
    }

    private PairSearchResult Find(InMemoryKnowledgeGraph graph, int source, int target, PathQuery query)
    {
        var pair = new PathPair { From = graph.GetId(source), To = graph.GetId(target) };
        return _finder.FindPathsAsync(graph, query with { Pairs = [pair] }).AsTask().GetAwaiter().GetResult().Pairs[0];
    }

    /// <summary>A cost by the two nodes, whichever way a hop is walked, with ties and zeros.</summary>
    private sealed class PairCost : IPathCost
    {
        public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations) => (from.Name[^1] - '0') * (to.Name[^1] - '0') % 7 * 0.125;
    }
}
