using System.Buffers;
using System.Buffers.Binary;
using System.Collections.ObjectModel;
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
    private const int ConfidenceFlag = 0b0100_0000;
    private const int AdditionalFlag = 0b1000_0000;

    public static void Write(Writer writer, KgEdgeAttributes attributes, Func<string, int> numberOf)
    {
        IReadOnlyList<string>[] lists = [attributes.Sources, attributes.Publications, attributes.EvidenceCodes];
        string?[] texts = [attributes.Frequency?.Text, attributes.Onset, attributes.Sex];
        int flags = (attributes.Confidence is null ? 0 : ConfidenceFlag) | (attributes.Additional.Count == 0 ? 0 : AdditionalFlag);
        for (int i = 0; i < lists.Length; i++)
        {
            flags |= (lists[i].Count == 0 ? 0 : 1 << i) | (texts[i] is null ? 0 : 1 << (i + lists.Length));
        }

        writer.WriteByte((byte)flags);
        foreach (IReadOnlyList<string> list in lists)
        {
            if (list.Count > 0)
            {
                writer.WriteNumber(list.Count);
                foreach (string text in list)
                {
                    writer.WriteNumber(numberOf(text));
                }
            }
        }

        foreach (string? text in texts)
        {
            if (text is not null)
            {
                writer.WriteNumber(numberOf(text));
            }
        }

        if (attributes.Confidence is { } confidence)
        {
            writer.WriteDouble(confidence);
        }

        if (attributes.Additional.Count > 0)
        {
            writer.WriteNumber(attributes.Additional.Count);
            foreach ((string name, string value) in attributes.Additional.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WriteNumber(numberOf(name));
                writer.WriteNumber(numberOf(value));
            }
        }
    }

    public static KgEdgeAttributes Read(ref Reader reader, Func<int, string> textOf)
    {
        int flags = reader.ReadByte();
        var lists = new IReadOnlyList<string>[3];
        for (int i = 0; i < lists.Length; i++)
        {
            lists[i] = (flags & (1 << i)) == 0 ? [] : ReadList(ref reader, reader.ReadNumber(), textOf);
        }

        string? frequency = (flags & 0b0000_1000) == 0 ? null : textOf(reader.ReadNumber());
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
        private readonly ArrayBufferWriter<byte> _buffer = new(256);

        public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

        public void Clear() => _buffer.ResetWrittenCount();

        public void WriteByte(byte value)
        {
            _buffer.GetSpan(1)[0] = value;
            _buffer.Advance(1);
        }

        public void WriteNumber(int number)
        {
            uint rest = (uint)number;
            while (rest >= 0x80)
            {
                WriteByte((byte)(rest | 0x80));
                rest >>= 7;
            }

            WriteByte((byte)rest);
        }

        public void WriteDouble(double value)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(_buffer.GetSpan(sizeof(double)), value);
            _buffer.Advance(sizeof(double));
        }
    }

    /// <summary>Reads the bytes of statements; bytes that end too early are a clear error.</summary>
    public ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public byte ReadByte() => Take(1)[0];

        public int ReadNumber()
        {
            uint number = 0;
            for (int shift = 0; shift < 35; shift += 7)
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

        public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

        /// <summary>Checks that as many numbers can follow, before memory is taken for them.</summary>
        public readonly void Require(int count)
        {
            if ((uint)count > (uint)_rest.Length)
            {
                throw Damaged();
            }
        }

        private static KnowledgeGraphException Damaged() => new("The attributes of an edge are damaged; build the graph again from its sources.");

        private ReadOnlySpan<byte> Take(int length)
        {
            Require(length);
            ReadOnlySpan<byte> taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }
    }
}
