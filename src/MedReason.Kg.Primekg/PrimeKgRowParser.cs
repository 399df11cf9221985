using System.Text;
using System.Text.Unicode;
using MedReason.Shared;

namespace MedReason.Kg.Primekg;

/// <summary>Turns rows into nodes and edges.</summary>
/// <remarks>
/// Nearly every row of a real file names a relation and two nodes that were seen before. Such a row is recognised by comparing bytes
/// (<see cref="RawNodeCache"/>); only new rows are parsed field by field.
/// </remarks>
internal sealed class PrimeKgRowParser(RefusalSink sink, RelationVocabulary? relations = null)
{
    /// <summary>The maximum length of a record in bytes.</summary>
    public const int MaxRecordLength = 1 << 20;

    private const int MaxKnownPrefixes = 64;
    private readonly RelationResolver _resolver = new(relations);
    private readonly BulkGraphBuilder _graph = new();
    private readonly Utf8Interner _ids = new();
    private readonly Utf8Interner _typeTexts = new();
    private readonly List<ushort> _typeNumbers = [];
    private readonly Utf8Interner _sourceTexts = new();
    private readonly List<ushort> _sourceNumbers = [];
    private readonly HashSet<(int Node, string Name)> _variants = [];
    private readonly SortedDictionary<RelationType, RelationSlot> _relations = [];
    private readonly RawNodeCache _nodes = new();
    private readonly CsvRecord _record = new();
    private readonly List<KnownPrefix> _prefixes = [];
    private readonly int[] _columns = new int[PrimeKgColumns.Count];
    private KnownPrefix _lastPrefix = new([], null!);
    private bool _isCanonical;
    private bool _hasHeader;
    private int _fieldCount;
    private long _line = 1;
    private long _offset;
    private byte[] _xBuffer = [];
    private byte[] _yBuffer = [];

    /// <summary>Reads the complete records at the start of the data.</summary>
    /// <param name="data">The data, beginning where the last call ended.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    /// <returns>The number of bytes read.</returns>
    public int Read(ReadOnlySpan<byte> data, bool isEnd)
    {
        int position = 0;
        if (!_hasHeader && !ReadHeader(data, isEnd, out position))
        {
            return 0;
        }

        while (position < data.Length)
        {
            ReadOnlySpan<byte> rest = data[position..];
            int length = ReadKnown(rest, isEnd);
            if (length == 0)
            {
                length = ReadAny(rest, isEnd);
                if (length == 0)
                {
                    break;
                }
            }

            position += length;
            _offset += length;
        }

        return position;
    }

    /// <summary>Refuses an input that ended before its header.</summary>
    public void RequireHeader()
    {
        if (!_hasHeader)
        {
            throw sink.Error(1, 0, "the file is empty: expected the header " + string.Join(',', PrimeKgColumns.Names));
        }
    }

    /// <summary>Builds the graph from the rows read.</summary>
    public GraphReadResult Finish(GraphReadOptions options, CancellationToken cancellationToken)
    {
        RequireHeader();
        _resolver.ThrowIfDenying();
        long edges = 0;
        foreach (RelationSlot slot in _relations.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ulong[] merged = slot.Edges.Merge(_graph.NodeCount);
            edges += merged.LongLength;
            _graph.AddRelation(slot.Info, merged);
        }

        string unknownTypes = string.Join(
            ", ", _typeNumbers.Select(_graph.GetNodeTypeByNumber).Where(static type => !PrimeKgSchema.IsKnown(type)).Order().Select(static type => type.Value));
        return new GraphReadResult
        {
            Graph = _graph.Build(options.Name ?? DefaultName(), options.Version ?? string.Empty, cancellationToken),
            RowCount = sink.Rows,
            MergedRowCount = sink.Rows - sink.RefusedRows - edges,
            RefusedRowCount = sink.RefusedRows,
            Refused = sink.Refused,
            RefusedByReason = sink.RefusedByReason,
            UndeclaredRelations = [.. _resolver.Undeclared],
            Remarks = unknownTypes.Length == 0 ? [] : [$"node types that PrimeKG does not have, kept unchanged: {unknownTypes}"],
        };
    }

    // Other graphs are published in PrimeKG's columns: one that has none of its relations must not go by its name.
    private string DefaultName() =>
        _relations.Count == 0 || _relations.Keys.Any(static relation => PrimeKgSchema.Find(relation) is not null) ? "PrimeKG"
        : _relations.Keys.All(static relation => RelationVocabulary.Hetionet.Find(relation) is not null) ? RelationVocabulary.Hetionet.Name
        : "graph";

