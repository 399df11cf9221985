using System.Text;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads the rows of one KGX file.</summary>
internal sealed class KgxParser
{
    private readonly RefusalSink _sink;
    private readonly KgxGraph _graph;
    private readonly bool _isNodes;
    private readonly LineSplitter _lines;
    private readonly KgxRecord _record;
    private readonly KgxJsonObject? _json;
    private readonly KgxStatements _statements;
    private int _knownColumns;
    private bool _isHeaderRead;

    public KgxParser(RefusalSink sink, KgxGraph graph, KgxHeader header)
    {
        _sink = sink;
        _graph = graph;
        _isNodes = header.Content == KgxContent.Nodes;
        _lines = new LineSplitter(sink, Take);
        _record = new KgxRecord(header.IsJson ? (byte)0 : (byte)'|');
        _json = header.IsJson ? new KgxJsonObject(_record) : null;
        _statements = graph.CreateStatements(_record);
        foreach (string column in header.Columns)
        {
            _record.Add(Encoding.UTF8.GetBytes(column));
        }

        NoteColumns();
    }

    public int Read(ReadOnlySpan<byte> data, bool isEnd) => _lines.Read(data, isEnd);

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        if (_isNodes)
        {
            _graph.EndNodes();
        }
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (_json is null && !_isHeaderRead)
        {
            _isHeaderRead = true;
            return;
        }

        _sink.Rows++;
        try
        {
            if (TakeRow(line) is { Reason: var reason, Detail: var detail })
            {
                _sink.Refuse(_lines.Line, _lines.Offset, reason, detail);
            }
        }
        catch (KnowledgeGraphException exception) when (RefusalSink.IsLimit(exception))
        {
            throw _sink.Error(_lines.Line, _lines.Offset, exception.Message, exception);
        }
    }

    private (string Reason, string Detail)? TakeRow(ReadOnlySpan<byte> line)
    {
        (string Reason, string Detail)? refusal = _json is null ? Split(line) : _json.Read(line);
        ReadOnlySpan<byte> data = _json is null ? line : _json.Values;
        NoteColumns();
        return refusal ?? (_isNodes ? _graph.AddNode(data, _record) : TakeEdge(data));
    }

    private (string Reason, string Detail)? TakeEdge(ReadOnlySpan<byte> data)
    {
        if (_graph.CheckEdge(data, _record, out int source, out int target) is { } wrongEdge)
        {
            return wrongEdge;
        }

        if (_statements.Add(data, out int statement, out bool isDenied) is { } wrongStatement)
        {
            return wrongStatement;
        }

        _graph.AddEdge(data, _record, source, target, isDenied, statement);
        return null;
    }

    /// <summary>Finds the fields of a tab-separated row. Empty fields at its end are left out by many tools.</summary>
    private (string Reason, string Detail)? Split(ReadOnlySpan<byte> line)
    {
        int count = 0;
        int start = 0;
        while (start <= line.Length)
        {
            int length = line[start..].IndexOf((byte)'\t');
            length = length < 0 ? line.Length - start : length;
            if (count < _record.ColumnCount)
            {
                _record.Set(count, start, length);
            }

            count++;
            start += length + 1;
        }

        for (int missing = count; missing < _record.ColumnCount; missing++)
        {
            _record.Set(missing, 0, 0);
        }

        return count > _record.ColumnCount ? (RefusalReasons.FieldCount, $"expected at most {_record.ColumnCount} fields, found {count}") : null;
    }

    /// <summary>Notes the columns that are new and that the graph does not keep.</summary>
    private void NoteColumns()
    {
        for (; _knownColumns < _record.ColumnCount; _knownColumns++)
        {
            KgxRole role = _record.RoleOf(_knownColumns);
            if (_isNodes && role is not (<= KgxRole.Description or KgxRole.ProvidedBy))
            {
                _graph.AddNotKept(_record.NameOf(_knownColumns));
            }
            else if (!_isNodes && role == KgxRole.Id)
            {
                _graph.AddEdgeIds();
            }
        }
    }
}
