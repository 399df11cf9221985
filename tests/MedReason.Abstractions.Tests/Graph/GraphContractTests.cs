using System.Text;
using NSubstitute;

namespace MedReason.Abstractions.Tests;

public sealed class GraphContractTests
{
    [Fact]
    public void Neighbours_sort_by_node_relation_and_direction()
    {
        KgNeighbor[] sorted =
        [
            Neighbor("a", "r", true),
            Neighbor("a", "r", false),
            Neighbor("a", "s", true),
            Neighbor("b", "a", true),
        ];

        sorted.Reverse().Order().ShouldBe(sorted);
        (sorted[0] < sorted[1]).ShouldBeTrue();
        (sorted[0] <= sorted[1]).ShouldBeTrue();
        (sorted[1] > sorted[0]).ShouldBeTrue();
        (sorted[1] >= sorted[0]).ShouldBeTrue();
    }

    [Fact]
    public void A_batch_tells_what_was_cut()
    {
        var whole = new NeighborBatch([[], [Neighbor("a", "r", true)]]);
        var cut = new NeighborBatch([[], []], [false, true]);

        whole.Count.ShouldBe(2);
        whole[1].Count.ShouldBe(1);
        whole.IsTruncated(1).ShouldBeFalse();
        cut.IsTruncated(1).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => whole.IsTruncated(2));
        Should.Throw<ArgumentException>(() => whole.IsTruncated(-1));
        Should.Throw<ArgumentException>(() => new NeighborBatch([[]], [true, false]));
        Should.Throw<ArgumentNullException>(() => new NeighborBatch(null!));
    }

    [Fact]
    public async Task A_decorator_passes_calls_on_and_hands_out_no_data()
    {
        var inner = new InnerGraph();
        var decorator = new Decorator(inner);

        (await decorator.GetMetadataAsync()).ShouldBe(Samples.Metadata);
        (await decorator.GetNodeAsync(Samples.Drug.Id)).ShouldBe(Samples.Drug);
        (await decorator.GetNeighborsAsync([Samples.Drug.Id], new NeighborOptions { Filter = KgFilter.Affirmed, MaxNeighborsPerNode = 1 })).Count.ShouldBe(1);
        decorator.GetService<IKnowledgeGraph>().ShouldBe(decorator);
        decorator.GetService<Decorator>().ShouldBe(decorator);
        decorator.GetService(typeof(object)).ShouldBe(decorator);
        decorator.GetService<StringBuilder>().ShouldBe(inner.Harmless);
        decorator.GetService<StringBuilder>("key").ShouldBeNull();
        foreach (Type type in new[]
        {
            typeof(IAdjacencyView), typeof(INodeIndex), typeof(INodeCatalog), typeof(INodeDegrees), typeof(InnerGraph), typeof(IDisposable), typeof(ICloneable),
        })
        {
            decorator.GetService(type).ShouldBeNull(type.Name);
        }

        decorator.GetService(typeof(IKnowledgeGraph), "key").ShouldBeNull();
        Should.Throw<ArgumentNullException>(() => decorator.GetService(null!));
        Should.Throw<ArgumentNullException>(() => new Decorator(null!));
        Should.Throw<ArgumentNullException>(() => KnowledgeGraphExtensions.GetService<INodeIndex>(null!));
        inner.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public void A_content_hash_tells_contents_apart_and_is_the_same_for_text_and_utf8()
    {
        string all = Hash(Samples.Drug, Samples.Disease);

        all.Length.ShouldBe(64);
        all.ShouldBe(all.ToLowerInvariant());
        Hash(Samples.Drug, Samples.Disease).ShouldBe(all);
        Hash(Samples.Drug).ShouldNotBe(all);
        Hash(Change(source: "x"), Samples.Disease).ShouldNotBe(all);
        Hash(Change(synonyms: ["Glucophage"]), Samples.Disease).ShouldNotBe(all);

        // Lengths stand before texts, so nothing can move from one field to the next.
        Hash(Node("a", "bc")).ShouldNotBe(Hash(Node("ab", "c")));
        Hash(Node("a", "", "b", "c")).ShouldNotBe(Hash(Node("a", "", "bc")));

        using var hasher = new KgContentHasher();
        hasher.AppendEdge(Samples.Drug.Id, new("indication"), new("ä:\U0001F600"));
        string text = hasher.Finish();
        hasher.AppendEdge("DrugBank:DB00331"u8, "indication"u8, Encoding.UTF8.GetBytes("ä:\U0001F600"));
        hasher.Finish().ShouldBe(text, "the hasher starts anew");
        hasher.AppendEdge(new("ä:\U0001F600"), new("indication"), Samples.Drug.Id);
        hasher.Finish().ShouldNotBe(text, "direction counts");
        hasher.Finish().ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "of nothing");
        Should.Throw<ArgumentNullException>(() => hasher.AppendNode(null!));

        KgNode Change(string? source = "DrugBank", IReadOnlyList<string>? synonyms = null) => new()
        {
            Id = Samples.Drug.Id,
            Name = Samples.Drug.Name,
            Type = Samples.Drug.Type,
            Source = source,
            Synonyms = synonyms ?? Samples.Drug.Synonyms,
        };
    }

    [Fact]
    public void Texts_longer_than_the_hashers_buffer_count_whole()
    {
        string longText = new('x', 200_000);
        using var hasher = new KgContentHasher();
        hasher.AppendEdge(new NodeId(longText), new("r"), new("b"));
        string text = hasher.Finish();
        hasher.AppendEdge(Encoding.UTF8.GetBytes(longText), "r"u8, "b"u8);
        hasher.Finish().ShouldBe(text);
        for (int i = 0; i < 20_000; i++)
        {
            hasher.AppendEdge(new NodeId($"a:{i}"), new RelationType("r"), new NodeId("b"));
        }

        string many = hasher.Finish();
        for (int i = 0; i < 20_000; i++)
        {
            hasher.AppendEdge(Encoding.UTF8.GetBytes($"a:{i}"), "r"u8, "b"u8);
        }

        hasher.Finish().ShouldBe(many, "a full buffer is flushed");
        hasher.AppendEdge(new NodeId(longText[1..]), new("r"), new("b"));
        hasher.Finish().ShouldNotBe(text);
    }

    [Fact]
    public void A_hop_knows_its_polarities_and_equals_by_what_it_holds()
    {
        KgHop hop = Samples.Path.Hops[0];
        var same = new KgHop { Relations = [.. hop.Relations.Select(relation => relation with { })] };
        var other = new KgHop { Relations = [hop.Relations[0]] };

        hop.Has(Polarity.Absent).ShouldBeTrue();
        other.Has(Polarity.Absent).ShouldBeFalse();
        hop.Equals(same).ShouldBeTrue();
        hop.Equals((object)same).ShouldBeTrue();
        hop.GetHashCode().ShouldBe(same.GetHashCode());
        hop.Equals(other).ShouldBeFalse();
        hop.Equals(null).ShouldBeFalse();
    }

    [Fact]
    public void A_path_is_its_node_sequence()
    {
        KgPath path = Samples.Path;
        var otherRelations = new KgPath { Nodes = path.Nodes, Hops = [new KgHop { Relations = [path.Hops[0].Relations[0]] }] };
        var longer = new KgPath { Nodes = [Samples.Disease, Samples.Drug, Samples.Disease], Hops = [path.Hops[0], path.Hops[0]] };
        var turned = new KgPath { Nodes = [Samples.Disease, Samples.Drug], Hops = path.Hops };

        (path == otherRelations).ShouldBeTrue();
        path.Equals((object)otherRelations).ShouldBeTrue();
        path.GetHashCode().ShouldBe(otherRelations.GetHashCode());
        (path != turned).ShouldBeTrue();
        path.Equals(null).ShouldBeFalse();
        path.CompareTo(null).ShouldBe(1);
        (path < longer).ShouldBeTrue();
        (path < turned).ShouldBeTrue();
        (turned > path).ShouldBeTrue();
        (path <= otherRelations).ShouldBeTrue();
        (path >= otherRelations).ShouldBeTrue();
        KgPath? none = null;
        (none == null).ShouldBeTrue();
        (none < path).ShouldBeTrue();
        (none <= path).ShouldBeTrue();
        (path > none).ShouldBeTrue();
        (none >= path).ShouldBeFalse();
        (path == none).ShouldBeFalse();
        Samples.Drug.ToString().ShouldBe("Metformin [drug, DrugBank:DB00331]");
    }

    private static KgNeighbor Neighbor(string node, string relation, bool isForward) => new() { Node = new(node), Relation = new(relation), IsForward = isForward };

    private static KgNode Node(string id, string name, params string[] synonyms) => new() { Id = new(id), Name = name, Type = new("t"), Synonyms = synonyms };

    private static string Hash(params KgNode[] nodes)
    {
        using var hasher = new KgContentHasher();
        foreach (KgNode node in nodes)
        {
            hasher.AppendNode(node);
        }

        return hasher.Finish();
    }

    private sealed class Decorator(IKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner);

    /// <summary>A graph that answers for every type that it is, as most do.</summary>
    private sealed class InnerGraph : IKnowledgeGraph, INodeDegrees, IDisposable, ICloneable
    {
        public StringBuilder Harmless { get; } = new();

        public bool IsDisposed { get; private set; }

        public ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Samples.Metadata);

        public ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<KgNode?>>([Samples.Drug]);

        public ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new NeighborBatch([[]]));

        public ValueTask<IReadOnlyList<NodeDegree>> GetDegreesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceKey is not null ? null
            : serviceType == typeof(StringBuilder) ? Harmless
            : serviceType == typeof(ICloneable) ? Substitute.For<ICloneable, INodeCatalog>()
            : serviceType.IsInstanceOfType(this) ? this : null;

        public object Clone() => this;

        public void Dispose() => IsDisposed = true;
    }
}
