namespace MedReason.Testing;

/// <summary>Checks of the optional capabilities; a graph that does not offer one passes its check.</summary>
internal static class CapabilityChecks
{
    // Scores are rounded to this many decimals.
    private const int ScoreDecimals = 9;

    public static (string Name, Func<ConformanceContext, Task> Run)[] All =>
    [
        (nameof(AdjacencyViewAgreesWithGraph), AdjacencyViewAgreesWithGraph),
        (nameof(CatalogListsEveryNodeOnceInOrder), CatalogListsEveryNodeOnceInOrder),
        (nameof(DegreesMatchTheEdges), DegreesMatchTheEdges),
        (nameof(IndexFindsNamesAndSynonyms), IndexFindsNamesAndSynonyms),
    ];

    /// <summary><see cref="IAdjacencyView"/>: ordinals run in the order of the ids and everything agrees with the graph's own answers.</summary>
    public static Task AdjacencyViewAgreesWithGraph(ConformanceContext context) => context.WithCapabilityAsync<IAdjacencyView>(context.Toy.Shuffle(11), view =>
    {
        ToyGraph toy = context.Toy;
        KgNode[] nodes = [.. toy.Nodes.OrderBy(node => node.Id)];
        KgEdge[] edges = [.. toy.Edges.OrderBy(edge => edge.Source).ThenBy(edge => edge.Relation).ThenBy(edge => edge.Target)];
        Expect.Equal(nodes.Length, view.NodeCount);
        Expect.Equal(edges.Length, view.EdgeCount);
        Expect.Sequence(toy.Nodes.Select(node => node.Type).Distinct().Order(), view.NodeTypes);
        Expect.Sequence(toy.Relations.OrderBy(relation => relation.Relation), view.Relations);
        foreach (NodeId id in (NodeId[])[ConformanceContext.Unknown, default, new("mondo:0005148")])
        {
            Expect.Equal((false, -1), (view.TryGetOrdinal(id, out int none), none), $"TryGetOrdinal({id})");
        }

        var seen = new int[edges.Length];
        for (int ordinal = 0; ordinal < nodes.Length; ordinal++)
        {
            NodeId id = nodes[ordinal].Id;
            Expect.Equal(id, view.GetId(ordinal), $"GetId({ordinal})");
            Expect.Equal((true, ordinal), (view.TryGetOrdinal(id, out int found), found), $"TryGetOrdinal({id})");
            Expect.SameNode(nodes[ordinal], view.GetNode(ordinal));
            Expect.Equal(nodes[ordinal].Type, view.NodeTypes[view.GetNodeTypeIndex(ordinal)], $"type of the node {id}");
            CheckSpans(toy, view, ordinal, edges, seen);
        }

        Expect.Sequence(edges.Select(edge => edge.Source == edge.Target ? 1 : 2), seen, "number of times each edge ordinal is listed");
        return Task.CompletedTask;
    });

    /// <summary><see cref="INodeCatalog"/>: it lists every node once, in the order of the ids, each time it is enumerated.</summary>
    public static Task CatalogListsEveryNodeOnceInOrder(ConformanceContext context) =>
        context.WithCapabilityAsync<INodeCatalog>(context.Toy.Shuffle(12), async catalog =>
        {
            KgNode[] expected = [.. context.Toy.Nodes.OrderBy(node => node.Id)];
            for (int time = 0; time < 2; time++)
            {
                List<KgNode> listed = await catalog.GetNodesAsync().ToListAsync();
                Expect.Sequence(expected.Select(node => node.Id), listed.Select(node => node.Id));
                for (int i = 0; i < expected.Length; i++)
                {
                    Expect.SameNode(expected[i], listed[i]);
                }
            }
        });

    /// <summary><see cref="INodeDegrees"/>: the degrees are those of the edges that the graph lists.</summary>
    public static Task DegreesMatchTheEdges(ConformanceContext context) =>
        context.WithCapabilityAsync<INodeDegrees>(context.Toy.Shuffle(13), async capability =>
        {
            NodeId[] ids = [ConformanceContext.Unknown, .. context.Ids, new("NCBI:4163")];
            IReadOnlyList<NodeDegree> degrees = await capability.GetDegreesAsync(ids);
            Expect.Sequence(ids, degrees.Select(degree => degree.Id));
            for (int i = 0; i < ids.Length; i++)
            {
                IReadOnlyList<KgNeighbor> neighbors = context.Toy.NeighborsOf(ids[i]);
                Expect.Equal(neighbors.Count, degrees[i].Total, $"Total of {ids[i]}");
                Expect.Sequence(
                    neighbors.GroupBy(neighbor => neighbor.Relation).OrderBy(group => group.Key)
                        .Select(group => (group.Key, group.Count(neighbor => neighbor.IsForward), group.Count(neighbor => !neighbor.IsForward))),
                    degrees[i].Relations.Select(relation => (relation.Relation, relation.Outgoing, relation.Incoming)),
                    $"relations of {ids[i]}");
            }

            Expect.Empty(await capability.GetDegreesAsync([]));
            await Expect.ThrowsAsync<ArgumentNullException>(async () => await capability.GetDegreesAsync(null!));
        });

