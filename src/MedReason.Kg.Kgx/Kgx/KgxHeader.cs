using System.Text;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>What the start of a KGX file says: nodes or edges, tab-separated or JSON Lines, and the columns.</summary>
internal sealed class KgxHeader
{
    private const string Expected = "the columns id and category of nodes, or subject, predicate and object of edges";

    public required KgxContent Content { get; init; }

    public required bool IsJson { get; init; }

    /// <summary>The columns of a tab-separated file, in their order; empty for JSON Lines.</summary>
    public required string[] Columns { get; init; }

    /// <summary>Recognises a file.</summary>
    /// <exception cref="InputFormatException">It is neither of nodes nor of edges.</exception>
    public static KgxHeader Read(ReadOnlySpan<byte> start, RefusalSink sink)
    {
        ReadOnlySpan<byte> text = start.StartsWith(Encoding.UTF8.Preamble) ? start[Encoding.UTF8.Preamble.Length..] : start;
        long number = 1;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
            if (line.ContainsAnyExcept((byte)' ', (byte)'\t'))
            {
                if (end < 0 && start.Length == PeekedStream.StartLength && line.TrimStart((byte)' ')[0] != (byte)'{')
                {
                    throw sink.Error(number, 0, $"the header does not end within {PeekedStream.StartLength} bytes: expected {Expected}");
                }

                return line.TrimStart((byte)' ')[0] == (byte)'{' ? ReadJson(line, number, sink) : ReadColumns(line, number, sink);
            }

            number++;
            text = end < 0 ? default : text[(end + 1)..];
        }

        throw sink.Error(number, 0, $"the file is empty: expected {Expected}");
    }

    private static KgxHeader ReadColumns(ReadOnlySpan<byte> line, long number, RefusalSink sink)
    {
        string[] columns = [.. Encoding.UTF8.GetString(line).Split('\t').Select(static name => name.Trim())];
        string? repeated = columns.GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1)?.Key;
        if (repeated is not null)
        {
            throw sink.Error(number, 0, $"the header names the column '{repeated}' twice");
        }

        bool isEdges = columns.Contains("subject") && columns.Contains("predicate") && columns.Contains("object");
        if (!isEdges && (!columns.Contains("id") || columns.Contains("subject") || columns.Contains("object")))
        {
            throw sink.Error(number, 0, $"expected {Expected}, found the columns {PlainText.Clean(string.Join(", ", columns))}");
        }

        return new KgxHeader { Content = isEdges ? KgxContent.Edges : KgxContent.Nodes, IsJson = false, Columns = columns };
    }

    // The first object may be longer than what was looked at: its members are read as far as they go.
    private static KgxHeader ReadJson(ReadOnlySpan<byte> line, long number, RefusalSink sink)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: false, default);
        bool hasId = false;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    if (reader.ValueTextEquals("subject"u8) || reader.ValueTextEquals("object"u8) || reader.ValueTextEquals("predicate"u8))
                    {
                        return new KgxHeader { Content = KgxContent.Edges, IsJson = true, Columns = [] };
                    }

                    hasId |= reader.ValueTextEquals("id"u8);
                }
            }
        }
        catch (JsonException exception)
        {
            throw sink.Error(number, 0, "expected a JSON object on the line, found " + exception.Message, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw sink.Error(number, 0, "expected a JSON object on the line, found half a surrogate pair", exception);
        }

        return hasId
            ? new KgxHeader { Content = KgxContent.Nodes, IsJson = true, Columns = [] }
            : throw sink.Error(number, 0, "expected a node with id or an edge with subject, predicate and object, found neither");
    }
}
