using MedReason.Shared;

namespace MedReason.Kg.Obo;

/// <summary>Reads ontologies in the OBO flat file format 1.2 and 1.4, plain or gzip.</summary>
/// <remarks>
/// <para>
/// Gzip is detected by content, not by name. Byte order marks and LF, CRLF and CR are accepted. Escapes, line continuations, hidden comments
/// (<c>! ...</c>) and modifiers (<c>{name="value"}</c>) are undone or used. Tags that the format does not know are counted in
/// <see cref="OboOntology.UnknownTags"/> and not used; logical definitions (<c>intersection_of</c> and the like) and property values are ignored.
/// Imports are reported and not read.
/// </para>
/// <para>A line that cannot be used is skipped and reported in <see cref="OboOntology.ReadReport"/>; of tags that may occur once, the first value is kept.
/// A stanza that cannot be used (no id or two, an id that an earlier stanza has, an unreadable <c>is_obsolete</c>) is handled by
/// <see cref="OboReadOptions.OnError"/>. A file without a usable term is always an error.</para>
/// <para>Safe for concurrent use: nothing is kept between calls.</para>
/// </remarks>
public static class OboReader
{
    private const int LinesBetweenCancellationChecks = 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The ontology.</returns>
    /// <exception cref="InputFormatException">The file is not OBO, has no usable term, is a damaged gzip, or a stanza is refused.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<OboOntology> ReadAsync(string path, OboReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            return await ReadAsync(stream, options?.InputName ?? path, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a stream to its end and leaves it open.</summary>
    /// <param name="stream">The bytes, plain or gzip; need not be seekable.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The ontology.</returns>
    /// <exception cref="InputFormatException">The bytes are not OBO, have no usable term, are a damaged gzip, or a stanza is refused.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<OboOntology> ReadAsync(Stream stream, OboReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ReadAsync(stream, options?.InputName, options, cancellationToken);
    }

    private static async Task<OboOntology> ReadAsync(Stream stream, string? file, OboReadOptions? options, CancellationToken cancellationToken)
    {
        Stream unpacked = await UnpackedInput.OpenAsync(stream, cancellationToken).ConfigureAwait(false);
        await using (unpacked.ConfigureAwait(false))
        {
            return await ParseAsync(unpacked, file, options ?? new OboReadOptions(), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<OboOntology> ParseAsync(Stream stream, string? file, OboReadOptions options, CancellationToken cancellationToken)
    {
        var lines = new OboLineReader(stream, file);
        var parser = new OboParser(new OboReportSink(options, file));
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (lines.LineNumber % LinesBetweenCancellationChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            parser.Add(lines);
        }

        return parser.Finish();
    }
}