    /// <summary><see cref="INodeIndex"/>: exact names and synonyms are found, homonyms together, best first, within the options.</summary>
    public static Task IndexFindsNamesAndSynonyms(ConformanceContext context) => context.WithCapabilityAsync<INodeIndex>(context.Toy.Shuffle(14), async index =>
    {
        string[] texts = ["MCC", "no such name at all", "T2DM", "  ", string.Empty, "Sjögren syndrome", "liver", "MCC"];
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(texts);
        Expect.Equal(texts.Length, found.Count);
        Expect.Sequence(["DrugBank:DB09999", "NCBI:4163"], ExactIds(found[0]), "exact matches of 'MCC'");
        Expect.Empty(ExactIds(found[1]), "exact matches of 'no such name at all'");
        Expect.Equal("MONDO:0005148", BestId(found[2]), "best match of 'T2DM'");
        Expect.Empty(found[3]);
        Expect.Empty(found[4]);
        Expect.Equal("MONDO:0010030", BestId(found[5]), "best match of 'Sjögren syndrome'");
        Expect.Equal("UBERON:0002107", BestId(found[6]), "best match of 'liver'");
        Expect.Sequence(found[0].Select(node => (node.Node.Id, node.Score)), found[7].Select(node => (node.Node.Id, node.Score)), "matches of 'MCC' again");
        for (int i = 0; i < texts.Length; i++)
        {
            CheckMatches(context.Toy, found[i], $"matches of '{texts[i]}'");
        }

        IReadOnlyList<ScoredNode> drugs = (await index.SearchAsync(["MCC"], new NodeSearchOptions { Types = [new("drug")] }))[0];
        IReadOnlyList<ScoredNode> one = (await index.SearchAsync(["MCC"], new NodeSearchOptions { MaxResults = 1 }))[0];
        IReadOnlyList<ScoredNode> good = (await index.SearchAsync(["type 2 diabetes"], new NodeSearchOptions { MinScore = 0.9 }))[0];
        Expect.Sequence(["DrugBank:DB09999"], ExactIds(drugs), "exact matches of 'MCC' among drugs");
        Expect.Sequence(["DrugBank:DB09999"], one.Select(node => node.Node.Id.Value), "matches of 'MCC', at most 1");
        Expect.Empty(good.Where(node => node.Score < 0.9).Select(node => node.Score), "scores below the minimum of 0.9");
        Expect.Empty(await index.SearchAsync([]));
        await Expect.ThrowsAsync<ArgumentNullException>(async () => await index.SearchAsync(null!));

        static IEnumerable<string> ExactIds(IEnumerable<ScoredNode> nodes) => nodes.Where(node => node.Score >= 1).Select(node => node.Node.Id.Value);

        static string? BestId(IReadOnlyList<ScoredNode> nodes) => nodes.Count == 0 ? null : nodes[0].Node.Id.Value;
    });

    private static void CheckMatches(ToyGraph toy, IReadOnlyList<ScoredNode> nodes, string what)
    {
        foreach (ScoredNode node in nodes)
        {
            Expect.SameNode(toy.Node(node.Node.Id.Value), node.Node);
            Expect.True(node.Score is >= 0 and <= 1, $"{what}: expected scores from 0 to 1, found {node.Score}.");
            Expect.Equal(Math.Round(node.Score, ScoreDecimals), node.Score, $"{what}, Score");
            Expect.True(!string.IsNullOrEmpty(node.Method), $"{what}: expected a method, found none.");
        }

        NodeId[] ids = [.. nodes.Select(node => node.Node.Id)];
        Expect.Sequence(nodes.OrderByDescending(node => node.Score).ThenBy(node => node.Node.Id).Select(node => node.Node.Id), ids, what);
        Expect.Equal(ids.Length, ids.Distinct().Count(), $"{what}, distinct ids");
        int maximum = new NodeSearchOptions().MaxResults;
        Expect.True(ids.Length <= maximum, $"{what}: expected at most {maximum}, found {ids.Length}.");
    }

    private static void CheckSpans(ToyGraph toy, IAdjacencyView view, int ordinal, KgEdge[] edges, int[] seen)
    {
        ReadOnlySpan<int> others = view.GetNeighbors(ordinal);
        ReadOnlySpan<ushort> codes = view.GetRelationCodes(ordinal);
        ReadOnlySpan<int> ordinals = view.GetEdgeOrdinals(ordinal);
        NodeId id = view.GetId(ordinal);
        Expect.Equal(others.Length, codes.Length, $"number of relation codes of {id}");
        Expect.Equal(others.Length, ordinals.Length, $"number of edge ordinals of {id}");
        var listed = new KgNeighbor[others.Length];
        for (int i = 0; i < others.Length; i++)
        {
            bool ascends = i == 0 || others[i - 1] < others[i] || (others[i - 1] == others[i] && codes[i - 1] < codes[i]);
            Expect.True(ascends, $"neighbors of {id}, item {i}: expected ascending neighbors and relation codes, found {others[i]} with {codes[i]}.");
            bool isForward = (codes[i] & 1) == 0;
            listed[i] = new KgNeighbor { Node = view.GetId(others[i]), Relation = view.Relations[codes[i] >> 1].Relation, IsForward = isForward };
            seen[ordinals[i]]++;
            KgEdge edge = edges[ordinals[i]];
            NodeId other = listed[i].Node;
            Expect.Equal(
                isForward ? (id, listed[i].Relation, other) : (other, listed[i].Relation, id),
                (edge.Source, edge.Relation, edge.Target),
                $"edge {ordinals[i]}");
        }

        Expect.Sequence(toy.NeighborsOf(id), listed, $"neighbors of {id} in the view");
    }
}
