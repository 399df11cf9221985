using System.Text;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads the rows of one KGX file.</summary>
/// <remarks>
/// Rows of edges repeat the same statement over and over; it is recognised by comparing bytes, and only a new one is read column by column.
/// </remarks>
internal sealed class KgxParser
{
    private const byte KeySeparator = (byte)'\t';
    private static readonly string[] KeptNodeColumns = ["id", "name", "category", "synonym", "provided_by"];
    private readonly RefusalSink _sink;
    private readonly KgxGraph _graph;
    private readonly KgxHeader _header;
    private readonly LineSplitter _lines;
    private readonly Utf8Interner _statementTexts = new();
    private readonly List<(int Number, bool IsDenied)> _statements = [];
    private readonly int[] _statementColumns;
    private readonly (int Start, int Length)[] _fields;
    private readonly int _id;
    private readonly int _name;
    private readonly int _category;
    private readonly int _synonym;
    private readonly int _providedBy;
    private readonly int _subject;
    private readonly int _predicate;
    private readonly int _object;
    private byte[] _key = new byte[256];
    private bool _isHeaderRead;

    public KgxParser(RefusalSink sink, KgxGraph graph, KgxHeader header)
    {
        _sink = sink;
        _graph = graph;
        _header = header;
        _lines = new LineSplitter(sink, Take);
        _fields = new (int, int)[header.Columns.Length];
        (_id, _name, _category, _synonym, _providedBy) = (Of("id"), Of("name"), Of("category"), Of("synonym"), Of("provided_by"));
        (_subject, _predicate, _object) = (Of("subject"), Of("predicate"), Of("object"));
        _statementColumns = [.. Enumerable.Range(0, header.Columns.Length).Where(column => !KgxStatement.IsIdentity(header.Columns[column]))];
        if (header.Content == KgxContent.Nodes)
        {
            foreach (string column in header.Columns.Except(KeptNodeColumns, StringComparer.Ordinal))
            {
                graph.AddNotKept(column);
            }
        }
        else if (_id >= 0)
        {
            graph.AddEdgeIds();
        }

        int Of(string column) => Array.IndexOf(header.Columns, column);
    }

    public int Read(ReadOnlySpan<byte> data, bool isEnd) => _lines.Read(data, isEnd);

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        if (_header.Content == KgxContent.Nodes)
        {
            _graph.EndNodes();
        }
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        if (!_header.IsJson && !_isHeaderRead)
        {
            _isHeaderRead = true;
            return;
        }

        _sink.Rows++;
        (string Reason, string Detail)? refusal = _header.IsJson ? TakeJson(line) : TakeFields(line);
        if (refusal is { Reason: var reason, Detail: var detail })
        {
            _sink.Refuse(_lines.Line, _lines.Offset, reason, detail);
        }
    }

    private (string Reason, string Detail)? TakeFields(ReadOnlySpan<byte> line)
    {
        int count = 0;
        int start = 0;
        while (true)
        {
            int length = line[start..].IndexOf(KeySeparator);
            int end = length < 0 ? line.Length : start + length;
            if (count < _fields.Length)
            {
                _fields[count] = (start, end - start);
            }

            count++;
            if (length < 0)
            {
                break;
            }

            start = end + 1;
        }

        // Empty fields at the end of a row are left out by many tools.
        for (int missing = count; missing < _fields.Length; missing++)
        {
            _fields[missing] = (line.Length, 0);
        }

        return count > _fields.Length ? (RefusalReasons.FieldCount, $"expected at most {_fields.Length} fields, found {count}")
            : _header.Content == KgxContent.Nodes ? TakeNode(line)
            : TakeEdge(line);
    }

    private (string Reason, string Detail)? TakeNode(ReadOnlySpan<byte> line) => _graph.AddNode(
        Field(line, _id), Field(line, _name), List(line, _category), string.Join('|', List(line, _providedBy)), List(line, _synonym));

    private (string Reason, string Detail)? TakeEdge(ReadOnlySpan<byte> line)
    {
        int length = 0;
        foreach (int column in _statementColumns)
        {
            ReadOnlySpan<byte> field = Field(line, column);
            if (length + field.Length >= _key.Length)
            {
                Array.Resize(ref _key, (length + field.Length + 1) * 2);
            }

            field.CopyTo(_key.AsSpan(length));
            length += field.Length;
            _key[length++] = KeySeparator;
        }

        ReadOnlySpan<byte> key = _key.AsSpan(0, length);
        int known = _statementTexts.Find(key);
        if (known < 0)
        {
            var statement = new KgxStatement();
            foreach (int column in _statementColumns)
            {
                if (!Field(line, column).IsEmpty && statement.Add(_header.Columns[column], List(line, column)) is { } refusal)
                {
                    return refusal;
                }
            }

            known = _statementTexts.Add(key);
            _statements.Add((_graph.AddStatement(statement.ToAttributes()), statement.IsDenied));
        }

        return _graph.AddEdge(
            Field(line, _subject), Field(line, _predicate), Field(line, _object), _statements[known].IsDenied, _statements[known].Number);
    }

    private (string Reason, string Detail)? TakeJson(ReadOnlySpan<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line.ToArray());
            return document.RootElement.ValueKind != JsonValueKind.Object
                ? (RefusalReasons.InvalidValue, "expected a JSON object on the line")
                : _header.Content == KgxContent.Nodes ? TakeNode(document.RootElement)
                : TakeEdge(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair is valid JSON and no text.
            return (RefusalReasons.InvalidValue, "expected a JSON object on the line: " + exception.Message);
        }
    }

    private (string Reason, string Detail)? TakeNode(JsonElement node)
    {
        foreach (JsonProperty property in node.EnumerateObject())
        {
            if (Array.IndexOf(KeptNodeColumns, property.Name) < 0)
            {
                _graph.AddNotKept(property.Name);
            }
        }

        return _graph.AddNode(
            Utf8(node, "id"), Utf8(node, "name"), Values(node, "category"), string.Join('|', Values(node, "provided_by")), Values(node, "synonym"));
    }

    private (string Reason, string Detail)? TakeEdge(JsonElement edge)
    {
        var statement = new KgxStatement();
        foreach (JsonProperty property in edge.EnumerateObject())
        {
            IReadOnlyList<string> values = KgxStatement.IsIdentity(property.Name) ? [] : Values(property.Value);
            if (values.Count > 0 && statement.Add(property.Name, values) is { } refusal)
            {
                return refusal;
            }
        }

        if (edge.TryGetProperty("id", out _))
        {
            _graph.AddEdgeIds();
        }

        return _graph.AddEdge(
            Utf8(edge, "subject"), Utf8(edge, "predicate"), Utf8(edge, "object"), statement.IsDenied, _graph.AddStatement(statement.ToAttributes()));
    }

    private static byte[] Utf8(JsonElement element, string name) => Encoding.UTF8.GetBytes(string.Join('|', Values(element, name)));

    private static IReadOnlyList<string> Values(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? Values(value) : [];

    private static IReadOnlyList<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? [text] : [],
        JsonValueKind.Array => [.. value.EnumerateArray().SelectMany(Values)],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => [value.GetRawText()],
    };

    private ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, int column) =>
        column < 0 ? default : line.Slice(_fields[column].Start, _fields[column].Length).Trim((byte)' ');

    private string[] List(ReadOnlySpan<byte> line, int column) => Field(line, column).IsEmpty
        ? []
        : Encoding.UTF8.GetString(Field(line, column)).Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
