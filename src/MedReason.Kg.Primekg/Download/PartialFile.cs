using System.Text.Json;

namespace MedReason.Kg.Primekg;

/// <summary>An incomplete file under a name of its own, with a note of the content it belongs to; locked while open.</summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private readonly string _notePath;
    private readonly FileStream _stream;

    private PartialFile(string path, string notePath, FileStream stream)
    {
        Path = path;
        _notePath = notePath;
        _stream = stream;
    }

    public string Path { get; }

    /// <summary>The content that the bytes belong to; null when unknown, and then they cannot be used.</summary>
    public PartialFileInfo? Info { get; private set; }

    public long Length => _stream.Length;

    public Stream Content => _stream;

    /// <summary>Opens what an earlier run left, or creates it.</summary>
    public static PartialFile Open(string targetPath, Uri address)
    {
        string path = targetPath + ".part";
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new PrimeKgDownloadException($"'{path}' is in use: another download into this folder is running.", exception)
            {
                Failure = PrimeKgDownloadFailure.Busy,
            };
        }

        var file = new PartialFile(path, path + ".json", stream);
        file.Info = ReadNote(file._notePath, address);
        if (file.Info is null)
        {
            stream.SetLength(0);
        }

        return file;
    }

    /// <summary>Discards the bytes and notes the content of those to come.</summary>
    public async Task RestartAsync(PartialFileInfo? info, CancellationToken cancellationToken)
    {
        _stream.SetLength(0);
        File.Delete(_notePath);
        Info = info;
        if (info is not null)
        {
            // Only a complete note may vouch for the bytes.
            string temporary = _notePath + ".tmp";
            byte[] note = JsonSerializer.SerializeToUtf8Bytes(info, PartialFileInfoContext.Default.PartialFileInfo);
            await File.WriteAllBytesAsync(temporary, note, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, _notePath, overwrite: true);
        }
    }

    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _stream.Position = _stream.Length;
        return _stream.WriteAsync(bytes, cancellationToken);
    }

    public void FlushToDisk() => _stream.Flush(flushToDisk: true);

    /// <summary>Renames the file to its target; it must be closed, complete and checked.</summary>
    public void MoveTo(string targetPath, bool overwrites)
    {
        File.Move(Path, targetPath, overwrites);
        File.Delete(_notePath);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static PartialFileInfo? ReadNote(string path, Uri address)
    {
        try
        {
            PartialFileInfo? info = File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), PartialFileInfoContext.Default.PartialFileInfo)
                : null;
            return string.Equals(info?.Address, address.AbsoluteUri, StringComparison.Ordinal) ? info : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
