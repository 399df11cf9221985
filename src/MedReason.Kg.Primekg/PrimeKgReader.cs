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
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; gzip is recognised by its first bytes, not by its name.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Receives a report about every two megabytes; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading, within 100 ms.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">The file cannot be opened or decompressed, or its header or a row cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory.</exception>
    /// <exception cref="UndeclaredRelationException">The name of a relation that nothing describes denies or warns, such as <c>does_not_treat</c>.</exception>
    public static async Task<GraphReadResult> ReadAsync(
        string path, GraphReadOptions? options = null, IProgress<GraphReadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new GraphReadOptions();
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
    public static Task<GraphReadResult> ReadAsync(
        Stream stream, GraphReadOptions? options = null, IProgress<GraphReadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new GraphReadOptions();
        return ReadAsync(stream, options.InputName ?? "input", options, progress, cancellationToken);
    }

    private static async Task<GraphReadResult> ReadAsync(
        Stream stream, string name, GraphReadOptions options, IProgress<GraphReadProgress>? progress, CancellationToken cancellationToken)
    {
        var sink = new RefusalSink(options, name);
        var parser = new PrimeKgRowParser(sink, options.Relations);
        await ChunkedInput.ReadAsync(stream, parser.Read, PrimeKgRowParser.MaxRecordLength, sink, progress, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => parser.Finish(options, cancellationToken), CancellationToken.None).ConfigureAwait(false);
    }
}
