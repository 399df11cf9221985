using System.Formats.Tar;
using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads KGX files (nodes and edges of the Biolink model) into a graph: tab-separated or JSON Lines, plain, gzip, or in a tar archive.</summary>
/// <remarks>
/// <para>What a file holds is recognised by its content: columns <c>subject</c>, <c>predicate</c> and <c>object</c> (or members of these names) make a file of
/// edges, <c>id</c> one of nodes. All files of nodes are read before those of edges, whatever their order; an archive may hold several of either. Tab-separated
/// files have no quoting: a quote is text. Lists are separated by <c>|</c>, in JSON Lines they are arrays.</para>
/// <para>A node's type is its most specific category, unchanged, such as <c>biolink:Gene</c>; <c>biolink:NamedThing</c> when it has none. A node that only
/// edges name has that type and no name. An edge's relation is its predicate, unchanged. An edge that is negated, or that has a frequency of zero, is one of
/// the denied relation, such as <c>biolink:has_phenotype/negated</c>.</para>
/// <para>Knowledge sources, publications, evidence, frequency, onset, sex and confidence become members of <see cref="KgEdgeAttributes"/>, every other column
/// of an edge stands in <see cref="KgEdgeAttributes.Additional"/>. The ids of edges and further columns of nodes are not kept, which
/// <see cref="GraphReadResult.Remarks"/> says.</para>
/// </remarks>
public static class KgxReader
{
    private const string GraphName = "KGX";
    private const int TarMagicOffset = 257;

    /// <summary>Reads files.</summary>
    /// <param name="paths">The files of nodes and edges, or archives of such files.</param>
    /// <param name="options">The options; null for the defaults. <see cref="GraphReadOptions.InputName"/> is not used.</param>
    /// <param name="progress">Receives a report about every two megabytes of a file; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading, within 100 ms.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="ArgumentException">There is no file.</exception>
    /// <exception cref="InputFormatException">A file cannot be opened or unpacked, is not KGX, or has a row that cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory.</exception>
    /// <exception cref="UndeclaredRelationException">The name of a relation that nothing describes denies or warns.</exception>
    public static async Task<GraphReadResult> ReadAsync(
        IReadOnlyList<string> paths,
        GraphReadOptions? options = null,
        IProgress<GraphReadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("At least one file is expected.", nameof(paths));
        }

        options ??= new GraphReadOptions();
        var sink = new RefusalSink(options, paths[0]);
        var graph = new KgxGraph(sink, options.Relations);
        foreach (KgxContent content in (KgxContent[])[KgxContent.Nodes, KgxContent.Edges])
        {
            foreach (string path in paths)
            {
                await VisitAsync(path, graph, sink, content, progress, cancellationToken).ConfigureAwait(false);
            }
        }

        if (!graph.HasRows)
        {
            throw new InputFormatException("expected rows of nodes or edges, found none") { File = paths[0] };
        }

        return await Task.Run(
            () => graph.Finish(options.Name ?? GraphName, options.Version ?? string.Empty, cancellationToken), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Reads a file, or the entries of an archive, that hold the content.</summary>
    private static async Task VisitAsync(
        string path, KgxGraph graph, RefusalSink sink, KgxContent content, IProgress<GraphReadProgress>? progress, CancellationToken cancellationToken)
    {
        sink.InputName = path;
        FileStream file = InputStream.Open(path);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                Stream unpacked = await UnpackedInput.OpenAsync(file, cancellationToken).ConfigureAwait(false);
                await using (unpacked.ConfigureAwait(false))
                {
                    PeekedStream stream = await PeekedStream.OpenAsync(unpacked, cancellationToken).ConfigureAwait(false);
                    if (IsArchive(stream.Start, path))
                    {
                        await VisitEntriesAsync(path, stream, graph, sink, content, progress, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        await ReadPartAsync(stream, graph, sink, content, progress, cancellationToken).ConfigureAwait(false);
                    }
                }
            }
            catch (InvalidDataException exception)
            {
                throw new InputFormatException($"the file is damaged or cut short: {exception.Message}", exception) { File = path };
            }
            catch (EndOfStreamException exception)
            {
                throw new InputFormatException("the archive is cut short", exception) { File = path };
            }
        }
    }

    private static async Task VisitEntriesAsync(
        string path,
        Stream stream,
        KgxGraph graph,
        RefusalSink sink,
        KgxContent content,
        IProgress<GraphReadProgress>? progress,
        CancellationToken cancellationToken)
    {
        var archive = new TarReader(stream, leaveOpen: true);
        await using (archive.ConfigureAwait(false))
        {
            int parts = 0;
            while (await archive.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                // macOS adds files of its own, ._name, to archives.
                if (entry.DataStream is not { } data || Path.GetFileName(entry.Name).StartsWith("._", StringComparison.Ordinal))
                {
                    continue;
                }

                parts++;
                sink.InputName = $"{path}/{entry.Name}";
                PeekedStream part = await PeekedStream.OpenAsync(data, cancellationToken).ConfigureAwait(false);
                await ReadPartAsync(part, graph, sink, content, progress, cancellationToken).ConfigureAwait(false);
            }

            if (parts == 0)
            {
                throw new InputFormatException("expected files of nodes and edges in the archive, found none") { File = path };
            }
        }
    }

    private static async Task ReadPartAsync(
        PeekedStream stream, KgxGraph graph, RefusalSink sink, KgxContent content, IProgress<GraphReadProgress>? progress, CancellationToken cancellationToken)
    {
        KgxHeader header = KgxHeader.Read(stream.Start, sink);
        if (header.Content == content)
        {
            var parser = new KgxParser(sink, graph, header);
            await ChunkedInput.ReadAsync(stream, parser.Read, LineSplitter.MaxLineLength, sink, progress, cancellationToken).ConfigureAwait(false);
            parser.Complete();
        }
    }

    private static bool IsArchive(ReadOnlySpan<byte> start, string path) =>
        (start.Length > TarMagicOffset + 5 && start.Slice(TarMagicOffset, 5).SequenceEqual("ustar"u8))
            || path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase);
}
