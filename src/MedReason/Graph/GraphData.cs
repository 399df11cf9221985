using System.Runtime.CompilerServices;
using System.Text;
using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>A graph as numbers and texts: what the assembler makes, a snapshot holds and <see cref="InMemoryKnowledgeGraph"/> answers from.</summary>
/// <remarks>Nodes are in ordinal order of their ids, edges in the order of source, relation, target, relations and types in ordinal order.</remarks>
internal sealed record GraphData
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string ContentHash { get; init; }

    public required int EdgeCount { get; init; }

    public required NodeType[] NodeTypes { get; init; }

    public required long[] NodeTypeCounts { get; init; }

    public required RelationInfo[] Relations { get; init; }

    public required long[] RelationCounts { get; init; }

    /// <summary>Vocabularies that nodes come from; a node's number in <see cref="NodeSources"/> is one more, 0 for none.</summary>
    public required string[] Sources { get; init; }

    public required Utf8Table Ids { get; init; }

    public required Utf8Table Names { get; init; }

    public required Block<ushort> NodeTypeIndexes { get; init; }

    public required Block<ushort> NodeSources { get; init; }

    /// <summary>Where each node's synonyms begin in <see cref="Synonyms"/>; one more than there are nodes.</summary>
    public required Block<int> SynonymOffsets { get; init; }

    public required Utf8Table Synonyms { get; init; }

    /// <summary>Each node's definition, empty for a node without one; null when no node has one.</summary>
    public Utf8Table? Definitions { get; init; }

    /// <summary>Where each node's adjacency begins; one more than there are nodes.</summary>
    public required Block<int> AdjacencyOffsets { get; init; }

    public required Block<int> Neighbors { get; init; }

    public required Block<ushort> RelationCodes { get; init; }

    public required Block<int> EdgeOrdinals { get; init; }

    /// <summary>Hashes of the folded names and synonyms, ascending; see <see cref="NodeNameIndex"/>.</summary>
    public required Block<uint> NameHashes { get; init; }

    /// <summary>Parallel to <see cref="NameHashes"/>: a node's ordinal for its name, or the node count plus a synonym's number.</summary>
    public required Block<int> NameReferences { get; init; }

    /// <summary>What sources state about the edges.</summary>
    public EdgeAttributeTable Attributes { get; init; } = EdgeAttributeTable.Empty;

    /// <summary>The sources that the graph was built from, in ordinal order of their names.</summary>
    public KgSource[] GraphSources { get; init; } = [];

    /// <summary>Holds mapped memory, if there is any.</summary>
    public SnapshotMapping? Owner { get; init; }

    public int NodeCount => Ids.Count;

    /// <summary>This data with its content hash computed; it takes this one's place.</summary>
    public GraphData WithContentHash(CancellationToken cancellationToken) => this with { ContentHash = ComputeContentHash(cancellationToken) };

    /// <summary>This data with further names for its nodes, in memory of its own where this one is mapped.</summary>
    public GraphData WithSynonyms(IReadOnlyDictionary<NodeId, IReadOnlyList<string>> added, CancellationToken cancellationToken)
    {
        var pending = new SortedDictionary<int, IReadOnlyList<string>>();
        foreach ((NodeId id, IReadOnlyList<string> names) in added)
        {
            int ordinal = id.IsEmpty ? -1 : Ids.BinarySearch(Encoding.UTF8.GetBytes(id.Value));
            pending.Add(ordinal >= 0 ? ordinal : throw new KnowledgeGraphException($"A synonym names the node '{id}', which the graph does not hold."), names);
        }

        var synonyms = new Utf8TableBuilder();
        var offsets = new int[NodeCount + 1];
        for (int ordinal = 0; ordinal < NodeCount; ordinal++)
        {
            if ((ordinal & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (pending.TryGetValue(ordinal, out IReadOnlyList<string>? names))
            {
                var all = new SortedSet<string>(StringComparer.Ordinal);
                for (int i = SynonymOffsets[ordinal]; i < SynonymOffsets[ordinal + 1]; i++)
                {
                    all.Add(Synonyms.GetString(i));
                }

                all.UnionWith(names.Where(static name => !string.IsNullOrWhiteSpace(name)));
                all.Remove(Names.GetString(ordinal));
                foreach (string name in all)
                {
                    synonyms.Add(name);
                }
            }
            else
            {
                for (int i = SynonymOffsets[ordinal]; i < SynonymOffsets[ordinal + 1]; i++)
                {
                    synonyms.Add(Synonyms[i]);
                }
            }

            offsets[ordinal + 1] = synonyms.Count;
        }

        Utf8Table table = Utf8Table.From(synonyms);
        (uint[] hashes, int[] references) = NodeNameIndex.Build(Names, table);
        GraphData data = WithOwnMemory() with
        {
            SynonymOffsets = new Block<int>(offsets),
            Synonyms = table,
            NameHashes = new Block<uint>(hashes),
            NameReferences = new Block<int>(references),
        };
        return data.WithContentHash(cancellationToken);
    }

    /// <summary>This data with other sources, in memory of its own where this one is mapped.</summary>
    public GraphData WithSources(KgSource[] sources) => WithOwnMemory() with { GraphSources = sources };

    public KgNode GetNode(int ordinal)
    {
        int first = SynonymOffsets[ordinal];
        int count = SynonymOffsets[ordinal + 1] - first;
        string[] synonyms = count == 0 ? [] : new string[count];
        for (int i = 0; i < count; i++)
        {
            synonyms[i] = Synonyms.GetString(first + i);
        }

        int source = NodeSources[ordinal];
        string? definition = Definitions?.GetString(ordinal);
        return new KgNode
        {
            Id = new NodeId(Ids.GetString(ordinal)),
            Name = Names.GetString(ordinal),
            Type = NodeTypes[NodeTypeIndexes[ordinal]],
            Source = source == 0 ? null : Sources[source - 1],
            Synonyms = synonyms,
            Definition = definition is "" ? null : definition,
        };
    }

    // Arrays never change and can be shared; mapped memory goes with its owner.
    private Block<T> Own<T>(Block<T> block)
        where T : unmanaged => Owner is null ? block : new Block<T>(block.Span.ToArray());

    private GraphData WithOwnMemory() => this with
    {
        Ids = Own(Ids),
        Names = Own(Names),
        NodeTypeIndexes = Own(NodeTypeIndexes),
        NodeSources = Own(NodeSources),
        SynonymOffsets = Own(SynonymOffsets),
        Synonyms = Own(Synonyms),
        Definitions = Definitions is { } definitions ? Own(definitions) : null,
        AdjacencyOffsets = Own(AdjacencyOffsets),
        Neighbors = Own(Neighbors),
        RelationCodes = Own(RelationCodes),
        EdgeOrdinals = Own(EdgeOrdinals),
        NameHashes = Own(NameHashes),
        NameReferences = Own(NameReferences),
        Attributes = new EdgeAttributeTable(Own(Attributes.Sets), Own(Attributes.Encoded), Own(Attributes.Texts)),
        Owner = null,
    };

    private Utf8Table Own(Utf8Table table) => Owner is null ? table : new Utf8Table(Own(table.Offsets), Own(table.Blob));

    // A long loop that runs once: compiled with all optimizations at once, not by way of the instrumented tiers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string ComputeContentHash(CancellationToken cancellationToken)
    {
        using var hasher = new KgContentHasher();
        for (int ordinal = 0; ordinal < NodeCount; ordinal++)
        {
            hasher.AppendNode(GetNode(ordinal));
        }

        byte[][] relations = [.. Relations.Select(static relation => Encoding.UTF8.GetBytes(relation.Relation.Value))];
        int most = 0;
        for (int ordinal = 0; ordinal < NodeCount; ordinal++)
        {
            most = Math.Max(most, AdjacencyOffsets[ordinal + 1] - AdjacencyOffsets[ordinal]);
        }

        // Edge ordinals ascend by source, relation and target, which is the canonical order.
        int edgeOrdinal = 0;
        ReadOnlySpan<int> sets = Attributes.Sets.Span;
        var stated = new RecentSets(Attributes);
        var byRelation = new ulong[most];
        for (int ordinal = 0; ordinal < NodeCount; ordinal++)
        {
            if ((ordinal & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            int count = CollectOutgoing(ordinal, byRelation);
            ReadOnlySpan<byte> source = Ids[ordinal];
            foreach (ulong edge in byRelation.AsSpan(0, count))
            {
                hasher.AppendEdge(source, relations[(int)(edge >> 32)], Ids[(int)(uint)edge]);
                if (!sets.IsEmpty && sets[edgeOrdinal] != 0)
                {
                    hasher.AppendEncodedAttributes(stated.Get(sets[edgeOrdinal]));
                }

                edgeOrdinal++;
            }
        }

        return hasher.Finish();
    }

    /// <summary>A node's outgoing edges as relation and target, in that order.</summary>
    private int CollectOutgoing(int ordinal, Span<ulong> target)
    {
        int count = 0;
        for (int i = AdjacencyOffsets[ordinal]; i < AdjacencyOffsets[ordinal + 1]; i++)
        {
            int code = RelationCodes[i];
            if ((code & 1) == 0)
            {
                target[count++] = ((ulong)(uint)(code >> 1) << 32) | (uint)Neighbors[i];
            }
        }

        target[..count].Sort();
        return count;
    }
}
