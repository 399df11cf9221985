namespace MedReason.Runs;

/// <summary>Represents the requests of one batch as they are sent, written from the run's store as they are read. Safe for concurrent use.</summary>
public sealed class BatchFile
{
    private readonly Func<Stream, CancellationToken, Task> _write;

    /// <summary>Initializes a file.</summary>
    /// <param name="tag">The name of the batch, see <see cref="Tag"/>.</param>
    /// <param name="count">The number of requests.</param>
    /// <param name="length">The number of bytes that <paramref name="write"/> writes.</param>
    /// <param name="write">Writes the file to a stream; called once for each upload.</param>
    public BatchFile(string tag, int count, long length, Func<Stream, CancellationToken, Task> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        ArgumentNullException.ThrowIfNull(write);
        Tag = tag;
        Count = count;
        Length = length;
        _write = write;
    }

    /// <summary>Gets the name of the batch, which no other batch of this or of another run has: letters, digits and hyphens, at most 100.</summary>
    public string Tag { get; }

    /// <summary>Gets the number of requests.</summary>
    public int Count { get; }

    /// <summary>Gets the length in bytes.</summary>
    public long Length { get; }

    /// <summary>Writes the file to a stream.</summary>
    /// <param name="stream">The stream, which stays open.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <returns>A task that completes when all of it is written.</returns>
    /// <exception cref="RunException">The run's store failed.</exception>
    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default) => _write(stream, cancellationToken);
}
