using System.Runtime.CompilerServices;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Reads JSON lines: UTF-8, one object a line, plain or gzip; byte order mark and CRLF accepted, blank lines skipped.</summary>
/// <remarks>Reads as it goes: memory is bounded by the longest line.</remarks>
public static class JsonLinesReader
{
    private const int FirstBufferSize = 1 << 16;
    private const int LongestLine = 1 << 28;

    /// <summary>Reads the objects of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The objects in the order of the file.</returns>
    /// <exception cref="InputFormatException">The file cannot be read, is not UTF-8, or a line is not a JSON object.</exception>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream file = InputStream.OpenText(path);
        await using (file.ConfigureAwait(false))
        {
            Stream stream = await UnpackedInput.OpenAsync(file, cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable disposal = stream.ConfigureAwait(false);
            byte[] buffer = new byte[FirstBufferSize];
            int start = 0;
            int end = 0;
            int scanned = 0;
            long line = 0;
            long offset = 0;
            bool isFirst = true;
            bool isAtEnd = false;
            while (true)
            {
                int newline = buffer.AsSpan(start + scanned, end - start - scanned).IndexOf((byte)'\n');
                if (newline < 0 && !isAtEnd)
                {
                    scanned = end - start;
                    if (start > 0)
                    {
                        buffer.AsSpan(start, scanned).CopyTo(buffer);
                        (start, end) = (0, scanned);
                    }

                    if (end == buffer.Length)
                    {
                        if (buffer.Length >= LongestLine)
                        {
                            throw Error($"expected a line of at most {LongestLine} bytes, found a longer one");
                        }

                        Array.Resize(ref buffer, buffer.Length * 2);
                    }

                    int read;
                    try
                    {
                        read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
                    }
                    catch (Exception exception) when (exception is InvalidDataException or IOException)
                    {
                        throw Error("cannot be read on: " + exception.Message.ReplaceLineEndings(" "), exception);
                    }

                    isAtEnd = read == 0;
                    end += read;
                    continue;
                }

                int length = newline < 0 ? end - start : scanned + newline;
                if (newline < 0 && length == 0)
                {
                    yield break;
                }

                line++;
                ReadOnlyMemory<byte> content = buffer.AsMemory(start, length);
                if (isFirst && content.Span is [0xEF, 0xBB, 0xBF, ..])
                {
                    content = content[3..];
                }

                isFirst = false;
                if (!IsBlank(content.Span))
                {
                    yield return Parse(path, line, offset, content);
                }

                offset += length + 1;
                start += newline < 0 ? length : length + 1;
                scanned = 0;
            }

            InputFormatException Error(string message, Exception? inner = null) => new(message, inner) { File = path, Line = line + 1, ByteOffset = offset };
        }
    }

    /// <summary>Parses one object, with the place that errors name.</summary>
    internal static JsonLine Parse(string path, long line, long offset, ReadOnlyMemory<byte> content)
    {
        bool hadNaN = false;
        if (!TryParse(content, out JsonElement root, out JsonException? error))
        {
            byte[]? mended = JsonText.IsNoText(error!) ? null : NotANumber.ReplaceByNull(content.Span);
            hadNaN = mended is not null;
            if (mended is null || !TryParse(mended, out root, out _))
            {
                throw new InputFormatException($"expected a JSON object, found {JsonText.Found(error!)}") { File = path, Line = line, ByteOffset = offset };
            }
        }

        return root.ValueKind == JsonValueKind.Object
            ? new JsonLine { File = path, Line = line, ByteOffset = offset, Root = root, HadNaN = hadNaN }
            : throw new InputFormatException("expected a JSON object, found another JSON value") { File = path, Line = line, ByteOffset = offset };
    }

    private static bool TryParse(ReadOnlyMemory<byte> content, out JsonElement root, out JsonException? error)
    {
        try
        {
            using JsonDocument document = JsonText.Parse(content);
            root = document.RootElement.Clone();
            error = null;
            return true;
        }
        catch (JsonException exception)
        {
            root = default;
            error = exception;
            return false;
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;
}
