namespace MedReason.Testing;

/// <summary>Checks of neighbours: order, direction, parallel edges, filters and limits.</summary>
internal static class NeighborChecks
{
    // More than the degree of most nodes of the content, fewer than that of its largest.
    private const int LargestLimit = 9;
    private const int HubLimit = 10;
    private const int CheckedEndsOfHub = 1000;

    public static (string Name, Func<ConformanceContext, Task> Run)[] All =>
    [
        (nameof(NeighborsAreListedFromBothEndsInOrder), NeighborsAreListedFromBothEndsInOrder),
        (nameof(FrontierIsAnsweredPerEntry), FrontierIsAnsweredPerEntry),
        (nameof(ParallelAndOppositeEdgesAreKept), ParallelAndOppositeEdgesAreKept),
        (nameof(RelationsKeepTheirPolarity), RelationsKeepTheirPolarity),
        (nameof(SelfLoopIsListedOnceAsForward), SelfLoopIsListedOnceAsForward),
        (nameof(FiltersSelectEdgesAndNeighbors), FiltersSelectEdgesAndNeighbors),
        (nameof(LimitKeepsTheFirstNeighbors), LimitKeepsTheFirstNeighbors),
        (nameof(HubIsCompleteAndInOrder), HubIsCompleteAndInOrder),
    ];

    /// <summary>Every edge is listed at both ends, ordered by node, relation, forward first; nothing else is listed.</summary>
    public static Task NeighborsAreListedFromBothEndsInOrder(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(4), async graph =>
    {
        NodeId[] frontier = context.Ids;
        NeighborBatch batch = await graph.GetNeighborsAsync(frontier);

        Expect.Equal(frontier.Length, batch.Count);
        for (int i = 0; i < frontier.Length; i++)
        {
            ExpectNeighbors(context.Toy.NeighborsOf(frontier[i]), batch, i, $"neighbors of {frontier[i]}");
        }
    });

    /// <summary>A frontier is answered in its order; a node that is listed twice is answered twice, an unknown or isolated one with nothing.</summary>
    public static Task FrontierIsAnsweredPerEntry(ConformanceContext context) => context.WithGraphAsync(context.Toy, async graph =>
    {
        NodeId hub = new("DrugBank:DB00331");
        NeighborBatch batch = await graph.GetNeighborsAsync([hub, ConformanceContext.Unknown, new("toy:isolated"), hub, default]);
        NeighborBatch none = await graph.GetNeighborsAsync([]);

        Expect.Equal(5, batch.Count);
        Expect.Sequence(context.Toy.NeighborsOf(hub), batch[0]);
        Expect.Empty(batch[1]);
        Expect.Empty(batch[2]);
        Expect.Sequence(context.Toy.NeighborsOf(hub), batch[3]);
        Expect.Empty(batch[4]);
        Expect.Equal(0, none.Count);
    });

    /// <summary>All relations that join the same two nodes are listed, and so is the same relation in both directions.</summary>
    public static Task ParallelAndOppositeEdgesAreKept(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(5), async graph =>
    {
        NeighborBatch batch = await graph.GetNeighborsAsync([new("DrugBank:DB00331"), new("NCBI:9796"), new("NCBI:56992")]);

        Expect.Sequence(["contraindication", "indication"], RelationsTo(batch[0], "MONDO:0005148"));
        Expect.Sequence(["drug_protein/enzyme", "drug_protein/target"], RelationsTo(batch[0], "NCBI:4163"));
        Expect.Sequence([true, false], batch[1].Where(neighbor => neighbor.Node.Value == "NCBI:56992").Select(neighbor => neighbor.IsForward));
        Expect.Sequence([true, false], batch[2].Where(neighbor => neighbor.Node.Value == "NCBI:9796").Select(neighbor => neighbor.IsForward));

        static IEnumerable<string> RelationsTo(IEnumerable<KgNeighbor> neighbors, string id) =>
            neighbors.Where(neighbor => neighbor.Node.Value == id).Select(neighbor => neighbor.Relation.Value);
    });

