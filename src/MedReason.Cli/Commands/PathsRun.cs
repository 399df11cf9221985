using System.Text.Json;
using MedReason.Datasets;
using MedReason.Kg.Primekg;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>Reads pairs, resolves their ends, searches and ranks, writes a row a pair.</summary>
internal static class PathsRun
{
    public static async Task RunAsync(PathsCall call, CommandConsole console, CancellationToken cancellationToken)
    {
        using InMemoryKnowledgeGraph graph = await GraphFile.OpenAsync(call.Kg, cancellationToken).ConfigureAwait(false);
        PathPriors? priors = call.Priors is null ? null : await LoadPriorsAsync(call.Priors, cancellationToken).ConfigureAwait(false);
        var selector = new PathSelector(priors);
        var finder = new ShortestPathFinder();
        var resolver = new NameResolver(graph);
        var ids = new UniqueIds();
        using var progress = new ProgressLine(console, TimeProvider.System);
        DataOutput rows = DataOutput.Open(call.Output, console);
        await using (rows.ConfigureAwait(false))
        {
            long count = 0;
            await foreach (JsonLine line in JsonLinesReader.ReadAsync(call.Input, cancellationToken).ConfigureAwait(false))
            {
                RowId id = ids.Require(line);
                IReadOnlyList<KgNode> from = await resolver.ResolveAsync(line.RequireString("from"), cancellationToken).ConfigureAwait(false);
                IReadOnlyList<KgNode> to = await resolver.ResolveAsync(line.RequireString("to"), cancellationToken).ConfigureAwait(false);
                if (from.Count == 1 && to.Count == 1)
                {
                    PathQuery query = await selector.CreateQueryAsync(
                        graph, [new PathPair { From = from[0].Id, To = to[0].Id }], call.MaxLength, call.Slack, cancellationToken).ConfigureAwait(false);
                    PathSearchResult search = await finder.FindPathsAsync(graph, query, cancellationToken).ConfigureAwait(false);
                    PairSearchResult pair = search.Pairs[0];
                    IReadOnlyList<EvidencePath> best = await selector.SelectAsync(graph, pair, call.Top, cancellationToken).ConfigureAwait(false);
                    rows.WriteRow(writer => PathRow.WriteFound(writer, id, pair, best));
                }
                else
                {
                    rows.WriteRow(writer => PathRow.WriteUnresolved(writer, id, from, to));
                }

                progress.Show("pairs", ++count);
            }

            await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<PathPriors> LoadPriorsAsync(string path, CancellationToken cancellationToken)
    {
        if (path == PathsVerb.ShippedPriors)
        {
            return await PrimeKgPathPriors.LoadAsync(cancellationToken).ConfigureAwait(false);
        }

        FileStream stream = InputStream.OpenText(path);
        await using (stream.ConfigureAwait(false))
        {
            return await PathPriors.LoadAsync(stream, Path.GetFileName(path), cancellationToken).ConfigureAwait(false);
        }
    }
}
