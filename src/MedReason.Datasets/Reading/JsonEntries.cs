using System.Runtime.CompilerServices;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Reads a file that is one JSON document, plain or gzip. Its entries are numbered from 1, and the number stands for the line.</summary>
public static class JsonEntries
{
    /// <summary>The property that holds the key of an entry when the document is an object.</summary>
    public const string KeyName = "$key";

    /// <summary>Reads the objects of a document that is one array of them, one object of them, or an object of arrays, such as one for each source.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The objects in the order of the file.</returns>
    /// <exception cref="InputFormatException">The file cannot be read or holds other JSON.</exception>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        JsonLine document = await ReadDocumentAsync(path, cancellationToken).ConfigureAwait(false);
        long number = 0;
        if (document.Root.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement entry in document.Root.EnumerateArray())
            {
                yield return document.GetEntry(++number, entry);
            }
        }
        else if (document.Root.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in document.Root.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.Array)
                {
                    yield return document.GetEntry(++number, property.Value, (KeyName, property.Name));
                    continue;
                }

                foreach (JsonElement entry in property.Value.EnumerateArray())
                {
                    yield return document.GetEntry(++number, entry);
                }
            }
        }
        else
        {
            throw new InputFormatException("expected an array or an object of entries, found another JSON value") { File = path, Line = 1 };
        }
    }

    /// <summary>Reads a whole document.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The document, from whose parts <see cref="JsonLine.GetEntry"/> makes entries.</returns>
    /// <exception cref="InputFormatException">The file cannot be read or is not JSON in UTF-8.</exception>
    public static async Task<JsonLine> ReadDocumentAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = await InputStream.ReadAllAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            return new JsonLine { File = path, Line = 1, ByteOffset = 0, Root = JsonText.ParseElement(bytes) };
        }
        catch (JsonException exception)
        {
            byte[]? mended = JsonText.IsNoText(exception) ? null : NotANumber.ReplaceByNull(bytes);
            try
            {
                return new JsonLine { File = path, Line = 1, ByteOffset = 0, Root = JsonText.ParseElement(mended ?? bytes), HadNaN = true };
            }
            catch (JsonException)
            {
                throw new InputFormatException($"expected JSON, found {JsonText.Found(exception)}") { File = path, Line = exception.LineNumber + 1 };
            }
        }
    }

    /// <summary>Gets the first entry of a document; undefined when it has none.</summary>
    internal static JsonElement First(JsonElement document) => document.ValueKind switch
    {
        JsonValueKind.Array => document.EnumerateArray().FirstOrDefault(),
        JsonValueKind.Object => document.EnumerateObject().FirstOrDefault() is { Value.ValueKind: JsonValueKind.Object } property ? property.Value : default,
        _ => default,
    };
}
