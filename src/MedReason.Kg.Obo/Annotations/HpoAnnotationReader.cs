using MedReason.Shared;

namespace MedReason.Kg.Obo;

/// <summary>Reads the HPO disease annotations (<c>phenotype.hpoa</c>, plain or gzip) into a graph of diseases and phenotypes.</summary>
/// <remarks>
/// <para>The columns are found by their names, as releases since 2018 write them; lines that begin with <c>#</c> are comments, of which <c>#version</c> or
/// <c>#date</c> gives the version of the graph. The fields of a line that the format requires must be filled.</para>
/// <para>Each line is an edge from a disease to an HPO term: <c>has_phenotype</c> (aspect P, means <see cref="RelationMeaning.Presents"/>),
/// <c>has_inheritance</c> (I), <c>has_clinical_course</c> (C), <c>has_clinical_modifier</c> (M) and <c>has_past_medical_history</c> (H); only the first states
/// a finding. A line with the qualifier NOT, or with a frequency of zero, is an edge of the denied relation, such as <c>has_phenotype/negated</c>, whose
/// polarity is <see cref="Polarity.Absent"/>.</para>
/// <para>Reference, evidence, frequency, onset, sex, modifier and biocuration are kept as <see cref="KgEdgeAttributes"/>, one for each different statement of
/// an edge. The file does not name the terms: their nodes have an empty name.</para>
/// </remarks>
public static class HpoAnnotationReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; gzip is recognised by its first bytes, not by its name.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Receives a report about every two megabytes; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading, within 100 ms.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">The file cannot be opened or decompressed, or its columns or a line cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory.</exception>
    public static async Task<GraphReadResult> ReadAsync(
        string path, GraphReadOptions? options = null, IProgress<GraphReadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new GraphReadOptions();
        FileStream stream = InputStream.Open(path);
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
    /// <exception cref="InputFormatException">The stream cannot be decompressed, or its columns or a line cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory.</exception>
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
        var parser = new HpoAnnotationParser(sink, options.Relations);
        await ChunkedInput.ReadAsync(stream, parser.Read, LineSplitter.MaxLineLength, sink, progress, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => parser.Finish(options, cancellationToken), CancellationToken.None).ConfigureAwait(false);
    }
}
