using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>Where a verb's data goes: a file that takes its name only on success, or standard output.</summary>
internal sealed class DataOutput : IAsyncDisposable
{
    private static readonly JsonWriterOptions RowOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly OutputFile? _file;
    private readonly Stream _stream;
    private readonly MemoryStream _row = new();

    private DataOutput(OutputFile? file, Stream stream)
    {
        _file = file;
        _stream = stream;
    }

    /// <summary>Opens a file for writing, or standard output where no file is named.</summary>
    public static DataOutput Open(string? path, CommandConsole console)
    {
        if (path is null)
        {
            return new DataOutput(null, new BufferedStream(console.Output, 1 << 16));
        }

        try
        {
            var file = OutputFile.Open(path);
            return new DataOutput(file, file.Stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string message = exception.Message;
            throw new UsageException(message.StartsWith(path, StringComparison.Ordinal) ? message : $"{path}: cannot be written: {message}", exception);
        }
    }

    /// <summary>Refuses a folder, a device or a pipe where nothing but a file will do.</summary>
    /// <exception cref="UsageException">It is one, or cannot be opened.</exception>
    public static void RequireFile(string path)
    {
        try
        {
            OutputFile.Require(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    /// <summary>Writes a whole file.</summary>
    public static Task WriteFileAsync(string path, ReadOnlyMemory<byte> content, CommandConsole console, CancellationToken cancellationToken) =>
        WriteAsync(path, output => output.Write(content.Span), console, cancellationToken);

    /// <summary>Writes a whole file, or standard output where no file is named.</summary>
    public static async Task WriteAsync(string? path, Action<DataOutput> write, CommandConsole console, CancellationToken cancellationToken)
    {
        DataOutput output = Open(path, console);
        await using (output.ConfigureAwait(false))
        {
            write(output);
            await output.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes one JSON line.</summary>
    public void WriteRow(Action<Utf8JsonWriter> write)
    {
        _row.SetLength(0);
        using (var writer = new Utf8JsonWriter(_row, RowOptions))
        {
            write(writer);
        }

        WriteLine(_row.GetBuffer().AsSpan(0, (int)_row.Length));
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Writes bytes and a line feed.</summary>
    public void WriteLine(ReadOnlySpan<byte> utf8)
    {
        _stream.Write(utf8);
        _stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes text and a line feed.</summary>
    public void WriteLine(string text) => WriteLine(Encoding.UTF8.GetBytes(text));

    /// <summary>Everything was written: makes it durable and gives the file its name.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _file?.Complete();
    }

    public async ValueTask DisposeAsync()
    {
        _file?.Dispose();
        await _row.DisposeAsync().ConfigureAwait(false);
    }
}
