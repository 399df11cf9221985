using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MedReason.Kg.Obo;

/// <summary>Formats one entry of a report as a JSON line.</summary>
internal static class OboReportJson
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Format(string? file, long? line, long? byteOffset, string reason, string detail, string text)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            if (file is not null)
            {
                writer.WriteString("file", file);
            }

            if (line is { } number)
            {
                writer.WriteNumber("line", number);
            }

            if (byteOffset is { } offset)
            {
                writer.WriteNumber("byte_offset", offset);
            }

            writer.WriteString("reason", reason);
            writer.WriteString("detail", detail);
            writer.WriteString("text", text);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
