namespace MedReason.Shared;

/// <summary>Takes one CSV record (RFC 4180) apart into UTF-8 fields.</summary>
/// <param name="separator">The byte between fields: a comma, or a tab or semicolon for tables that use one.</param>
internal sealed class CsvRecord(byte separator = (byte)',')
{
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private readonly List<Field> _fields = new(16);
    private byte[] _unquoted = new byte[256];
    private int _unquotedLength;

    private enum Step
    {
        Field,
        LastField,
        MoreNeeded,
        BadQuote,
    }

    public int FieldCount => _fields.Count;

    /// <summary>How many bytes the record takes, line end included; set by <see cref="Parse"/>.</summary>
    public int Length { get; private set; }

    /// <summary>How many line feeds those bytes hold.</summary>
    public int LineFeeds { get; private set; }

    /// <summary>A field without its quotes; valid until the next record.</summary>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> data, int index)
    {
        Field field = _fields[index];
        return (field.IsUnquoted ? _unquoted.AsSpan() : data).Slice(field.Start, field.Length);
    }

    /// <summary>Where a field's bytes, quotes included, begin in the record.</summary>
    public int RawStart(int index) => _fields[index].RawStart;

    /// <summary>Where a field's bytes, quotes included, end in the record.</summary>
    public int RawEnd(int index) => _fields[index].RawEnd;

    /// <summary>Takes the record at the start of the data apart.</summary>
    /// <param name="data">The data.</param>
    /// <param name="isEnd">Whether nothing follows the data, so that its last record may lack a line end.</param>
    /// <returns>What was found.</returns>
    public CsvOutcome Parse(ReadOnlySpan<byte> data, bool isEnd)
    {
        _fields.Clear();
        _unquotedLength = 0;
        LineFeeds = 0;
        int position = 0;
        while (true)
        {
            switch (ReadField(data, ref position, isEnd))
            {
                case Step.MoreNeeded:
                    return CsvOutcome.MoreNeeded;
                case Step.BadQuote:
                    return CsvOutcome.BadQuote;
                case Step.LastField:
                    Length = position;
                    return CsvOutcome.Record;
                default:
                    break;
            }
        }
    }

    private Step ReadField(ReadOnlySpan<byte> data, ref int position, bool isEnd)
    {
        if (position == data.Length && !isEnd)
        {
            return Step.MoreNeeded;
        }

        return position < data.Length && data[position] == Quote ? ReadQuoted(data, ref position, isEnd) : ReadPlain(data, ref position, isEnd);
    }

    private Step ReadPlain(ReadOnlySpan<byte> data, ref int position, bool isEnd)
    {
        ReadOnlySpan<byte> rest = data[position..];
        int length = rest.IndexOfAny(separator, LineFeed, Quote);
        if (length < 0)
        {
            if (!isEnd)
            {
                return Step.MoreNeeded;
            }

            length = rest.Length;
        }
        else if (rest[length] == Quote)
        {
            return Step.BadQuote;
        }

        int start = position;
        bool isLast = length == rest.Length || rest[length] == LineFeed;
        position += Math.Min(length + 1, rest.Length);
        if (isLast)
        {
            LineFeeds += length < rest.Length ? 1 : 0;
            length -= length > 0 && rest[length - 1] == CarriageReturn ? 1 : 0;
        }

        _fields.Add(new Field(start, length, false, start, start + length));
        return isLast ? Step.LastField : Step.Field;
    }

    private Step ReadQuoted(ReadOnlySpan<byte> data, ref int position, bool isEnd)
    {
        int rawStart = position;
        int start = _unquotedLength;
        int read = position + 1;
        while (true)
        {
            int length = data[read..].IndexOf(Quote);
            if (length < 0)
            {
                return isEnd ? Step.BadQuote : Step.MoreNeeded;
            }

            Append(data.Slice(read, length));
            read += length + 1;
            if (read < data.Length && data[read] == Quote)
            {
                Append([Quote]);
                read++;
                continue;
            }

            if (read == data.Length && !isEnd)
            {
                return Step.MoreNeeded;
            }

            break;
        }

        LineFeeds += data[rawStart..read].Count(LineFeed);
        _fields.Add(new Field(start, _unquotedLength - start, true, rawStart, read));
        return EndQuoted(data, read, ref position, isEnd);
    }

    /// <summary>After a closing quote only a separator, a line end or the end of the data may follow.</summary>
    private Step EndQuoted(ReadOnlySpan<byte> data, int read, ref int position, bool isEnd)
    {
        position = read;
        if (read == data.Length)
        {
            return Step.LastField;
        }

        if (data[read] == separator)
        {
            position = read + 1;
            return Step.Field;
        }

        if (data[read] == CarriageReturn)
        {
            read++;
            if (read == data.Length)
            {
                position = read;
                return isEnd ? Step.LastField : Step.MoreNeeded;
            }
        }

        if (data[read] != LineFeed)
        {
            return Step.BadQuote;
        }

        LineFeeds++;
        position = read + 1;
        return Step.LastField;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_unquotedLength + bytes.Length > _unquoted.Length)
        {
            Array.Resize(ref _unquoted, Math.Max(_unquoted.Length * 2, _unquotedLength + bytes.Length));
        }

        bytes.CopyTo(_unquoted.AsSpan(_unquotedLength));
        _unquotedLength += bytes.Length;
    }

    private readonly record struct Field(int Start, int Length, bool IsUnquoted, int RawStart, int RawEnd);
}
