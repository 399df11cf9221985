using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MedReason.Cli;

/// <summary>Where a verb's data goes: a file that takes its name only on success, or standard output.</summary>
internal sealed class DataOutput : IAsyncDisposable
{
    private static readonly JsonWriterOptions RowOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string? _path;
    private readonly string? _partialPath;
    private readonly Stream _stream;
    private readonly bool _ownsStream;
    private readonly MemoryStream _row = new();
    private bool _isDone;

    private DataOutput(string? path, string? partialPath, Stream stream, bool ownsStream)
    {
        _path = path;
        _partialPath = partialPath;
        _stream = stream;
        _ownsStream = ownsStream;
    }

    /// <summary>Opens a file for writing, or standard output where no file is named.</summary>
    public static DataOutput Open(string? path, CommandConsole console)
    {
        if (path is null)
        {
            return new DataOutput(null, null, new BufferedStream(console.Output, 1 << 16), ownsStream: false);
        }

        RequireFile(path);
        string partial = path + ".partial";
        try
        {
            return new DataOutput(path, partial, new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16), ownsStream: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"{path}: cannot be written: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Refuses a folder where a file is to be written.</summary>
    /// <exception cref="UsageException">It is a folder.</exception>
    public static void RequireFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"{path}: expected a file to write, found a folder");
        }
    }

    /// <summary>Refuses an output that is one of the inputs.</summary>
    /// <exception cref="UsageException">It is one.</exception>
    public static void RequireNoInput(string output, IEnumerable<string> inputs)
    {
        string full = Path.GetFullPath(output);
        if (inputs.Any(input => string.Equals(Path.GetFullPath(input), full, StringComparison.Ordinal)))
        {
            throw new UsageException($"{output}: --output would write over an input; name another file");
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
        if (_stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
            await file.DisposeAsync().ConfigureAwait(false);
            File.Move(_partialPath!, _path!, overwrite: true);
        }

        _isDone = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_ownsStream)
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }

        if (!_isDone && _partialPath is not null)
        {
            File.Delete(_partialPath);
        }

        await _row.DisposeAsync().ConfigureAwait(false);
    }
}
