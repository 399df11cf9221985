using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MedReason.Kg.Primekg;

/// <summary>Counts rows, and keeps, reports or throws refusals.</summary>
internal sealed class PrimeKgRowSink(PrimeKgReadOptions options, string inputName)
{
    private readonly List<PrimeKgRefusedRow> _refused = [];
    private readonly SortedDictionary<string, long> _byReason = new(StringComparer.Ordinal);

    public long Rows { get; set; }

    public long RefusedRows { get; private set; }

    public IReadOnlyList<PrimeKgRefusedRow> Refused => _refused;

    public IReadOnlyDictionary<string, long> RefusedByReason => _byReason;

    public void Refuse(long line, long byteOffset, string reason, string detail)
    {
        if (options.OnError == PrimeKgErrorHandling.Fail)
        {
            throw Error(line, byteOffset, detail);
        }

        RefusedRows++;
        _byReason[reason] = _byReason.GetValueOrDefault(reason) + 1;
        if (_refused.Count < options.MaxKeptRefusals)
        {
            _refused.Add(new PrimeKgRefusedRow { Line = line, ByteOffset = byteOffset, Reason = reason, Detail = detail });
        }

        options.Report?.WriteLine(ToJson(line, byteOffset, reason, detail));
    }

    public InputFormatException Error(long? line, long? byteOffset, string message, Exception? cause = null) =>
        new(message, cause) { File = inputName, Line = line, ByteOffset = byteOffset };

    private static string ToJson(long line, long byteOffset, string reason, string detail)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("line", line);
            writer.WriteNumber("byte_offset", byteOffset);
            writer.WriteString("reason", reason);
            writer.WriteString("detail", detail);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
