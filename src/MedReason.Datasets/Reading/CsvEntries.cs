using System.Runtime.CompilerServices;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Reads a CSV file with a header (RFC 4180) as objects of strings by column. An empty field is a missing one.</summary>
internal static class CsvEntries
{
    public static async IAsyncEnumerable<JsonLine> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] bytes = await InputStream.ReadAllAsync(path, cancellationToken).ConfigureAwait(false);
        if (!InputStream.IsUtf8(bytes))
        {
            throw new InputFormatException("expected UTF-8, found bytes that are not") { File = path };
        }

        var record = new CsvRecord();
        string[]? header = null;
        int position = 0;
        long line = 1;
        while (position < bytes.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (record.Parse(bytes.AsSpan(position), isEnd: true) != CsvOutcome.Record)
            {
                throw Error("expected a CSV record, found a quote that is not closed or is inside a field");
            }

            string[] fields = Fields(record, bytes.AsSpan(position));
            if (header is null)
            {
                header = fields;
                if (header.Distinct(StringComparer.Ordinal).Count() < header.Length)
                {
                    throw Error("expected each column of the header once, found one twice");
                }
            }
            else if (fields is not [""])
            {
                yield return fields.Length == header.Length
                    ? new JsonLine { File = path, Line = line, ByteOffset = position, Root = ToObject(header, fields) }
                    : throw Error($"expected {header.Length} fields as in the header, found {fields.Length}");
            }

            position += record.Length;
            line += record.LineFeeds;
        }

        if (header is null)
        {
            throw new InputFormatException("expected a header, found an empty file") { File = path };
        }

        InputFormatException Error(string message) => new(message) { File = path, Line = line, ByteOffset = position };
    }

    private static string[] Fields(CsvRecord record, ReadOnlySpan<byte> data)
    {
        string[] fields = new string[record.FieldCount];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = System.Text.Encoding.UTF8.GetString(record.Get(data, i));
        }

        return fields;
    }

    private static JsonElement ToObject(string[] header, string[] fields)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            writer.WriteStartObject();
            for (int i = 0; i < header.Length; i++)
            {
                if (fields[i].Length > 0)
                {
                    writer.WriteString(header[i], fields[i]);
                }
            }

            writer.WriteEndObject();
        }

        return JsonText.ParseElement(memory.ToArray());
    }
}
