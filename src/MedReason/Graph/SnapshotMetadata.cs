using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>What a snapshot says of its graph beside the columns: the content of its first section.</summary>
internal sealed class SnapshotMetadata
{
    private const int OtherMeaning = 255;
    private static readonly FrozenDictionary<RelationMeaning, int> Places = RelationMeaning.WellKnown
        .Select(static (meaning, place) => KeyValuePair.Create(meaning, place)).ToFrozenDictionary();

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
            WriteMeaning(writer, relation);
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

    /// <summary>Writes the section of the sources.</summary>
    public static byte[] EncodeSources(KgSource[] sources)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, StrictUtf8);
        writer.Write(sources.Length);
        foreach (KgSource source in sources)
        {
            Write(writer, source.Name);
            Write(writer, source.Version);
            Write(writer, source.License);
            Write(writer, source.FileHash);
            writer.Write(source.NodeCount);
            writer.Write(source.EdgeCount);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads the section of the sources.</summary>
    /// <exception cref="InvalidDataException">It does not hold what it should.</exception>
    public static KgSource[] DecodeSources(ReadOnlySpan<byte> bytes)
    {
        var reader = new Reader(bytes);
        var sources = new KgSource[reader.ReadCount(reader.Remaining / sizeof(int))];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = new KgSource
            {
                Name = reader.ReadWord(),
                Version = reader.ReadText(),
                License = reader.ReadText(),
                FileHash = reader.ReadText(),
                NodeCount = reader.ReadLong(),
                EdgeCount = reader.ReadLong(),
            };
        }

        return reader.Remaining == 0 ? sources : throw new InvalidDataException("its sources do not fill their section");
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
        var sources = new string[reader.ReadCount(GraphLimits.MaxNodeSources, "sources of nodes")];
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
        var types = new NodeType[reader.ReadCount(GraphLimits.MaxNodeTypes, "node types")];
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
        var relations = new RelationInfo[reader.ReadCount(GraphLimits.MaxRelations, "relations")];
        var counts = new long[relations.Length];
        for (int i = 0; i < relations.Length; i++)
        {
            relations[i] = ReadMeaning(ref reader, new RelationInfo
            {
                Relation = new RelationType(reader.ReadWord()),
                Family = reader.ReadText(),
                DisplayName = reader.ReadText(),
                ForwardPhrase = reader.ReadText(),
                ReversePhrase = reader.ReadText(),
                Polarity = (Polarity)reader.ReadCount((int)Polarity.Contraindicated),
            });
            counts[i] = reader.ReadLong();
            if (i > 0 && relations[i].Relation.CompareTo(relations[i - 1].Relation) <= 0)
            {
                throw new InvalidDataException("its relations are out of order");
            }
        }

        return (relations, counts);
    }

    // One number holds whether the relation is symmetric (bit 0), whether its meaning is reversed (bit 1), and the meaning: its place in the list of the
    // well-known ones, or OtherMeaning with the name behind it. The order of that list is part of the format.
    private static void WriteMeaning(BinaryWriter writer, RelationInfo relation)
    {
        int place = Places.GetValueOrDefault(relation.Meaning, OtherMeaning);
        writer.Write((relation.IsSymmetric ? 1 : 0) | (relation.IsMeaningReversed ? 2 : 0) | (place << 2));
        if (place == OtherMeaning)
        {
            Write(writer, relation.Meaning.Value);
        }
    }

    private static RelationInfo ReadMeaning(ref Reader reader, RelationInfo relation)
    {
        int number = reader.ReadCount((OtherMeaning << 2) | 3);
        int place = number >> 2;
        return relation with
        {
            IsSymmetric = (number & 1) != 0,
            IsMeaningReversed = (number & 2) != 0,
            Meaning = place == OtherMeaning ? new RelationMeaning(reader.ReadWord())
                : place < RelationMeaning.WellKnown.Count ? RelationMeaning.WellKnown[place]
                : throw new InvalidDataException("one of its meanings is out of range"),
        };
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

        /// <summary>Reads how many of a kind follow.</summary>
        public int ReadCount(int most, string what)
        {
            int number = ReadCount(int.MaxValue);
            if (number > most)
            {
                throw new InvalidDataException($"it has {number} {what}, and a graph has at most {most}");
            }

            return number <= Remaining / sizeof(int) ? number : throw new InvalidDataException($"it does not hold its {number} {what}");
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
