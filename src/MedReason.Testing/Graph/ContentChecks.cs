namespace MedReason.Testing;

/// <summary>Checks of the metadata, the nodes and the content hash.</summary>
internal static class ContentChecks
{
    // The content is loaded in its own order and in the orders of these seeds.
    private static readonly int[] LoadOrders = [21, 22, 23];

    public static (string Name, Func<ConformanceContext, Task> Run)[] All =>
    [
        (nameof(MetadataMatchesContent), MetadataMatchesContent),
        (nameof(NodesAreCompleteAndInRequestOrder), NodesAreCompleteAndInRequestOrder),
        (nameof(UnknownIdReturnsNull), UnknownIdReturnsNull),
        (nameof(HomonymsAndCaseVariantsStaySeparate), HomonymsAndCaseVariantsStaySeparate),
        (nameof(ContentHashIgnoresLoadOrder), ContentHashIgnoresLoadOrder),
        (nameof(ContentHashDependsOnContent), ContentHashDependsOnContent),
    ];

    /// <summary>Name, version, counts and relations are those of the content, each time.</summary>
    public static Task MetadataMatchesContent(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(1), async graph =>
    {
        ToyGraph toy = context.Toy;
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();

        Expect.Equal(toy.Name, metadata.Name);
        Expect.Equal(toy.Version, metadata.Version);
        Expect.Equal(toy.Nodes.Count, metadata.NodeCount);
        Expect.Equal(toy.Edges.Count, metadata.EdgeCount);
        Expect.Sequence(
            toy.Nodes.GroupBy(node => node.Type).OrderBy(group => group.Key).Select(group => (group.Key, (long)group.Count())),
            metadata.NodeTypes.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)),
            "metadata.NodeTypes");
        Expect.Sequence(
            toy.Edges.GroupBy(edge => edge.Relation).OrderBy(group => group.Key).Select(group => (group.Key, (long)group.Count())),
            metadata.RelationCounts.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)),
            "metadata.RelationCounts");
        Expect.Sequence(toy.Relations.OrderBy(relation => relation.Relation), metadata.Relations);

        KnowledgeGraphMetadata again = await graph.GetMetadataAsync();
        Expect.Equal(metadata.ContentHash, again.ContentHash);
        Expect.Equal(metadata.NodeCount, again.NodeCount);
    });

    /// <summary>Every node is returned with all that it was given, in the order of the request; an id that is requested twice is returned twice.</summary>
    public static Task NodesAreCompleteAndInRequestOrder(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(2), async graph =>
    {
        NodeId[] ids = [.. context.Ids, .. context.Ids.OrderDescending()];
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(ids);

        Expect.Equal(ids.Length, nodes.Count);
        for (int i = 0; i < ids.Length; i++)
        {
            Expect.SameNode(context.Toy.Node(ids[i].Value), nodes[i]);
        }
    });

    /// <summary>An id that no node has returns null at its place, also the empty id; no ids return no nodes.</summary>
    public static Task UnknownIdReturnsNull(ConformanceContext context) => context.WithGraphAsync(context.Toy, async graph =>
    {
        NodeId unknown = ConformanceContext.Unknown;
        NodeId known = new("MONDO:0005148");
        NodeId[] ids = [unknown, known, default, unknown, known, new("mondo:0005148"), new("MONDO:0005148 "), new("MONDO:000514")];
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(ids);

        Expect.Sequence([false, true, false, false, true, false, false, false], nodes.Select(node => node is not null));
        Expect.Empty(await graph.GetNodesAsync([]));
        Expect.Sequence([null], await graph.GetNodesAsync([unknown]));
    });

    /// <summary>Two nodes of one name, and two whose ids differ in case only, stay two.</summary>
    public static Task HomonymsAndCaseVariantsStaySeparate(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(3), async graph =>
    {
        NodeId[] ids = [new("NCBI:4163"), new("DrugBank:DB09999"), new("toy:case"), new("toy:Case")];
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(ids);
        NeighborBatch batch = await graph.GetNeighborsAsync(ids);

        Expect.Sequence(["MCC", "MCC", "lower", "upper"], nodes.Select(node => node?.Name));
        Expect.Sequence(["gene/protein", "drug", "anatomy", "anatomy"], nodes.Select(node => node?.Type.Value));
        Expect.Sequence(context.Toy.NeighborsOf(ids[0]), batch[0]);
        Expect.Sequence(context.Toy.NeighborsOf(ids[1]), batch[1]);
        Expect.Sequence([ids[3]], batch[2].Select(neighbor => neighbor.Node));
        Expect.Sequence([ids[2]], batch[3].Select(neighbor => neighbor.Node));
    });

    /// <summary>The content hash is the one that <see cref="KgContentHasher"/> computes for the content, in any loading order.</summary>
    public static async Task ContentHashIgnoresLoadOrder(ConformanceContext context)
    {
        foreach (ToyGraph content in (ToyGraph[])[context.Toy, .. LoadOrders.Select(context.Toy.Shuffle)])
        {
            await context.WithGraphAsync(content, async graph =>
            {
                KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
                Expect.Equal(context.ReportsContentHash ? ExpectedHash(graph, context.Toy, metadata) : null, metadata.ContentHash);
            });
        }
    }

    /// <summary>A content that differs in one synonym, in the direction of one edge or in what is stated of it has another hash.</summary>
    public static async Task ContentHashDependsOnContent(ConformanceContext context)
    {
        if (!context.ReportsContentHash)
        {
            return;
        }

        ToyGraph toy = context.Toy;
        KgEdge turned = toy.Edges[0] with { Source = toy.Edges[0].Target, Target = toy.Edges[0].Source };
        KgNode first = toy.Nodes[0];
        var renamed = new KgNode { Id = first.Id, Name = first.Name, Type = first.Type, Source = first.Source, Synonyms = [.. first.Synonyms, "zzz"] };
        KgEdge shortened = toy.Edges[0] with { Attributes = [.. toy.Edges[0].Attributes.Skip(1)] };
        var lessStated = new ToyGraph(toy.Nodes, [shortened, .. toy.Edges.Skip(1)], toy.Relations);
        ToyGraph[] others =
        [
            new(toy.Nodes, [turned, .. toy.Edges.Skip(1)], toy.Relations),
            new([renamed, .. toy.Nodes.Skip(1)], toy.Edges, toy.Relations),
            lessStated,
        ];
        var hashes = new HashSet<string>(StringComparer.Ordinal) { toy.ContentHash };
        foreach (ToyGraph other in others)
        {
            await context.WithGraphAsync(other, async graph =>
            {
                KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
                Expect.Equal(ExpectedHash(graph, other, metadata), metadata.ContentHash);
                bool isAnother = hashes.Add(metadata.ContentHash!) || (ReferenceEquals(other, lessStated) && graph.GetService<IEdgeAttributes>() is null);
                Expect.True(isAnother, $"Expected another content hash, found {metadata.ContentHash} again.");
            });
        }
    }

    /// <summary>A graph that offers no attributes may hash what it keeps.</summary>
    private static string ExpectedHash(IKnowledgeGraph graph, ToyGraph content, KnowledgeGraphMetadata metadata) =>
        graph.GetService<IEdgeAttributes>() is null && metadata.ContentHash == content.BareContentHash ? content.BareContentHash : content.ContentHash;
}
