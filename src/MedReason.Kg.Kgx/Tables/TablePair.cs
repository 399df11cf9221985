using MedReason.Shared;

namespace MedReason.Kg.Kgx;

/// <summary>Reads a table of nodes, then a table of edges.</summary>
internal static class TablePair
{
    public static async Task ReadAsync(
        Stream nodes,
        TableParser nodeParser,
        Stream edges,
        TableParser edgeParser,
        string edgesName,
        TableGraph graph,
        RefusalSink sink,
        IProgress<GraphReadProgress>? progress,
        CancellationToken cancellationToken)
    {
        await ChunkedInput.ReadAsync(nodes, nodeParser.Read, TableParser.MaxRecordLength, sink, progress, cancellationToken).ConfigureAwait(false);
        nodeParser.RequireHeader();
        graph.EndNodes();
        sink.InputName = edgesName;
        await ChunkedInput.ReadAsync(edges, edgeParser.Read, TableParser.MaxRecordLength, sink, progress, cancellationToken).ConfigureAwait(false);
        edgeParser.RequireHeader();
    }
}
