using System.Runtime.CompilerServices;

namespace MedReason.Shared;

/// <summary>Opens input files with failures that name the file.</summary>
internal static class InputStream
{
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputFormatException(
                Directory.Exists(path) ? "expected a file, found a folder" : "cannot be read: " + Reason(exception), exception)
            { File = path };
        }
    }

    /// <summary>Opens a file of text; one of Parquet, as which hubs publish, is refused with what makes text of it.</summary>
    public static FileStream OpenText(string path)
    {
        FileStream file = Open(path);
        if (!IsParquet(file))
        {
            return file;
        }

        file.Dispose();
        throw new InputFormatException("expected text, found a Parquet file: write it as JSON lines by medreason convert FILE --output FILE.jsonl")
        {
            File = path,
        };
    }

    private static bool IsParquet(FileStream file)
    {
        Span<byte> start = stackalloc byte[4];
        if (!file.CanSeek)
        {
            return false;
        }

        bool isParquet = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("PAR1"u8);
        file.Position = 0;
        return isParquet;
    }

    /// <summary>Opens two files and reads from both.</summary>
    public static async Task<T> ReadPairAsync<T>(string firstPath, string secondPath, Func<Stream, Stream, Task<T>> read)
    {
        FileStream first = Open(firstPath);
        await using ConfiguredAsyncDisposable firstDisposal = first.ConfigureAwait(false);
        FileStream second = Open(secondPath);
        await using ConfiguredAsyncDisposable secondDisposal = second.ConfigureAwait(false);
        return await read(first, second).ConfigureAwait(false);
    }

    /// <summary>Reads a whole file, without a byte order mark.</summary>
    public static async Task<byte[]> ReadAllAsync(string path, CancellationToken cancellationToken)
    {
        FileStream file = OpenText(path);
        await using (file.ConfigureAwait(false))
        {
            Stream stream = await UnpackedInput.OpenAsync(file, cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable disposal = stream.ConfigureAwait(false);
            using var memory = new MemoryStream();
            try
            {
                await stream.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException)
            {
                throw new InputFormatException("cannot be read on: " + exception.Message.ReplaceLineEndings(" "), exception) { File = path };
            }

            byte[] bytes = memory.ToArray();
            return bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        }
    }

    public static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private static string Reason(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "access denied",
        _ => exception.Message.ReplaceLineEndings(" "),
    };
}
