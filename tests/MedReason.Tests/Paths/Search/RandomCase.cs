using FsCheck;
using FsCheck.Fluent;

namespace MedReason.Tests.Paths.Search;

/// <summary>A random small graph with a query: self loops, parallel and reverse edges, three node types, polarities, filters, slack, costs with ties.</summary>
internal sealed class RandomCase
{
    public static readonly RelationInfo[] Relations =
    [
        ArrayGraph.Relation("binds", Polarity.Affirmed),
        ArrayGraph.Relation("family/part_a", Polarity.Affirmed),
        ArrayGraph.Relation("family/part_b", Polarity.Affirmed),
        ArrayGraph.Relation("lacks", Polarity.Absent),
    ];

    private static readonly NodeType[] Types = [new("disease"), new("drug"), new("gene")];

    private static readonly KgFilter[] Filters =
    [
        KgFilter.Affirmed,
        new KgFilter(),
        new KgFilter { Relations = [new RelationType("family")] },
        new KgFilter { ExcludedRelations = [new RelationType("family/part_a")], ExcludedNodeTypes = [Types[0]] },
        new KgFilter { NodeTypes = [Types[2]] },
        new KgFilter { NodeTypes = [Types[1], Types[2]], Polarities = [Polarity.Affirmed] },
        new KgFilter { NodeTypes = [] },
    ];

    private static readonly IPathCost?[] Costs = [null, null, new TableCost(0), new TableCost(1), new TableCost(2)];

    public required IReadOnlyList<KgNode> Nodes { get; init; }

    public required IReadOnlyList<KgEdge> Edges { get; init; }

    public required PathQuery Query { get; init; }

    public static Gen<RandomCase> Generator { get; } =
        from nodeCount in Gen.Choose(2, 9)
        from types in Gen.ArrayOf(Gen.Choose(0, Types.Length - 1), nodeCount)
        from edgeCount in Gen.Choose(1, 22)
        from edges in Gen.ArrayOf(
            from source in Gen.Choose(0, nodeCount - 1)
            from target in Gen.Choose(0, nodeCount - 1)
            from relation in Gen.Choose(0, Relations.Length - 1)
            select new KgEdge { Source = ArrayGraph.Id(source), Target = ArrayGraph.Id(target), Relation = Relations[relation].Relation },
            edgeCount)
        from pairs in Gen.ArrayOf(
            from source in Gen.Choose(0, nodeCount - 1)
            from target in Gen.Choose(0, nodeCount - 1)
            select new PathPair { From = ArrayGraph.Id(source), To = ArrayGraph.Id(target) },
            4)
        from maxLength in Gen.Choose(0, 8)
        from slack in Gen.Choose(0, 3)
        from maxPaths in Gen.Elements(0, 1, 3, 50)
        from filter in Gen.Elements(Filters)
        from cost in Gen.Elements(Costs)
        select new RandomCase
        {
            Nodes = [.. types.Select((type, i) => new KgNode { Id = ArrayGraph.Id(i), Name = $"node {i}", Type = Types[type] })],
            Edges = edges,
            Query = new PathQuery { Pairs = pairs, MaxLength = maxLength, Slack = slack, MaxPathsPerPair = maxPaths, Filter = filter, Cost = cost },
        };

    public ArrayGraph Build() => new(Nodes, Edges, Relations);

    public override string ToString() =>
        $"length {Query.MaxLength} slack {Query.Slack} paths {Query.MaxPathsPerPair} filter {Array.IndexOf(Filters, Query.Filter)} "
        + $"cost {(Query.Cost as TableCost)?.Kind} pairs {string.Join(' ', Query.Pairs.Select(pair => $"{Short(pair.From)}>{Short(pair.To)}"))} "
        + $"types {string.Join(' ', Nodes.Select(node => node.Type))} edges {string.Join(' ', Edges.Select(edge => $"{Short(edge.Source)}-{edge.Relation}-{Short(edge.Target)}"))}";

    private static string Short(NodeId id) => id.LocalId.TrimStart('0') is { Length: > 0 } digits ? digits.ToString() : "0";

    /// <summary>A few different costs, so that ties are common: by relations, by the node that is entered (zero at times), or the same for all.</summary>
    private sealed class TableCost(int kind) : IPathCost
    {
        public int Kind => kind;

        public double GetHopCost(KgNode from, KgNode to, IReadOnlyList<KgHopRelation> relations) => kind switch
        {
            0 => 1.0 / relations.Count * (relations[0].IsForward ? 0.1 : 0.3),
            1 => (to.Name[^1] - '0') % 3 * 0.1,
            _ => 1,
        };
    }
}
