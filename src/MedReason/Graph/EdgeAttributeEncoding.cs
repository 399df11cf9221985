using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using MedReason.Shared;

namespace MedReason.Graph;

/// <summary>The bytes of a statement about an edge.</summary>
/// <remarks>
/// A byte of flags for the members that are given, then these members in the order of the flags: a list is its length and the numbers of its texts, a text its
/// number, the confidence eight bytes (little-endian), the further attributes their number and the numbers of name and value of each. Numbers are written
/// with seven bits a byte, the lowest first; the highest bit says that more follow.
/// </remarks>
internal static class EdgeAttributeEncoding
{
    private const int ListFlags = 0b0000_0111;
    private const int TextFlags = 0b0011_1000;
    private const int FrequencyFlag = 0b0000_1000;
    private const int ConfidenceFlag = 0b0100_0000;
    private const int AdditionalFlag = 0b1000_0000;
    private const int MaxNumberLength = 5;

    /// <summary>Writes a statement.</summary>
    /// <param name="writer">Receives the bytes.</param>
    /// <param name="buffer">The statement.</param>
    /// <param name="texts">Numbers the texts.</param>
    /// <param name="recent">The number of the text that stood last in each of the first places; edges often repeat what the one before states.</param>
    public static void Write(Writer writer, EdgeAttributeBuffer buffer, Utf8Interner texts, Span<int> recent)
    {
        ReadOnlySpan<byte> flagsOfMembers = [1 << 0, 1 << 1, 1 << 2, 1 << 4, 1 << 5, AdditionalFlag];
        Span<int> counts = stackalloc int[flagsOfMembers.Length];
        counts.Clear();
        int flags = (buffer.Frequency is null ? 0 : FrequencyFlag) | (buffer.Confidence is null ? 0 : ConfidenceFlag);
        foreach (EdgeAttributeBuffer.Entry entry in buffer.Entries)
        {
            flags |= flagsOfMembers[(int)entry.Member];
            counts[(int)entry.Member]++;
        }

        writer.WriteByte((byte)flags);
        int next = 0;
        for (int member = 0; member < counts.Length; member++)
        {
            int flag = flagsOfMembers[member];
            if (member == (int)EdgeAttributeBuffer.Member.Onset && buffer.Frequency is { } frequency)
            {
                writer.WriteNumber(texts.FindOrAdd(Encoding.UTF8.GetBytes(frequency.Text)));
            }
            else if (member == (int)EdgeAttributeBuffer.Member.Additional && buffer.Confidence is { } confidence)
            {
                writer.WriteDouble(confidence);
            }

            if (counts[member] > 0 && (flag & TextFlags) == 0)
            {
                writer.WriteNumber(counts[member]);
            }

            for (int i = 0; i < counts[member]; i++, next++)
            {
                EdgeAttributeBuffer.Entry entry = buffer.Entries[next];
                if (flag == AdditionalFlag)
                {
                    writer.WriteNumber(NumberOf(buffer.GetName(entry), texts, recent, (next * 2) + 1));
                }

                writer.WriteNumber(NumberOf(buffer.GetText(entry), texts, recent, next * 2));
            }
        }
    }

    private static int NumberOf(ReadOnlySpan<byte> text, Utf8Interner texts, Span<int> recent, int place)
    {
        if (place >= recent.Length)
        {
            return texts.FindOrAdd(text);
        }

        if (recent[place] >= texts.Count || !texts[recent[place]].SequenceEqual(text))
        {
            recent[place] = texts.FindOrAdd(text);
        }

        return recent[place];
    }

    public static KgEdgeAttributes Read(ref Reader reader, Func<int, string> textOf)
    {
        int flags = reader.ReadByte();
        var lists = new IReadOnlyList<string>[3];
        for (int i = 0; i < lists.Length; i++)
        {
            lists[i] = (flags & (1 << i)) == 0 ? [] : ReadList(ref reader, reader.ReadNumber(), textOf);
        }

        string? frequency = (flags & FrequencyFlag) == 0 ? null : textOf(reader.ReadNumber());
        string? onset = (flags & 0b0001_0000) == 0 ? null : textOf(reader.ReadNumber());
        string? sex = (flags & 0b0010_0000) == 0 ? null : textOf(reader.ReadNumber());
        double? confidence = (flags & ConfidenceFlag) == 0 ? null : reader.ReadDouble();
        return new KgEdgeAttributes
        {
            Sources = lists[0],
            Publications = lists[1],
            EvidenceCodes = lists[2],
            Frequency = KgFrequency.TryParse(frequency, null, out KgFrequency? value) ? value : null,
            Onset = onset,
            Sex = sex,
            Confidence = confidence,
            Additional = (flags & AdditionalFlag) == 0 ? ReadOnlyDictionary<string, string>.Empty : ReadPairs(ref reader, textOf),
        };
    }

