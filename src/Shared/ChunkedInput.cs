using System.Threading.Channels;

namespace MedReason.Shared;

/// <summary>Hands a stream, unpacked when it is gzip, to a parser in large pieces: one task reads and decompresses while another parses.</summary>
internal static class ChunkedInput
{
    private const int ChunkLength = 1 << 21;

    /// <summary>Parses the complete records at the start of the data and returns the number of bytes that they take.</summary>
    /// <param name="data">The data, beginning where the last call ended.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    public delegate int Parse(ReadOnlySpan<byte> data, bool isEnd);

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream, from its current position; left open.</param>
    /// <param name="parse">The parser. It must read or refuse any record of <paramref name="maxRecordLength"/> bytes.</param>
    /// <param name="maxRecordLength">The maximum length of a record in bytes, for the part that a call leaves unread.</param>
    /// <param name="sink">Counts the rows for <paramref name="progress"/> and names the input in errors.</param>
    /// <param name="progress">Receives a report about every two megabytes; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="InputFormatException">The stream cannot be read or decompressed.</exception>
    public static async Task ReadAsync(
        Stream stream, Parse parse, int maxRecordLength, RefusalSink sink, IProgress<GraphReadProgress>? progress, CancellationToken cancellationToken)
    {
        var source = new CountingStream(stream);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Three buffers circulate between the two tasks.
        Channel<Chunk> filled = Channel.CreateBounded<Chunk>(1);
        Channel<Chunk> empty = Channel.CreateUnbounded<Chunk>();
        for (int i = 0; i < 3; i++)
        {
            empty.Writer.TryWrite(new Chunk(maxRecordLength, ChunkLength));
        }

        Task filling = Task.Run(() => FillAsync(source, filled.Writer, empty.Reader, sink, stop.Token), CancellationToken.None);
        try
        {
            await Task.Run(() => ParseAsync(parse, sink, source, filled.Reader, empty.Writer, progress, cancellationToken), CancellationToken.None)
                .ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await filling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FillAsync(
        CountingStream source, ChannelWriter<Chunk> filled, ChannelReader<Chunk> empty, RefusalSink sink, CancellationToken cancellationToken)
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
        Parse parse,
        RefusalSink sink,
        CountingStream source,
        ChannelReader<Chunk> filled,
        ChannelWriter<Chunk> empty,
        IProgress<GraphReadProgress>? progress,
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
                rest = data[parse(data.Span, isEnd: false)..];
                progress?.Report(new GraphReadProgress { Rows = sink.Rows, BytesRead = source.BytesRead, TotalBytes = source.TotalBytes });
            }
        }

        await filled.Completion.ConfigureAwait(false);
        while (!rest.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = parse(rest.Span, isEnd: true);
            if (read == 0)
            {
                break;
            }

            rest = rest[read..];
        }
    }
}
