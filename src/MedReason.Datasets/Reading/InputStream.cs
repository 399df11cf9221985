using System.IO.Compression;
using System.Text;

namespace MedReason.Datasets;

/// <summary>Opens input files: plain or gzip, told apart by content, with failures that name the file.</summary>
internal static class InputStream
{
    public static Stream Open(string path)
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

        try
        {
            Span<byte> magic = stackalloc byte[2];
            bool isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
            file.Position = 0;
            return isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole text file as strict UTF-8, without a byte order mark.</summary>
    public static async Task<byte[]> ReadAllAsync(string path, CancellationToken cancellationToken)
    {
        Stream stream = Open(path);
        await using (stream.ConfigureAwait(false))
        {
            using var memory = new MemoryStream();
            try
            {
                await stream.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidDataException exception)
            {
                throw new InputFormatException("expected gzip, found a damaged or cut file", exception) { File = path };
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
