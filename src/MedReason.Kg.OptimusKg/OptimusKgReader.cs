using MedReason.Shared;

namespace MedReason.Kg.OptimusKg;

/// <summary>Reads OptimusKG from its Parquet tables <c>nodes.parquet</c> and <c>edges.parquet</c> into a graph.</summary>
/// <remarks>
/// <para>Nodes have the columns <c>id</c>, <c>label</c> and <c>properties</c>, edges <c>from</c>, <c>to</c>, <c>label</c>, <c>relation</c> and
/// <c>properties</c>, all of them text; properties are a JSON object and may be missing. Other columns are not read: whether a relation has a direction is
/// known from its description. The tables of a single type, whose properties are nested columns, are refused.</para>
/// <para>Labels become PrimeKG's node types, such as <c>gene/protein</c> for <c>GEN</c>; relations that PrimeKG has too get its names, such as
/// <c>disease_phenotype_positive</c> for <c>PHENOTYPE_PRESENT</c>, and the others keep theirs. A row whose sources assert several relations, which the table
/// gives under one, becomes an edge for each, so that no contraindication hides behind an indication. A row with <c>qualifier_not</c>, or with a frequency
/// of zero, is an edge of the denied relation, such as <c>disease_phenotype_positive/negated</c>.</para>
/// <para>Ids that are not CURIEs become such: <c>MONDO_0005148</c> is <c>MONDO:0005148</c>, <c>ENSG00000141510</c> is <c>ENSEMBL:ENSG00000141510</c>.
/// The line of a refused row is the number of the row in its table, from 1, and its byte offset is 0.</para>
/// </remarks>
public static class OptimusKgReader
{
    private const string GraphName = "OptimusKG";
    private static readonly string[] NodeColumns = ["id", "label"];
    private static readonly string[] EdgeColumns = ["from", "to", "label", "relation"];

    /// <summary>Reads two files.</summary>
    /// <param name="nodesPath">The table of nodes.</param>
    /// <param name="edgesPath">The table of edges.</param>
    /// <param name="options">The options; null for the defaults. <see cref="GraphReadOptions.InputName"/> is not used.</param>
    /// <param name="progress">Receives a report for each row group of either file; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">A file cannot be opened, is damaged or not Parquet, lacks a column, or has a row that cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory.</exception>
    /// <exception cref="UndeclaredRelationException">The name of a relation that nothing describes denies or warns.</exception>
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
    /// <param name="nodes">The table of nodes; the stream can seek and is left open.</param>
    /// <param name="edges">The table of edges; the stream can seek and is left open.</param>
    /// <param name="options">The options; null for the defaults. Errors name the inputs <c>nodes</c> and <c>edges</c>.</param>
    /// <param name="progress">Receives a report for each row group of either stream; may be null.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The graph and what was refused.</returns>
    /// <exception cref="InputFormatException">A stream is damaged or not Parquet, lacks a column, or has a row that cannot be used.</exception>
    /// <exception cref="KnowledgeGraphException">The graph does not fit in memory.</exception>
    /// <exception cref="UndeclaredRelationException">The name of a relation that nothing describes denies or warns.</exception>
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

    private static Task<GraphReadResult> ReadAsync(
        Stream nodes,
        string nodesName,
        Stream edges,
        string edgesName,
        GraphReadOptions? options,
        IProgress<GraphReadProgress>? progress,
        CancellationToken cancellationToken)
    {
        options ??= new GraphReadOptions();
        return Task.Run(
            async () =>
            {
                var sink = new RefusalSink(options, nodesName);
                var graph = new OptimusKgGraph(sink, options.Relations);
                await ParquetTable.ReadAsync(nodes, NodeColumns, graph.AddNode, sink, progress, cancellationToken).ConfigureAwait(false);
                graph.EndNodes();
                sink.InputName = edgesName;
                await ParquetTable.ReadAsync(edges, EdgeColumns, graph.AddEdge, sink, progress, cancellationToken).ConfigureAwait(false);
                return graph.Finish(options.Name ?? GraphName, options.Version ?? string.Empty, cancellationToken);
            },
            CancellationToken.None);
    }
}