    private static bool IsBlank(ReadOnlySpan<byte> field)
    {
        // Nearly all fields begin with a visible ASCII character; only the others are decoded.
        return field.IsEmpty || (field[0] is <= (byte)' ' or >= 0x80 && string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(field)));
    }

    private bool ReadHeader(ReadOnlySpan<byte> data, bool isEnd, out int position)
    {
        position = 0;
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        if (data.Length < mark.Length && !isEnd)
        {
            return false;
        }

        position = data.StartsWith(mark) ? mark.Length : 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = data[position..];
            if (rest.IsEmpty)
            {
                return false;
            }

            CsvOutcome outcome = _record.Parse(rest, isEnd);
            if (outcome == CsvOutcome.MoreNeeded && rest.Length < MaxRecordLength)
            {
                position = 0;
                _line = 1;
                return false;
            }

            if (outcome != CsvOutcome.Record)
            {
                throw sink.Error(_line, position, "the header is no CSV record: expected " + string.Join(',', PrimeKgColumns.Names));
            }

            position += _record.Length;
            _line += _record.LineFeeds;
            if (_record.FieldCount > 1 || _record.Get(rest, 0).Length > 0)
            {
                TakeHeader(rest);
                _offset = position;
                _hasHeader = true;
                return true;
            }
        }
    }

    private void TakeHeader(ReadOnlySpan<byte> data)
    {
        _fieldCount = _record.FieldCount;
        Array.Fill(_columns, -1);
        for (int i = 0; i < _fieldCount; i++)
        {
            int column = Array.IndexOf(PrimeKgColumns.Names, Encoding.UTF8.GetString(_record.Get(data, i)));
            if (column >= 0 && _columns[column] >= 0)
            {
                throw sink.Error(1, 0, $"the header names the column '{PrimeKgColumns.Names[column]}' twice");
            }

            if (column >= 0)
            {
                _columns[column] = i;
            }
        }

        int missing = Array.IndexOf(_columns, -1);
        if (missing >= 0)
        {
            throw sink.Error(1, 0, $"the header lacks the column '{PrimeKgColumns.Names[missing]}': expected {string.Join(',', PrimeKgColumns.Names)}");
        }

        _isCanonical = _fieldCount == PrimeKgColumns.Count && Array.TrueForAll(_columns, static column => column >= 0);
        for (int i = 0; i < _columns.Length; i++)
        {
            _isCanonical &= _columns[i] == i;
        }
    }

    /// <summary>Reads a row whose relation and nodes are known by their bytes.</summary>
    /// <returns>Its length with the line end, or 0 when it must be parsed field by field.</returns>
    private int ReadKnown(ReadOnlySpan<byte> data, bool isEnd)
    {
        if (!data.StartsWith(_lastPrefix.Bytes) && !SwitchPrefix(data))
        {
            return 0;
        }

        int position = _lastPrefix.Bytes.Length;
        if (position == 0)
        {
            return 0;
        }

        int x = _nodes.Find(data[position..], out int length);
        position += length;
        if (x < 0 || position >= data.Length || data[position] != (byte)',')
        {
            return 0;
        }

        position++;
        int y = _nodes.Find(data[position..], out length);
        position += length;
        if (y < 0)
        {
            return 0;
        }

        if (position == data.Length)
        {
            if (!isEnd)
            {
                return 0;
            }
        }
        else if (data[position] == (byte)'\n')
        {
            position++;
            _line++;
        }
        else if (position + 1 < data.Length && data[position] == (byte)'\r' && data[position + 1] == (byte)'\n')
        {
            position += 2;
            _line++;
        }
        else
        {
            return 0;
        }

        sink.Rows++;
        AddEdge(_lastPrefix.Relation, x, y);
        return position;
    }

    private bool SwitchPrefix(ReadOnlySpan<byte> data)
    {
        foreach (KnownPrefix prefix in _prefixes)
        {
            if (data.StartsWith(prefix.Bytes))
            {
                _lastPrefix = prefix;
                return true;
            }
        }

        return false;
    }

    /// <summary>Parses a row field by field.</summary>
    /// <returns>Its length with the line end, or 0 when it does not end within the data.</returns>
    private int ReadAny(ReadOnlySpan<byte> data, bool isEnd)
    {
        CsvOutcome outcome = _record.Parse(data.Length > MaxRecordLength ? data[..MaxRecordLength] : data, isEnd && data.Length <= MaxRecordLength);
        if (outcome == CsvOutcome.MoreNeeded && data.Length < MaxRecordLength)
        {
            return 0;
        }

        if (outcome != CsvOutcome.Record)
        {
            return RefuseLine(data, isEnd, outcome);
        }

        long line = _line;
        _line += _record.LineFeeds;
        if (_record.FieldCount == 1 && _record.RawEnd(0) == _record.RawStart(0))
        {
            return _record.Length;
        }

        sink.Rows++;
        try
        {
            (string Reason, string Detail)? refusal = Check(data) ?? Accept(data);
            if (refusal is { Reason: var reason, Detail: var detail })
            {
                sink.Refuse(line, _offset, reason, detail);
            }
        }
        catch (KnowledgeGraphException exception) when (RefusalSink.IsLimit(exception))
        {
            throw sink.Error(line, _offset, exception.Message, exception);
        }

        return _record.Length;
    }

    /// <summary>Refuses one line: after a wrong quote, a line end inside a field cannot be recognised.</summary>
    private int RefuseLine(ReadOnlySpan<byte> data, bool isEnd, CsvOutcome outcome)
    {
        int end = data.IndexOf((byte)'\n');
        if (end < 0 && !isEnd)
        {
            if (data.Length < MaxRecordLength)
            {
                return 0;
            }

            // Continues inside the line; what follows is refused in turn as it cannot be a row.
            end = data.Length - 1;
        }

        int length = end < 0 ? data.Length : end + 1;
        sink.Rows++;
        (string reason, string detail) = outcome == CsvOutcome.BadQuote
            ? (RefusalReasons.BadQuote, "a quote is not closed or is inside a field that is not quoted")
            : (RefusalReasons.TooLong, $"the row does not end within {MaxRecordLength} bytes; a quote may not be closed");
        sink.Refuse(_line, _offset, reason, detail);
        _line += data[..length].Count((byte)'\n');
        return length;
    }

    private (string Reason, string Detail)? Check(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> record = data[.._record.Length];
        if (_record.FieldCount != _fieldCount)
        {
            return (RefusalReasons.FieldCount, $"expected {_fieldCount} fields, found {_record.FieldCount}");
        }

        if (record.Contains((byte)0))
        {
            return (RefusalReasons.NulByte, "the row holds a NUL byte");
        }

        if (!Utf8.IsValid(record))
        {
            return (RefusalReasons.InvalidUtf8, "the row is not UTF-8");
        }

        for (int column = 0; column < PrimeKgColumns.Count; column++)
        {
            if (column != PrimeKgColumns.DisplayRelation && IsBlank(Field(data, column)))
            {
                return (RefusalReasons.EmptyField, $"the field {PrimeKgColumns.Names[column]} is empty");
            }
        }

        return null;
    }

    private (string Reason, string Detail)? Accept(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> xId = PrimeKgIds.Write(
            Field(data, PrimeKgColumns.XIndex + PrimeKgColumns.Source), Field(data, PrimeKgColumns.XIndex + PrimeKgColumns.Id), ref _xBuffer);
        ReadOnlySpan<byte> yId = PrimeKgIds.Write(
            Field(data, PrimeKgColumns.YIndex + PrimeKgColumns.Source), Field(data, PrimeKgColumns.YIndex + PrimeKgColumns.Id), ref _yBuffer);
        ushort xType = GetType(Field(data, PrimeKgColumns.XIndex + PrimeKgColumns.Type));
        ushort yType = GetType(Field(data, PrimeKgColumns.YIndex + PrimeKgColumns.Type));
        int x = _ids.Find(xId);
        int y = _ids.Find(yId);
        if ((ConflictOf(x, xId, xType) ?? ConflictOf(y, yId, yType)) is { } conflict)
        {
            return conflict;
        }

        if (x < 0 && xType != yType && xId.SequenceEqual(yId))
        {
            return (RefusalReasons.TypeConflict, $"the row gives the node {Encoding.UTF8.GetString(xId)} two types");
        }

        x = AddOrRename(data, PrimeKgColumns.XIndex, x, xId, xType);
        y = AddOrRename(data, PrimeKgColumns.YIndex, y < 0 ? _ids.Find(yId) : y, yId, yType);
        RelationSlot relation = GetRelation(data);
        AddEdge(relation, x, y);
        if (_isCanonical)
        {
            _nodes.Add(data[_record.RawStart(PrimeKgColumns.XIndex).._record.RawEnd(PrimeKgColumns.XIndex + PrimeKgColumns.Source)], x);
            _nodes.Add(data[_record.RawStart(PrimeKgColumns.YIndex).._record.RawEnd(PrimeKgColumns.YIndex + PrimeKgColumns.Source)], y);
            RememberPrefix(data[.._record.RawStart(PrimeKgColumns.XIndex)], relation);
        }

        return null;
    }

    private (string Reason, string Detail)? ConflictOf(int node, ReadOnlySpan<byte> id, ushort type)
    {
        if (node < 0 || _graph.GetNodeType(node) == type)
        {
            return null;
        }

        return (
            RefusalReasons.TypeConflict,
            $"the node {Encoding.UTF8.GetString(id)} is of type {_graph.GetNodeTypeByNumber(type)} here and of type "
            + $"{_graph.GetNodeTypeByNumber(_graph.GetNodeType(node))} in an earlier row");
    }

    private int AddOrRename(ReadOnlySpan<byte> data, int firstColumn, int node, ReadOnlySpan<byte> id, ushort type)
    {
        ReadOnlySpan<byte> name = Field(data, firstColumn + PrimeKgColumns.Name);
        if (node < 0)
        {
            _ids.Add(id);
            return _graph.AddNode(id, name, type, GetSource(Field(data, firstColumn + PrimeKgColumns.Source)));
        }

        if (!_graph.GetName(node).SequenceEqual(name))
        {
            string variant = Encoding.UTF8.GetString(name);
            if (_variants.Add((node, variant)))
            {
                _graph.AddSynonym(node, variant);
            }
        }

        return node;
    }

    private RelationSlot GetRelation(ReadOnlySpan<byte> data)
    {
        string displayName = Encoding.UTF8.GetString(Field(data, PrimeKgColumns.DisplayRelation));
        RelationType relation = PrimeKgSchema.ResolveRelation(Encoding.UTF8.GetString(Field(data, PrimeKgColumns.Relation)), displayName);
        if (!_relations.TryGetValue(relation, out RelationSlot? slot))
        {
            RelationInfo? described = relations?.Find(relation);
            slot = PrimeKgSchema.Find(relation) is not { } known
                ? new RelationSlot(described ?? _resolver.Resolve(relation, displayName), -1, -1)
                : known.SourceType == known.TargetType
                    ? new RelationSlot(described ?? known.Info, -1, -1)
                    : new RelationSlot(
                        described ?? known.Info, _graph.GetNodeTypeNumber(known.SourceType), _graph.GetNodeTypeNumber(known.TargetType));
            _relations.Add(relation, slot);
        }

        return slot;
    }

    private void RememberPrefix(ReadOnlySpan<byte> prefix, RelationSlot relation)
    {
        if (_prefixes.Count < MaxKnownPrefixes && !SwitchPrefix(prefix))
        {
            _lastPrefix = new KnownPrefix(prefix.ToArray(), relation);
            _prefixes.Add(_lastPrefix);
        }
    }

    private void AddEdge(RelationSlot relation, int x, int y)
    {
        bool turn = relation.SourceType >= 0
            && _graph.GetNodeType(x) == relation.TargetType
            && _graph.GetNodeType(y) == relation.SourceType;
        relation.Edges.Add(turn ? y : x, turn ? x : y);
    }

    private ushort GetType(ReadOnlySpan<byte> text)
    {
        int number = _typeTexts.Find(text);
        if (number < 0)
        {
            number = _typeTexts.Add(text);
            _typeNumbers.Add(_graph.GetNodeTypeNumber(new NodeType(Encoding.UTF8.GetString(text))));
        }

        return _typeNumbers[number];
    }

    private ushort GetSource(ReadOnlySpan<byte> text)
    {
        int number = _sourceTexts.Find(text);
        if (number < 0)
        {
            number = _sourceTexts.Add(text);
            _sourceNumbers.Add(_graph.GetSourceNumber(Encoding.UTF8.GetString(text)));
        }

        return _sourceNumbers[number];
    }

    private ReadOnlySpan<byte> Field(ReadOnlySpan<byte> data, int column) => _record.Get(data, _columns[column]);

    private sealed record KnownPrefix(byte[] Bytes, RelationSlot Relation);
}
