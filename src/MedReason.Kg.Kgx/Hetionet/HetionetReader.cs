using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads Hetionet v1.0 from its own tables (<c>hetionet-v1.0-nodes.tsv</c> and <c>hetionet-v1.0-edges.sif</c>, plain or gzip) into a graph.</summary>
/// <remarks>
/// <para>Ids, node types and relations are those of Hetionet in PrimeKG's columns, so that both forms of it join: <c>Gene::9021</c> becomes
/// <c>NCBI:9021</c> of type <c>gene/protein</c>, and <c>CtD</c> becomes <c>drug_treats_disease</c>. All 24 kinds of edges are read.</para>
/// <para>Only <c>Gr&gt;G</c> (regulates) between ends of one kind has a direction, and two genes that regulate each other have two edges; the other relations
/// between ends of one kind are symmetric, and a row that repeats an edge from the other end is merged.</para>
/// </remarks>
public static class HetionetReader
{
    private const string GraphName = "Hetionet";

    /// <summary>Reads two files.</summary>
    /// <param name="nodesPath">The table of nodes, with the columns id, name, kind.</param>
    /// <param name="edgesPath">The table of edges, with the columns source, metaedge, target.</param>
    /// <param name="options">The options; null for the defaults. <see cref="GraphReadOptions.InputName"/> is not used.</param>
    /// <param name="progress">Receives a report about every two megabytes of either file; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading, within 100 ms.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">A file cannot be opened or decompressed, or its header or a row cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory, or a relation denies and no vocabulary describes it.</exception>
    public static async Task<GraphReadResult> ReadAsync(
        string nodesPath,
        string edgesPath,
        GraphReadOptions? options = null,
        IProgress<GraphReadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(nodesPath);
        ArgumentException.ThrowIfNullOrEmpty(edgesPath);
        return await InputStream.ReadPairAsync(
            nodesPath,
            edgesPath,
            (nodes, edges) => ReadAsync(nodes, nodesPath, edges, edgesPath, options, progress, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Reads two streams.</summary>
    /// <param name="nodes">The table of nodes, read from its current position and left open.</param>
    /// <param name="edges">The table of edges, read from its current position and left open.</param>
    /// <param name="options">The options; null for the defaults. Errors name the inputs <c>nodes</c> and <c>edges</c>.</param>
    /// <param name="progress">Receives a report about every two megabytes of either stream; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading, within 100 ms when the streams answer as fast.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">A stream cannot be decompressed, or its header or a row cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory, or a relation denies and no vocabulary describes it.</exception>
    public static Task<GraphReadResult> ReadAsync(
        Stream nodes,
        Stream edges,
        GraphReadOptions? options = null,
        IProgress<GraphReadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(edges);
        return ReadAsync(nodes, "nodes", edges, "edges", options, progress, cancellationToken);
    }

    private static async Task<GraphReadResult> ReadAsync(
        Stream nodes,
        string nodesName,
        Stream edges,
        string edgesName,
        GraphReadOptions? options,
        IProgress<GraphReadProgress>? progress,
        CancellationToken cancellationToken)
    {
        options ??= new GraphReadOptions();
        var sink = new RefusalSink(options, nodesName);
        var graph = new TableGraph(sink, options.Relations);
        await TablePair.ReadAsync(
            nodes, new HetionetNodeParser(sink, graph), edges, new HetionetEdgeParser(sink, graph), edgesName, graph, sink, progress, cancellationToken)
            .ConfigureAwait(false);
        return await Task.Run(
            () => graph.Finish(options.Name ?? GraphName, options.Version ?? string.Empty, [], cancellationToken), CancellationToken.None)
            .ConfigureAwait(false);
    }
}
