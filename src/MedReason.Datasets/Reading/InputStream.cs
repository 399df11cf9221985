namespace MedReason.Datasets;

/// <summary>Opens input files: plain or gzip, told apart by content, with failures that name the file.</summary>
internal static class InputStream
{
    public static async ValueTask<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        Stream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputFormatException(Directory.Exists(path) ? "expected a file, found a folder" : "cannot be read: " + Reason(exception), exception) { File = path };
        }

        return new OwningStream(await UnpackedInput.OpenAsync(file, cancellationToken).ConfigureAwait(false), file);
    }

    /// <summary>Reads a whole file, without a byte order mark.</summary>
    public static async Task<byte[]> ReadAllAsync(string path, CancellationToken cancellationToken)
    {
        Stream stream = await OpenAsync(path, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
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
