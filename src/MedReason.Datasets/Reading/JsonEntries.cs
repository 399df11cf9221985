using System.Runtime.CompilerServices;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Reads a JSON file that is one array of objects or one object of objects. The number of the entry, from 1, stands for its line.</summary>
internal static class JsonEntries
{
    /// <summary>The property under which the key of an entry is found, where the file is an object.</summary>
    public const string KeyName = "$key";

    public static async IAsyncEnumerable<JsonLine> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] bytes = await InputStream.ReadAllAsync(path, cancellationToken).ConfigureAwait(false);
        if (!InputStream.IsUtf8(bytes))
        {
            throw new InputFormatException("expected UTF-8, found bytes that are not") { File = path };
        }

        bool hadNaN = false;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes);
        }
        catch (JsonException exception)
        {
            byte[]? mended = NotANumber.ReplaceByNull(bytes);
            hadNaN = mended is not null;
            try
            {
                document = JsonDocument.Parse(mended ?? bytes);
            }
            catch (JsonException)
            {
                throw new InputFormatException("expected JSON, found text that is not") { File = path, Line = exception.LineNumber + 1 };
            }
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            long number = 0;
            if (root.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement entry in root.EnumerateArray())
                {
                    number++;
                    yield return Entry(path, number, entry, hadNaN);
                }
            }
            else if (root.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in root.EnumerateObject())
                {
                    number++;
                    yield return Entry(path, number, WithKey(path, number, property), hadNaN);
                }
            }
            else
            {
                throw new InputFormatException("expected an array or an object of entries, found another JSON value") { File = path, Line = 1 };
            }
        }
    }

    private static JsonLine Entry(string path, long number, JsonElement entry, bool hadNaN) => entry.ValueKind == JsonValueKind.Object
        ? new JsonLine { File = path, Line = number, ByteOffset = 0, Root = entry, HadNaN = hadNaN }
        : throw new InputFormatException($"expected entry {number} to be an object, found another JSON value") { File = path, Line = number };

    private static JsonElement WithKey(string path, long number, JsonProperty property)
    {
        if (property.Value.ValueKind != JsonValueKind.Object)
        {
            return property.Value;
        }

        using var memory = new MemoryStream();
        try
        {
            using var writer = new Utf8JsonWriter(memory);
            writer.WriteStartObject();
            writer.WriteString(KeyName, property.Name);
            foreach (JsonProperty member in property.Value.EnumerateObject())
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
        catch (InvalidOperationException)
        {
            throw new InputFormatException("expected text, found half a surrogate pair") { File = path, Line = number };
        }

        using JsonDocument copy = JsonDocument.Parse(memory.ToArray());
        return copy.RootElement.Clone();
    }
}
