using System.Threading.Channels;
using MedReason.Shared;

namespace MedReason.Kg.Primekg;

/// <summary>Reads files in PrimeKG's format (<c>kg.csv</c>, plain or gzip) into a graph.</summary>
/// <remarks>
/// <para>The columns are found by their names in the header, in any order; others are ignored. UTF-8 with or without byte order mark, LF or
/// CRLF, quoting by RFC 4180; blank lines are skipped. Every column except <c>display_relation</c> must be filled in every row.</para>
/// <para>A node's id is made by <see cref="PrimeKgSchema.ResolveId"/>; its name is the first that a row gives it, other names become synonyms. The rows of an
/// edge (its reverse, duplicates) merge into one; when the ends differ in type the schema decides its direction, otherwise its first row does.</para>
/// <para>Memory does not grow with the number of rows beyond eight bytes a row.</para>
/// </remarks>
public static class PrimeKgReader
{
    private const int ChunkLength = 1 << 21;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; gzip is recognised by its first bytes, not by its name.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Receives a report about every two megabytes; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading, within 100 ms.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">The file cannot be opened or decompressed, or its header or a row cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory.</exception>
    /// <exception cref="UndeclaredRelationException">The name of a relation that nothing describes denies or warns, such as <c>does_not_treat</c>.</exception>
    public static async Task<PrimeKgReadResult> ReadAsync(
        string path, PrimeKgReadOptions? options = null, IProgress<PrimeKgReadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new PrimeKgReadOptions();
        FileStream stream;
        try
        {
            stream = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputFormatException($"cannot be opened: {exception.Message}", exception) { File = path };
        }

        await using (stream.ConfigureAwait(false))
        {
            return await ReadAsync(stream, options.InputName ?? path, options, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">The stream, read from its current position and left open. Gzip is recognised by its first bytes.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Receives a report about every two megabytes; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading, within 100 ms when the stream answers as fast.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">The stream cannot be decompressed, or its header or a row cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory.</exception>
    /// <exception cref="UndeclaredRelationException">The name of a relation that nothing describes denies or warns, such as <c>does_not_treat</c>.</exception>
    public static Task<PrimeKgReadResult> ReadAsync(
        Stream stream, PrimeKgReadOptions? options = null, IProgress<PrimeKgReadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new PrimeKgReadOptions();
        return ReadAsync(stream, options.InputName ?? "input", options, progress, cancellationToken);
    }

    private static async Task<PrimeKgReadResult> ReadAsync(
        Stream stream, string name, PrimeKgReadOptions options, IProgress<PrimeKgReadProgress>? progress, CancellationToken cancellationToken)
    {
        var sink = new PrimeKgRowSink(options, name);
        var parser = new PrimeKgRowParser(sink);
        var source = new CountingStream(stream);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // One task reads and decompresses while the other parses rows; three buffers circulate between them.
        Channel<Chunk> filled = Channel.CreateBounded<Chunk>(1);
        Channel<Chunk> empty = Channel.CreateUnbounded<Chunk>();
        for (int i = 0; i < 3; i++)
        {
            empty.Writer.TryWrite(new Chunk(PrimeKgRowParser.MaxRecordLength, ChunkLength));
        }

        Task filling = Task.Run(() => FillAsync(source, filled.Writer, empty.Reader, sink, stop.Token), CancellationToken.None);
        try
        {
            await Task.Run(
                () => ParseAsync(parser, sink, source, filled.Reader, empty.Writer, progress, cancellationToken), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await filling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await Task.Run(() => parser.Finish(options, cancellationToken), CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task FillAsync(
        CountingStream source, ChannelWriter<Chunk> filled, ChannelReader<Chunk> empty, PrimeKgRowSink sink, CancellationToken cancellationToken)
    {
        long unpacked = 0;
        try
        {
            Stream input = await UnpackedInput.OpenAsync(source, cancellationToken).ConfigureAwait(false);
            await using (input.ConfigureAwait(false))
            {
                while (true)
                {
                    Chunk chunk = await empty.ReadAsync(cancellationToken).ConfigureAwait(false);
                    chunk.Length = await input.ReadAtLeastAsync(chunk.Room, ChunkLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                    unpacked += chunk.Length;
                    if (chunk.Length == 0)
                    {
                        break;
                    }

                    await filled.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                }
            }

            filled.Complete();
        }
        catch (InvalidDataException exception)
        {
            filled.Complete(sink.Error(null, unpacked, $"the gzip data is damaged after {unpacked} unpacked bytes: {exception.Message}", exception));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            filled.Complete(sink.Error(null, unpacked, $"cannot be read: {exception.Message}", exception));
        }
        catch (OperationCanceledException exception)
        {
            filled.Complete(exception);
        }
    }

    private static async Task ParseAsync(
        PrimeKgRowParser parser,
        PrimeKgRowSink sink,
        CountingStream source,
        ChannelReader<Chunk> filled,
        ChannelWriter<Chunk> empty,
        IProgress<PrimeKgReadProgress>? progress,
        CancellationToken cancellationToken)
    {
        Memory<byte> rest = default;
        Chunk? last = null;
        while (await filled.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (filled.TryRead(out Chunk? chunk))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Memory<byte> data = chunk.Join(rest);
                if (last is not null)
                {
                    empty.TryWrite(last);
                }

                last = chunk;
                rest = data[parser.Read(data.Span, isEnd: false)..];
                progress?.Report(new PrimeKgReadProgress { Rows = sink.Rows, BytesRead = source.BytesRead, TotalBytes = source.TotalBytes });
            }
        }

        await filled.Completion.ConfigureAwait(false);
        while (!rest.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = parser.Read(rest.Span, isEnd: true);
            if (read == 0)
            {
                break;
            }

            rest = rest[read..];
        }
    }
}