    /// <summary>Copies a statement with other numbers for its texts.</summary>
    public static void Renumber(Writer writer, ReadOnlySpan<byte> record, ReadOnlySpan<int> numbers)
    {
        var reader = new Reader(record);
        int flags = reader.ReadByte();
        writer.WriteByte((byte)flags);
        for (int flag = 1; flag <= AdditionalFlag; flag <<= 1)
        {
            if ((flags & flag) == 0)
            {
                continue;
            }

            if (flag == ConfidenceFlag)
            {
                writer.WriteDouble(reader.ReadDouble());
                continue;
            }

            int count = 1;
            if ((flag & TextFlags) == 0)
            {
                count = reader.ReadNumber();
                writer.WriteNumber(count);
                count *= (flag & ListFlags) != 0 ? 1 : 2;
            }

            for (int i = 0; i < count; i++)
            {
                writer.WriteNumber(numbers[reader.ReadNumber()]);
            }
        }
    }

    /// <summary>Writes a statement in the byte form that <see cref="KgContentHasher"/> documents.</summary>
    public static void WriteCanonical(Writer writer, ref Reader reader, in Utf8Table texts)
    {
        writer.WriteByte((byte)'A');
        int flags = reader.ReadByte();
        for (int flag = 1; flag <= AdditionalFlag; flag <<= 1)
        {
            bool isGiven = (flags & flag) != 0;
            if (flag == ConfidenceFlag)
            {
                writer.WriteText(isGiven ? Encoding.UTF8.GetBytes(reader.ReadDouble().ToString("R", CultureInfo.InvariantCulture)) : default);
            }
            else if ((flag & TextFlags) != 0)
            {
                writer.WriteText(isGiven ? GetText(texts, reader.ReadNumber()) : default);
            }
            else
            {
                int count = isGiven ? reader.ReadNumber() : 0;
                reader.Require(count);
                writer.WriteInt32(count);
                for (int i = 0; i < ((flag & ListFlags) != 0 ? count : count * 2); i++)
                {
                    writer.WriteText(GetText(texts, reader.ReadNumber()));
                }
            }
        }
    }

    /// <exception cref="KnowledgeGraphException">The number is not one of the table.</exception>
    public static ReadOnlySpan<byte> GetText(in Utf8Table texts, int number) => (uint)number < (uint)texts.Count
        ? texts[number]
        : throw new KnowledgeGraphException("The attributes of an edge refer to a text that the graph does not hold; build the graph again.");

    private static string[] ReadList(ref Reader reader, int count, Func<int, string> textOf)
    {
        reader.Require(count);
        var texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            texts[i] = textOf(reader.ReadNumber());
        }

        return texts;
    }

    private static SortedDictionary<string, string> ReadPairs(ref Reader reader, Func<int, string> textOf)
    {
        string[] pairs = ReadList(ref reader, reader.ReadNumber() * 2, textOf);
        var additional = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < pairs.Length; i += 2)
        {
            additional[pairs[i]] = pairs[i + 1];
        }

        return additional;
    }

    /// <summary>Collects the bytes of statements.</summary>
    public sealed class Writer
    {
        private byte[] _buffer = new byte[256];
        private int _used;

        public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _used);

        public void Clear() => _used = 0;

        public void WriteByte(byte value) => Reserve(1)[0] = value;

        public void WriteNumber(int number)
        {
            Span<byte> target = Reserve(MaxNumberLength);
            uint rest = (uint)number;
            int length = 0;
            while (rest >= 0x80)
            {
                target[length++] = (byte)(rest | 0x80);
                rest >>= 7;
            }

            target[length++] = (byte)rest;
            _used -= MaxNumberLength - length;
        }

        public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), value);

        /// <summary>Writes a text behind its length.</summary>
        public void WriteText(ReadOnlySpan<byte> utf8)
        {
            Span<byte> target = Reserve(checked(sizeof(int) + utf8.Length));
            BinaryPrimitives.WriteInt32LittleEndian(target, utf8.Length);
            utf8.CopyTo(target[sizeof(int)..]);
        }

        public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);

        private Span<byte> Reserve(int length)
        {
            if (length > _buffer.Length - _used)
            {
                Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(_used + length)));
            }

            _used += length;
            return _buffer.AsSpan(_used - length, length);
        }
    }

    /// <summary>Reads the bytes of statements; bytes that end too early are a clear error.</summary>
    public ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _position;

        public readonly bool IsAtEnd => _position == _bytes.Length;

        public byte ReadByte() => _position < _bytes.Length ? _bytes[_position++] : throw Damaged();

        public int ReadNumber()
        {
            uint number = 0;
            for (int shift = 0; shift < MaxNumberLength * 7; shift += 7)
            {
                byte value = ReadByte();
                number |= (uint)(value & 0x7F) << shift;
                if (value < 0x80)
                {
                    return (int)number;
                }
            }

            throw Damaged();
        }

        public double ReadDouble()
        {
            Require(sizeof(double));
            _position += sizeof(double);
            return BinaryPrimitives.ReadDoubleLittleEndian(_bytes[(_position - sizeof(double))..]);
        }

        /// <summary>Checks that as many numbers can follow, before memory is taken for them.</summary>
        public readonly void Require(int count)
        {
            if ((uint)count > (uint)(_bytes.Length - _position))
            {
                throw Damaged();
            }
        }

        private static KnowledgeGraphException Damaged() => new("The attributes of an edge are damaged; build the graph again from its sources.");
    }
}
