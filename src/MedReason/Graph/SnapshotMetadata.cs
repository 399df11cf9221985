using System.Buffers.Binary;
using System.Text;
using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>What a snapshot says of its graph beside the columns: the content of its first section.</summary>
internal sealed class SnapshotMetadata
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string ContentHash { get; init; }

    public required int NodeCount { get; init; }

    public required int EdgeCount { get; init; }

    /// <summary>The folding that the stored name index was made with.</summary>
    public required int NameFoldingVersion { get; init; }

    public required NodeType[] NodeTypes { get; init; }

    public required long[] NodeTypeCounts { get; init; }

    public required RelationInfo[] Relations { get; init; }

    public required long[] RelationCounts { get; init; }

    public required string[] Sources { get; init; }

    public static SnapshotMetadata Of(GraphData data) => new()
    {
        Name = data.Name,
        Version = data.Version,
        ContentHash = data.ContentHash,
        NodeCount = data.NodeCount,
        EdgeCount = data.EdgeCount,
        NameFoldingVersion = NameFolding.Version,
        NodeTypes = data.NodeTypes,
        NodeTypeCounts = data.NodeTypeCounts,
        Relations = data.Relations,
        RelationCounts = data.RelationCounts,
        Sources = data.Sources,
    };

    public byte[] Encode()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, StrictUtf8);
        Write(writer, Name);
        Write(writer, Version);
        Write(writer, ContentHash);
        writer.Write(NodeCount);
        writer.Write(EdgeCount);
        writer.Write(NameFoldingVersion);
        writer.Write(NodeTypes.Length);
        for (int i = 0; i < NodeTypes.Length; i++)
        {
            Write(writer, NodeTypes[i].Value);
            writer.Write(NodeTypeCounts[i]);
        }

        writer.Write(Relations.Length);
        for (int i = 0; i < Relations.Length; i++)
        {
            RelationInfo relation = Relations[i];
            Write(writer, relation.Relation.Value);
            Write(writer, relation.Family);
            Write(writer, relation.DisplayName);
            Write(writer, relation.ForwardPhrase);
            Write(writer, relation.ReversePhrase);
            writer.Write((int)relation.Polarity);
            writer.Write(relation.IsSymmetric ? 1 : 0);
            writer.Write(RelationCounts[i]);
        }

        writer.Write(Sources.Length);
        foreach (string source in Sources)
        {
            Write(writer, source);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads the section.</summary>
    /// <exception cref="InvalidDataException">It does not hold what it should.</exception>
    public static SnapshotMetadata Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new Reader(bytes);
        string name = reader.ReadText();
        string version = reader.ReadText();
        string hash = reader.ReadText();
        int nodes = reader.ReadCount(int.MaxValue);
        int edges = reader.ReadCount(int.MaxValue);
        int folding = reader.ReadCount(int.MaxValue);
        (NodeType[] types, long[] typeCounts) = ReadTypes(ref reader);
        (RelationInfo[] relations, long[] relationCounts) = ReadRelations(ref reader);
        var sources = new string[reader.ReadCount(reader.Remaining / sizeof(int))];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = reader.ReadText();
        }

        if (reader.Remaining != 0 || Sum(typeCounts) != nodes || Sum(relationCounts) != edges)
        {
            throw new InvalidDataException("its counts do not add up");
        }

        return new SnapshotMetadata
        {
            Name = name,
            Version = version,
            ContentHash = hash,
            NodeCount = nodes,
            EdgeCount = edges,
            NameFoldingVersion = folding,
            NodeTypes = types,
            NodeTypeCounts = typeCounts,
            Relations = relations,
            RelationCounts = relationCounts,
            Sources = sources,
        };
    }

    private static (NodeType[] Types, long[] Counts) ReadTypes(ref Reader reader)
    {
        var types = new NodeType[reader.ReadCount(reader.Remaining / sizeof(int))];
        var counts = new long[types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = new NodeType(reader.ReadWord());
            counts[i] = reader.ReadLong();
            if (i > 0 && types[i].CompareTo(types[i - 1]) <= 0)
            {
                throw new InvalidDataException("its node types are out of order");
            }
        }

        return (types, counts);
    }

    private static (RelationInfo[] Relations, long[] Counts) ReadRelations(ref Reader reader)
    {
        var relations = new RelationInfo[reader.ReadCount(Math.Min(GraphLimits.MaxRelations, reader.Remaining / sizeof(int)))];
        var counts = new long[relations.Length];
        for (int i = 0; i < relations.Length; i++)
        {
            relations[i] = new RelationInfo
            {
                Relation = new RelationType(reader.ReadWord()),
                Family = reader.ReadText(),
                DisplayName = reader.ReadText(),
                ForwardPhrase = reader.ReadText(),
                ReversePhrase = reader.ReadText(),
                Polarity = (Polarity)reader.ReadCount((int)Polarity.Contraindicated),
                IsSymmetric = reader.ReadCount(1) == 1,
            };
            counts[i] = reader.ReadLong();
            if (i > 0 && relations[i].Relation.CompareTo(relations[i - 1].Relation) <= 0)
            {
                throw new InvalidDataException("its relations are out of order");
            }
        }

        return (relations, counts);
    }

    private static long Sum(long[] counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            if (count < 0 || sum > int.MaxValue)
            {
                throw new InvalidDataException("one of its counts is out of range");
            }

            sum += count;
        }

        return sum;
    }

    private static void Write(BinaryWriter writer, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        writer.Write(utf8.Length);
        writer.Write(utf8);
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly int Remaining => _rest.Length;

        public long ReadLong() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

        public int ReadCount(int most)
        {
            int number = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
            return (uint)number <= (uint)Math.Max(0, most) ? number : throw new InvalidDataException("one of its numbers is out of range");
        }

        public string ReadText()
        {
            try
            {
                return StrictUtf8.GetString(Take(ReadCount(Remaining)));
            }
            catch (DecoderFallbackException exception)
            {
                throw new InvalidDataException("one of its texts is not UTF-8", exception);
            }
        }

        public string ReadWord()
        {
            string word = ReadText();
            return !string.IsNullOrWhiteSpace(word) ? word : throw new InvalidDataException("one of its names is empty");
        }

        private ReadOnlySpan<byte> Take(int length)
        {
            if (length > _rest.Length)
            {
                throw new InvalidDataException("it ends too early");
            }

            ReadOnlySpan<byte> taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }
    }
}
