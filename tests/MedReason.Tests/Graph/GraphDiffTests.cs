namespace MedReason.Tests.Graph;

/// <summary>The merge walk finds what a comparison by sets finds, in the promised order.</summary>
public sealed class GraphDiffTests
{
    private static readonly string[] Sources = ["infores:a", "infores:b"];

    [Fact]
    public async Task Random_graphs_differ_as_a_comparison_by_sets_says()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        for (int seed = 0; seed < 300; seed++)
        {
            using InMemoryKnowledgeGraph before = Build(seed, seed % 3 != 0);
            using InMemoryKnowledgeGraph after = Build(seed + 1_000_000, seed % 2 != 0);

            List<GraphChange> found = await GraphDiff.CompareAsync(before, after).ToListAsync();

            string[] expected = [.. await ExpectedAsync(before, after)];
            found.Select(Describe).ShouldBe(expected, $"seed {seed}");
            kinds.UnionWith(found.SelectMany(change => change.ChangedMembers.Append(change.Kind.ToString()).Select(name => change.GetType().Name + name)));
            await CheckSummaryAsync(found, before, after);
        }

        // The graphs are random enough to differ in every way but a relation's family.
        kinds.Count.ShouldBe((3 * 3) + 4 + 1 + 7);
    }

    [Fact]
    public async Task Graphs_of_one_content_differ_in_the_words_of_their_relations_at_most()
    {
        using InMemoryKnowledgeGraph before = Toy(Edge("A:1", "treats", "A:2")).Build();
        using InMemoryKnowledgeGraph after = Toy(Edge("A:1", "treats", "A:2"))
            .AddRelation(before.Relations.Single() with { ForwardPhrase = "cures" }).Build();

        (await GraphDiff.CompareAsync(before, before).ToListAsync()).ShouldBeEmpty();
        RelationChange change = (await GraphDiff.CompareAsync(before, after).ToListAsync()).ShouldHaveSingleItem().ShouldBeOfType<RelationChange>();
        change.ChangedMembers.ShouldBe(["ForwardPhrase"]);
        (change.Kind, change.Relation.Value, change.After!.ForwardPhrase).ShouldBe((GraphChangeKind.Changed, "treats", "cures"));
    }

    [Fact]
    public async Task The_source_of_an_edge_is_that_of_its_statement_else_that_of_its_node()
    {
        var stated = new KgEdgeAttributes { Sources = ["infores:ctd", "infores:other"] };
        using InMemoryKnowledgeGraph before = Toy().Build();
        using InMemoryKnowledgeGraph after = Toy(
            Edge("A:1", "treats", "A:2", new KgEdgeAttributes { Onset = "late" }, stated), Edge("A:1", "causes", "A:2"), Edge("A:2", "causes", "A:1")).Build();
        var summary = new GraphDiffSummary();

        await foreach (GraphChange change in GraphDiff.CompareAsync(before, after))
        {
            summary.Add(change);
        }

        summary.EdgesBySource.Keys.Order().ShouldBe(["", "infores:ctd", "vocabulary"]);
        summary.EdgesByRelation[new RelationType("causes")].ShouldBe(new GraphChangeCounts(2, 0, 0));
        summary.Relations.Added.ShouldBe(2);
        summary.IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public async Task A_graph_without_a_view_is_refused_and_a_cancelled_comparison_ends()
    {
        using InMemoryKnowledgeGraph graph = Toy(Edge("A:1", "treats", "A:2")).Build();
        using InMemoryKnowledgeGraph other = Toy().Build();

        (await Should.ThrowAsync<KnowledgeGraphException>(async () => await GraphDiff.CompareAsync(graph, new Plain(graph)).ToListAsync()))
            .Message.ShouldContain("offers no IAdjacencyView");
        using var source = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (GraphChange change in GraphDiff.CompareAsync(graph, other, source.Token))
            {
                await source.CancelAsync();
            }
        });
    }

    private static async Task CheckSummaryAsync(List<GraphChange> found, InMemoryKnowledgeGraph before, InMemoryKnowledgeGraph after)
    {
        var summary = new GraphDiffSummary();
        await foreach (GraphChange change in GraphDiff.CompareAsync(before, after))
        {
            summary.Add(change);
        }

        summary.Edges.Total.ShouldBe(found.OfType<EdgeChange>().Count());
        summary.Nodes.Removed.ShouldBe(found.OfType<NodeChange>().Count(change => change.Kind == GraphChangeKind.Removed));
        summary.Relations.Changed.ShouldBe(found.OfType<RelationChange>().Count(change => change.Kind == GraphChangeKind.Changed));
        summary.EdgesBySource.Values.Sum(counts => counts.Total).ShouldBe(summary.Edges.Total);
        summary.EdgesByRelation.Values.Sum(counts => counts.Total).ShouldBe(summary.Edges.Total);
        summary.NodesBySource.Values.Sum(counts => counts.Total).ShouldBe(summary.Nodes.Total);
    }

    private static string Describe(GraphChange change)
    {
        string subject = change switch
        {
            NodeChange node => $"node {node.Id}",
            EdgeChange edge => "edge " + Describe((edge.After ?? edge.Before)!),
            _ => $"relation {((RelationChange)change).Relation}",
        };
        string source = change switch { NodeChange node => node.KnowledgeSource ?? "?", EdgeChange edge => edge.KnowledgeSource ?? "?", _ => "-" };
        return $"{subject} {change.Kind} {string.Join(',', change.ChangedMembers)} {source}";
    }

    private static string Describe(KgEdge edge) => $"{edge.Source} {edge.Relation} {edge.Target}";

    private static async Task<IEnumerable<string>> ExpectedAsync(InMemoryKnowledgeGraph before, InMemoryKnowledgeGraph after)
    {
        Dictionary<string, RelationInfo>[] relations = [.. new[] { before, after }.Select(graph => graph.Relations.ToDictionary(info => info.Relation.Value))];
        Dictionary<string, KgNode>[] nodes =
            [.. new[] { before, after }.Select(graph => Enumerable.Range(0, graph.NodeCount).Select(graph.GetNode).ToDictionary(node => node.Id.Value))];
        Dictionary<(string, string, string), KgEdge>[] edges = [await EdgesAsync(before), await EdgesAsync(after)];
        bool isSame = before.Metadata.ContentHash == after.Metadata.ContentHash;
        return
        [
            .. Compare(relations[0], relations[1], StringComparer.Ordinal, (x, y) => string.Join(',', Differences(x, y))).Select(one =>
                $"relation {one.Key} {one.Kind} {one.Members} -"),
            .. isSame ? [] : Compare(nodes[0], nodes[1], StringComparer.Ordinal, (x, y) => string.Join(',', Differences(x, y))).Select(one =>
                $"node {one.Key} {one.Kind} {one.Members} {one.Value.Source ?? "?"}"),
            .. isSame ? [] : Compare(edges[0], edges[1], EdgeOrder, (x, y) => x.Attributes.SequenceEqual(y.Attributes) ? string.Empty : "Attributes").Select(one =>
                $"edge {Describe(one.Value)} {one.Kind} {one.Members} "
                    + (one.Value.Attributes.SelectMany(statement => statement.Sources).FirstOrDefault()
                        ?? nodes[one.Kind == GraphChangeKind.Removed ? 0 : 1][one.Value.Source.Value].Source ?? "?")),
        ];
    }

    private static IComparer<(string, string, string)> EdgeOrder { get; } = Comparer<(string Source, string Relation, string Target)>.Create(static (x, y) =>
        string.CompareOrdinal(x.Source, y.Source) is var source and not 0 ? source
            : string.CompareOrdinal(x.Relation, y.Relation) is var relation and not 0 ? relation : string.CompareOrdinal(x.Target, y.Target));

    private static IEnumerable<(TKey Key, TValue Value, GraphChangeKind Kind, string Members)> Compare<TKey, TValue>(
        Dictionary<TKey, TValue> before, Dictionary<TKey, TValue> after, IComparer<TKey> order, Func<TValue, TValue, string> differences)
        where TKey : notnull => before.Keys.Union(after.Keys).Order(order)
            .Select(key => !before.TryGetValue(key, out TValue? former) ? (key, after[key], GraphChangeKind.Added, string.Empty)
                : !after.TryGetValue(key, out TValue? latter) ? (key, former, GraphChangeKind.Removed, string.Empty)
                : (key, latter, GraphChangeKind.Changed, differences(former, latter)))
            .Where(one => one.Item3 != GraphChangeKind.Changed || one.Item4.Length > 0);

    private static IEnumerable<string> Differences(RelationInfo x, RelationInfo y) => new[]
    {
        x.DisplayName == y.DisplayName ? null : "DisplayName",
        x.ForwardPhrase == y.ForwardPhrase ? null : "ForwardPhrase",
        x.ReversePhrase == y.ReversePhrase ? null : "ReversePhrase",
        x.Polarity == y.Polarity ? null : "Polarity",
        x.Meaning == y.Meaning ? null : "Meaning",
        x.IsMeaningReversed == y.IsMeaningReversed ? null : "IsMeaningReversed",
        x.IsSymmetric == y.IsSymmetric ? null : "IsSymmetric",
    }.OfType<string>();

    private static IEnumerable<string> Differences(KgNode x, KgNode y) => new[]
    {
        x.Name == y.Name ? null : "Name",
        x.Type == y.Type ? null : "Type",
        x.Source == y.Source ? null : "Source",
        x.Synonyms.SequenceEqual(y.Synonyms) ? null : "Synonyms",
    }.OfType<string>();

    private static async Task<Dictionary<(string, string, string), KgEdge>> EdgesAsync(InMemoryKnowledgeGraph graph)
    {
        NodeId[] ids = [.. Enumerable.Range(0, graph.NodeCount).Select(graph.GetId)];
        NeighborBatch batch = await graph.GetNeighborsAsync(ids);
        KgEdge[] edges = [.. ids.SelectMany((id, i) => batch[i].Where(one => one.IsForward)
            .Select(one => new KgEdge { Source = id, Relation = one.Relation, Target = one.Node }))];
        IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> attributes = await graph.GetAttributesAsync(edges);
        return edges.Select((edge, i) => edge with { Attributes = attributes[i] })
            .ToDictionary(edge => (edge.Source.Value, edge.Relation.Value, edge.Target.Value));
    }

    private static InMemoryKnowledgeGraph Build(int seed, bool hasAttributes)
    {
        var random = new Random(seed);
        var builder = new KnowledgeGraphBuilder { Name = "random" };
        string[] ids = [.. new[] { "A:1", "A:10", "A:2", "B:\uFFFD", "B:\U0001F600", "b:1", "C:1" }.Where(_ => random.Next(4) > 0)];
        foreach (string id in ids)
        {
            builder.AddNode(new KgNode
            {
                Id = new NodeId(id),
                Name = $"name {random.Next(2)}",
                Type = new NodeType($"type {random.Next(2)}"),
                Source = random.Next(2) == 0 ? null : "vocabulary",
                Synonyms = [.. Enumerable.Range(0, random.Next(2)).Select(_ => $"other {random.Next(2)}")],
            });
        }

        foreach (string relation in (string[])["causes", "part/of", "treats"])
        {
            if (random.Next(3) > 0)
            {
                builder.AddRelation(RelationInfo.FromName(new RelationType(relation), $"words {random.Next(2)}") with
                {
                    ForwardPhrase = $"forward {random.Next(2)}",
                    Polarity = (Polarity)random.Next(3),
                    Meaning = RelationMeaning.WellKnown[random.Next(2)],
                    IsMeaningReversed = random.Next(2) == 0,
                    IsSymmetric = random.Next(2) == 0,
                });
            }

            for (int i = random.Next(12); i > 0 && ids.Length > 0; i--)
            {
                KgEdgeAttributes[] attributes = [.. Enumerable.Range(0, hasAttributes ? random.Next(3) : 0).Select(_ => new KgEdgeAttributes
                {
                    Sources = random.Next(2) == 0 ? [] : [Sources[random.Next(2)]],
                    Confidence = random.Next(2),
                })];
                builder.AddEdge(Edge(ids[random.Next(ids.Length)], relation, ids[random.Next(ids.Length)], attributes));
            }
        }

        return builder.Build();
    }

    private static KnowledgeGraphBuilder Toy(params KgEdge[] edges)
    {
        KnowledgeGraphBuilder builder = new KnowledgeGraphBuilder { Name = "toy" }
            .AddNode(new KgNode { Id = new NodeId("A:1"), Name = "one", Type = new NodeType("thing"), Source = "vocabulary" })
            .AddNode(new KgNode { Id = new NodeId("A:2"), Name = "two", Type = new NodeType("thing") });
        foreach (KgEdge edge in edges)
        {
            builder.AddEdge(edge);
        }

        return builder;
    }

    private static KgEdge Edge(string source, string relation, string target, params KgEdgeAttributes[] attributes) =>
        new() { Source = new NodeId(source), Target = new NodeId(target), Relation = new RelationType(relation), Attributes = attributes };

    private sealed class Plain(IKnowledgeGraph graph) : DelegatingKnowledgeGraph(graph);
}
