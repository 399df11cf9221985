using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads a table of nodes and a table of edges (comma, tab or semicolon, plain or gzip) into a graph.</summary>
/// <remarks>
/// <para>The columns are found by their names, see <see cref="TableGraphMapping"/>; others are ignored and named in
/// <see cref="GraphReadResult.Remarks"/>. UTF-8 with or without byte order mark, LF or CRLF, quoting by RFC 4180; blank lines are skipped.</para>
/// <para>Id, name and type of a node and source, relation and target of an edge must be filled. A row of nodes that repeats an id with another name, type or
/// source is refused, and so is an edge whose ends no row of nodes has. An edge that is negated, or that has a frequency of zero, becomes an edge of the denied
/// relation, such as <c>has_phenotype/negated</c>.</para>
/// </remarks>
public static class TableGraphReader
{
    private const string GraphName = "tables";

    /// <summary>Reads two files.</summary>
    /// <param name="nodesPath">The table of nodes.</param>
    /// <param name="edgesPath">The table of edges.</param>
    /// <param name="mapping">Which columns mean what; null for the usual names.</param>
    /// <param name="options">The options; null for the defaults. <see cref="GraphReadOptions.InputName"/> is not used.</param>
    /// <param name="progress">Receives a report about every two megabytes of either file; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading, within 100 ms.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">A file cannot be opened or decompressed, or its header or a row cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory, or a relation denies and no vocabulary describes it.</exception>
    public static async Task<GraphReadResult> ReadAsync(
        string nodesPath,
        string edgesPath,
        TableGraphMapping? mapping = null,
        GraphReadOptions? options = null,
        IProgress<GraphReadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(nodesPath);
        ArgumentException.ThrowIfNullOrEmpty(edgesPath);
        return await InputStream.ReadPairAsync(
            nodesPath,
            edgesPath,
            (nodes, edges) => ReadAsync(nodes, nodesPath, edges, edgesPath, mapping, options, progress, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Reads two streams.</summary>
    /// <param name="nodes">The table of nodes, read from its current position and left open.</param>
    /// <param name="edges">The table of edges, read from its current position and left open.</param>
    /// <param name="mapping">Which columns mean what; null for the usual names.</param>
    /// <param name="options">The options; null for the defaults. Errors name the inputs <c>nodes</c> and <c>edges</c>.</param>
    /// <param name="progress">Receives a report about every two megabytes of either stream; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading, within 100 ms when the streams answer as fast.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">A stream cannot be decompressed, or its header or a row cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory, or a relation denies and no vocabulary describes it.</exception>
    public static Task<GraphReadResult> ReadAsync(
        Stream nodes,
        Stream edges,
        TableGraphMapping? mapping = null,
        GraphReadOptions? options = null,
        IProgress<GraphReadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(edges);
        return ReadAsync(nodes, "nodes", edges, "edges", mapping, options, progress, cancellationToken);
    }

    private static async Task<GraphReadResult> ReadAsync(
        Stream nodes,
        string nodesName,
        Stream edges,
        string edgesName,
        TableGraphMapping? mapping,
        GraphReadOptions? options,
        IProgress<GraphReadProgress>? progress,
        CancellationToken cancellationToken)
    {
        options ??= new GraphReadOptions();
        mapping ??= new TableGraphMapping();
        ArgumentException.ThrowIfNullOrEmpty(mapping.ListSeparator);
        ArgumentException.ThrowIfNullOrWhiteSpace(mapping.IdPrefix);
        if (mapping.Separator is { } separator && (!char.IsAscii(separator) || separator is '"' or '\r' or '\n'))
        {
            throw new ArgumentException("The separator must be an ASCII character that is no quote and no line end.", nameof(mapping));
        }

        var sink = new RefusalSink(options, nodesName);
        var graph = new TableGraph(sink, options.Relations);
        var nodeParser = new TableNodeParser(sink, graph, mapping);
        var edgeParser = new TableEdgeParser(sink, graph, mapping);
        await TablePair.ReadAsync(nodes, nodeParser, edges, edgeParser, edgesName, graph, sink, progress, cancellationToken).ConfigureAwait(false);
        List<string> remarks = [.. Ignored("nodes", nodeParser.UnusedColumns), .. Ignored("edges", edgeParser.UnusedColumns)];
        if (edgeParser.MissingNodes > 0)
        {
            remarks.Add($"{edgeParser.MissingNodes} nodes are named by edges only; their id is their name");
        }

        return await Task.Run(
            () => graph.Finish(options.Name ?? GraphName, options.Version ?? string.Empty, remarks, cancellationToken), CancellationToken.None)
            .ConfigureAwait(false);
    }

    private static IEnumerable<string> Ignored(string table, IReadOnlyList<string> columns) =>
        columns.Count == 0 ? [] : [$"columns of the {table} that are ignored: {string.Join(", ", columns)}"];
}
