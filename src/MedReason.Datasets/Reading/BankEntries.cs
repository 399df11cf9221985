using System.Runtime.CompilerServices;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Reads the rows of a bank, be its file an object a line, an array of objects, or an object of rows by their key or by their source.</summary>
/// <remarks>Banks are published in one of these shapes and copied in the others. The start of the file decides; lines are read as they come.</remarks>
internal static class BankEntries
{
    private const int LongestStart = 1 << 20;

    /// <summary>Reads the rows.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="isDocument">Whether the file is taken to be one document where its start does not say.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The rows, in the order of the file.</returns>
    /// <exception cref="InputFormatException">The file cannot be read or holds something else.</exception>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(
        string path, bool isDocument, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] start = await ReadFirstLineAsync(path, cancellationToken).ConfigureAwait(false);
        IAsyncEnumerable<JsonLine> entries = IsDocument(start) ?? isDocument
            ? JsonEntries.ReadAsync(path, cancellationToken)
            : JsonLinesReader.ReadAsync(path, cancellationToken);
        await foreach (JsonLine entry in entries.ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    /// <summary>Whether a first line starts a document; null when it does not say.</summary>
    private static bool? IsDocument(ReadOnlyMemory<byte> line)
    {
        ReadOnlySpan<byte> text = line.Span.Trim(" \t\r"u8);
        if (text is [(byte)'[', ..] or [(byte)'{'] || text.EndsWith("["u8) || text.EndsWith("{"u8))
        {
            return true;
        }

        if (text.Length >= LongestStart)
        {
            return null;
        }

        try
        {
            using JsonDocument first = JsonText.Parse(line);
            return first.RootElement.ValueKind == JsonValueKind.Object ? first.RootElement.EnumerateObject().Any() && HasRowsAlone(first.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool HasRowsAlone(JsonElement root) => root.EnumerateObject().All(static member => member.Value.ValueKind == JsonValueKind.Object
        || (member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().All(static row => row.ValueKind == JsonValueKind.Object)));

    private static async Task<byte[]> ReadFirstLineAsync(string path, CancellationToken cancellationToken)
    {
        FileStream file = InputStream.OpenText(path);
        await using (file.ConfigureAwait(false))
        {
            Stream stream = await UnpackedInput.OpenAsync(file, cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable disposal = stream.ConfigureAwait(false);
            var start = new byte[LongestStart];
            int length = 0;
            try
            {
                while (length < start.Length && await ReadSomeAsync().ConfigureAwait(false) is > 0 and int read)
                {
                    length += read;
                    if (FindLine(start.AsSpan(0, length)) is { } line)
                    {
                        return start[line];
                    }
                }
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException)
            {
                // The reader of the rows says so, with the line that it has come to.
            }

            return start[..length];

            ValueTask<int> ReadSomeAsync() => stream.ReadAsync(start.AsMemory(length, Math.Min(1 << 16, start.Length - length)), cancellationToken);
        }
    }

    /// <summary>Finds the first line that is not blank, where it is whole.</summary>
    private static Range? FindLine(ReadOnlySpan<byte> text)
    {
        int start = text.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        while (text[start..].IndexOf((byte)'\n') is >= 0 and int end)
        {
            if (text.Slice(start, end).ContainsAnyExcept(" \t\r"u8))
            {
                return start..(start + end);
            }

            start += end + 1;
        }

        return null;
    }
}
