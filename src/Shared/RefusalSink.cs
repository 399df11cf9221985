using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MedReason.Shared;

/// <summary>Counts rows, and keeps, reports or throws refusals.</summary>
internal sealed class RefusalSink(GraphReadOptions options, string inputName)
{
    private readonly List<RefusedRow> _refused = [];
    private readonly SortedDictionary<string, long> _byReason = new(StringComparer.Ordinal);

    /// <summary>The name of the input that is being read, for refusals and errors.</summary>
    public string InputName { get; set; } = inputName;

    public long Rows { get; set; }

    public long RefusedRows { get; private set; }

    public IReadOnlyList<RefusedRow> Refused => _refused;

    public IReadOnlyDictionary<string, long> RefusedByReason => _byReason;

    public void Refuse(long line, long byteOffset, string reason, string detail)
    {
        if (options.OnError == GraphErrorHandling.Fail)
        {
            throw Error(line, byteOffset, detail);
        }

        RefusedRows++;
        _byReason[reason] = _byReason.GetValueOrDefault(reason) + 1;
        if (_refused.Count < options.MaxKeptRefusals)
        {
            _refused.Add(new RefusedRow { File = InputName, Line = line, ByteOffset = byteOffset, Reason = reason, Detail = detail });
        }

        options.Report?.WriteLine(ToJson(InputName, line, byteOffset, reason, detail));
    }

    public InputFormatException Error(long? line, long? byteOffset, string message, Exception? cause = null) =>
        new(message, cause) { File = InputName, Line = line, ByteOffset = byteOffset };

    /// <summary>Whether a failure concerns the graph as a whole, so that it gets the place of the row at which it showed.</summary>
    public static bool IsLimit(KnowledgeGraphException exception) => exception.GetType() == typeof(KnowledgeGraphException);

    private static string ToJson(string file, long line, long byteOffset, string reason, string detail)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("file", file);
            writer.WriteNumber("line", line);
            writer.WriteNumber("byte_offset", byteOffset);
            writer.WriteString("reason", reason);
            writer.WriteString("detail", detail);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
