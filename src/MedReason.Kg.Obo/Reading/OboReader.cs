using MedReason.Shared;

namespace MedReason.Kg.Obo;

/// <summary>Reads ontologies in the OBO flat file format 1.2 and 1.4, plain or gzip.</summary>
/// <remarks>
/// <para>
/// Gzip is detected by content, not by name. A byte order mark and CRLF are accepted. Escapes, line continuations, hidden comments (<c>! ...</c>) and
/// modifiers (<c>{name="value"}</c>) are undone or used. Tags that the format does not know are counted in <see cref="OboOntology.UnknownTags"/> and
/// not used; logical definitions (<c>intersection_of</c> and the like) and property values are read over. Imports are named, never followed.
/// </para>
/// <para>Strict where guessing would change the meaning: a term without an id, an id that is defined twice, two names, a text whose quote does not close
/// and bytes that are not UTF-8 are refused with file, line and offset.</para>
/// <para>Safe for concurrent use: nothing is kept between calls.</para>
/// </remarks>
public static class OboReader
{
    private const int LinesBetweenCancellationChecks = 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The ontology.</returns>
    /// <exception cref="InputFormatException">The file is not OBO, not UTF-8, or a damaged gzip.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<OboOntology> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            return await ReadAsync(stream, path, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a stream to its end and leaves it open.</summary>
    /// <param name="stream">The bytes, plain or gzip; need not be seekable.</param>
    /// <param name="file">What errors call the input; null for nothing.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The ontology.</returns>
    /// <exception cref="InputFormatException">The bytes are not OBO, not UTF-8, or a damaged gzip.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<OboOntology> ReadAsync(Stream stream, string? file = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Stream unpacked = await UnpackedInput.OpenAsync(stream, cancellationToken).ConfigureAwait(false);
        await using (unpacked.ConfigureAwait(false))
        {
            return await ParseAsync(unpacked, file, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<OboOntology> ParseAsync(Stream stream, string? file, CancellationToken cancellationToken)
    {
        var lines = new OboLineReader(stream, file);
        var parser = new OboParser(file);
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (lines.LineNumber % LinesBetweenCancellationChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            parser.Add(lines.Line, lines.LineNumber, lines.ByteOffset);
        }

        return parser.Finish();
    }
}