    /// <summary>Relations that state an absence or a contraindication keep their polarity, and their edges are listed beside the others.</summary>
    public static Task RelationsKeepTheirPolarity(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(6), async graph =>
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
        NeighborBatch batch = await graph.GetNeighborsAsync([new("MONDO:0005148")]);

        Expect.Equal(Polarity.Absent, PolarityOf("disease_phenotype_negative"));
        Expect.Equal(Polarity.Absent, PolarityOf("anatomy_protein_absent"));
        Expect.Equal(Polarity.Contraindicated, PolarityOf("contraindication"));
        Expect.Equal(Polarity.Affirmed, PolarityOf("indication"));
        Expect.True(
            batch[0].Any(neighbor => neighbor is { Node.Value: "HP:0001943", Relation.Value: "disease_phenotype_negative", IsForward: true }),
            "Neighbors of MONDO:0005148: expected disease_phenotype_negative to HP:0001943, forward, found none.");
        Expect.True(
            batch[0].Any(neighbor => neighbor is { Node.Value: "DrugBank:DB00331", Relation.Value: "contraindication", IsForward: false }),
            "Neighbors of MONDO:0005148: expected contraindication to DrugBank:DB00331, in reverse, found none.");

        Polarity PolarityOf(string relation) => Expect.Single(metadata.Relations, info => info.Relation.Value == relation, $"the relation {relation}").Polarity;
    });

    /// <summary>A self loop is listed once among its node's edges, as forward.</summary>
    public static Task SelfLoopIsListedOnceAsForward(ConformanceContext context) => context.WithGraphAsync(context.Toy, async graph =>
    {
        NodeId[] loops = [new("NCBI:4163"), new("HP:0000118")];
        NeighborBatch batch = await graph.GetNeighborsAsync(loops);

        for (int i = 0; i < loops.Length; i++)
        {
            KgNeighbor loop = Expect.Single(batch[i], neighbor => neighbor.Node == loops[i], $"the node {loops[i]} at the other end");
            Expect.True(loop.IsForward, $"Self loop of {loops[i]}: expected forward, found reverse.");
        }
    });

    /// <summary>A filter selects relations, families, polarities and the types of the neighbours, and an exclusion wins.</summary>
    public static Task FiltersSelectEdgesAndNeighbors(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(7), async graph =>
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
        NodeId[] frontier = context.Ids;
        for (int f = 0; f < filters.Length; f++)
        {
            NeighborBatch batch = await graph.GetNeighborsAsync(frontier, new NeighborOptions { Filter = filters[f] });
            for (int i = 0; i < frontier.Length; i++)
            {
                ExpectNeighbors(Filter(context.Toy, frontier[i], filters[f]), batch, i, $"neighbors of {frontier[i]}, filter {f}");
            }
        }
    });

    /// <summary>A limit keeps the first neighbours that pass the filter, and truncation is reported exactly where it happened.</summary>
    public static Task LimitKeepsTheFirstNeighbors(ConformanceContext context) => context.WithGraphAsync(context.Toy.Shuffle(8), async graph =>
    {
        NodeId[] frontier = [.. context.Ids, ConformanceContext.Unknown];
        foreach (KgFilter? filter in (KgFilter?[])[null, KgFilter.Affirmed])
        {
            for (int limit = 1; limit <= LargestLimit; limit++)
            {
                NeighborBatch batch = await graph.GetNeighborsAsync(frontier, new NeighborOptions { Filter = filter, MaxNeighborsPerNode = limit });
                for (int i = 0; i < frontier.Length; i++)
                {
                    ExpectNeighbors(Filter(context.Toy, frontier[i], filter), batch, i, $"neighbors of {frontier[i]}, at most {limit}", limit);
                }
            }
        }
    });

    /// <summary>The neighbours of a node with very many edges are complete and in order, and can be limited.</summary>
    public static Task HubIsCompleteAndInOrder(ConformanceContext context)
    {
        ToyGraph hub = ToyGraph.CreateHub(context.HubDegree).Shuffle(9);
        return context.WithGraphAsync(hub, async graph =>
        {
            NodeId middle = new("hub:middle");
            KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync();
            NeighborBatch whole = await graph.GetNeighborsAsync([middle]);
            NeighborBatch limited = await graph.GetNeighborsAsync([middle], new NeighborOptions { MaxNeighborsPerNode = HubLimit });
            NeighborBatch ends = await graph.GetNeighborsAsync([.. hub.Nodes.Select(node => node.Id).Where(id => id != middle).Take(CheckedEndsOfHub)]);

            Expect.Equal(context.HubDegree + 1, metadata.NodeCount);
            Expect.Sequence(hub.NeighborsOf(middle), whole[0], "neighbors of the hub");
            ExpectNeighbors(hub.NeighborsOf(middle), limited, 0, $"neighbors of the hub, at most {HubLimit}", HubLimit);
            for (int i = 0; i < ends.Count; i++)
            {
                Expect.Sequence([middle], ends[i].Select(neighbor => neighbor.Node), "neighbors of an end of the hub");
            }
        });
    }

    private static void ExpectNeighbors(IEnumerable<KgNeighbor> all, NeighborBatch batch, int entry, string what, int limit = int.MaxValue)
    {
        KgNeighbor[] expected = [.. all];
        Expect.Sequence(expected.Take(limit), batch[entry], what);
        Expect.Equal(expected.Length > limit, batch.IsTruncated(entry), $"{what}, IsTruncated");
    }

    private static IEnumerable<KgNeighbor> Filter(ToyGraph toy, NodeId id, KgFilter? filter) => toy.NeighborsOf(id).Where(neighbor => filter is null
        || (filter.Allows(toy.Relation(neighbor.Relation)) && filter.Allows(toy.Node(neighbor.Node.Value).Type)));
}
