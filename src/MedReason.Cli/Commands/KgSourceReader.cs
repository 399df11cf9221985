using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using MedReason.Kg.Kgx;
using MedReason.Kg.Obo;
using MedReason.Kg.OptimusKg;
using MedReason.Kg.Primekg;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>Reads the sources of <c>kg build</c>, each by the reader of its format, and shows what was read and what was left out.</summary>
internal sealed class KgSourceReader(KgBuildCall call, CommandConsole console, RefusalReport report, RelationVocabulary? relations)
{
    /// <summary>The maximum number of lines and of edges shown for a source: enough to recognise the pattern.</summary>
    private const int MaxShown = 5;

    private GraphErrorHandling OnError => call.ReportErrors ? GraphErrorHandling.Report : GraphErrorHandling.Fail;

    /// <summary>Reads a source.</summary>
    public async Task<GraphJoinInput> ReadAsync(KgBuildSource source, CancellationToken cancellationToken)
    {
        OboOntology? ontology = source.Format == KgBuildSource.Obo ? await ReadOboAsync(source.Inputs[0], cancellationToken).ConfigureAwait(false) : null;
        InMemoryKnowledgeGraph graph = ontology is null
            ? await ReadGraphAsync(source, cancellationToken).ConfigureAwait(false)
            : await BuildAsync(ontology, source, cancellationToken).ConfigureAwait(false);

        return new GraphJoinInput
        {
            Graph = graph,
            Equivalences = ontology?.GetEquivalences() ?? [],
            NarrowMatches = ontology?.GetNarrowMatches() ?? [],
            Source = new KgSource
            {
                Name = source.Name ?? graph.Metadata.Name,
                Version = source.Version ?? graph.Metadata.Version,
                License = source.License ?? string.Empty,
                FileHash = call.RecordsSources ? await HashAsync(source.Inputs, cancellationToken).ConfigureAwait(false) : string.Empty,
                NodeCount = graph.NodeCount,
                EdgeCount = graph.EdgeCount,
            },
        };
    }

    /// <summary>Reads an ontology and shows what was not used of it.</summary>
    public async Task<OboOntology> ReadOboAsync(string file, CancellationToken cancellationToken)
    {
        var options = new OboReadOptions { OnError = OnError, Report = report.Writer };
        OboOntology ontology = await OboReader.ReadAsync(file, options, cancellationToken).ConfigureAwait(false);
        await WriteNotUsedAsync(ontology).ConfigureAwait(false);
        return ontology;
    }

    private static async Task<string> HashAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        foreach (string file in files)
        {
            FileStream stream = InputStream.Open(file);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                }
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task<InMemoryKnowledgeGraph> ReadGraphAsync(KgBuildSource source, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(console, TimeProvider.System);
        var progress = new DirectProgress(step => line.Show("rows", step.Rows));
        var options = new GraphReadOptions
        {
            Name = source.Name ?? (source.Format is KgBuildSource.PrimeKg or KgBuildSource.Tables ? NameOf(source.Inputs[0]) : null),
            Version = source.Version,
            Relations = relations,
            OnError = OnError,
            Report = report.Writer,
        };
        IReadOnlyList<string> inputs = source.Inputs;
        GraphReadResult result = await (source.Format switch
        {
            KgBuildSource.PrimeKg => PrimeKgReader.ReadAsync(inputs[0], options, progress, cancellationToken),
            KgBuildSource.HpoAnnotations => HpoAnnotationReader.ReadAsync(inputs[0], options, progress, cancellationToken),
            KgBuildSource.Hetionet => HetionetReader.ReadAsync(inputs[0], inputs[1], options, progress, cancellationToken),
            KgBuildSource.OptimusKg when !RuntimeFeature.IsDynamicCodeSupported => throw NativeBuild.Refuse($"--source {KgBuildSource.OptimusKg}"),
            KgBuildSource.OptimusKg => OptimusKgReader.ReadAsync(inputs[0], inputs[1], options, progress, cancellationToken),
            KgBuildSource.Kgx => KgxReader.ReadAsync(inputs, options, progress, cancellationToken),
            _ => TableGraphReader.ReadAsync(inputs[0], inputs[1], null, options, progress, cancellationToken),
        }).ConfigureAwait(false);
        line.Dispose();
        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"medreason: {result.RowCount:N0} rows read, {result.MergedRowCount:N0} merged into edges that stood before, {result.RefusedRowCount:N0} refused"))
                .ConfigureAwait(false);
        foreach ((string reason, long count) in result.RefusedByReason.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  refused ({reason}): {count:N0}")).ConfigureAwait(false);
        }

        if (result.UndeclaredRelations.Count > 0)
        {
            await console.Error.WriteLineAsync(
                "  relations that no vocabulary and no --relations table describes, kept with unspecified meaning: "
                    + string.Join(", ", result.UndeclaredRelations)).ConfigureAwait(false);
        }

        foreach (string remark in result.Remarks)
        {
            await console.Error.WriteLineAsync("  " + remark).ConfigureAwait(false);
        }

        return result.Graph;
    }

    private async Task<InMemoryKnowledgeGraph> BuildAsync(OboOntology ontology, KgBuildSource source, CancellationToken cancellationToken)
    {
        (InMemoryKnowledgeGraph graph, OboGraphReport built) = ontology.ToKnowledgeGraph(
            new OboGraphOptions { Name = source.Name, Version = source.Version, Relations = relations }, cancellationToken);
        if (built.Nodes == 0)
        {
            graph.Dispose();
            throw new InputFormatException($"expected a term in use, found {built.ObsoleteTerms} obsolete ones only") { File = source.Inputs[0] };
        }

        if (report.Writer is not null)
        {
            built.WriteTo(report.Writer, source.Inputs[0]);
        }

        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"medreason: {built.Nodes:N0} terms, {built.Synonyms:N0} synonyms, {built.Edges:N0} edges; left out: {built.ObsoleteTerms:N0} obsolete "
                + $"terms, {built.EdgesToUnknownTerms:N0} edges to unknown terms, {built.ConditionalEdges:N0} conditional edges")).ConfigureAwait(false);
        if (report.Writer is null || report.IsFile)
        {
            await WriteFirstAsync(built.OmittedEdges.Select(edge => $"{edge} ({edge.Reason})"), built.OmittedEdges.Count).ConfigureAwait(false);
        }

        return graph;
    }

    private async Task WriteNotUsedAsync(OboOntology ontology)
    {
        OboReadReport read = ontology.ReadReport;
        foreach ((string reason, long count) in read.CountByReason)
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  reported ({reason}): {count:N0}")).ConfigureAwait(false);
        }

        string[] notUsed = [
            .. ontology.UnknownTags.Select(pair => string.Create(CultureInfo.InvariantCulture, $"not used (tag '{pair.Key}'): {pair.Value:N0}")),
            .. ontology.OtherStanzas.Select(pair => string.Create(CultureInfo.InvariantCulture, $"not used (stanza [{pair.Key}]): {pair.Value:N0}"))];
        await WriteFirstAsync(notUsed, notUsed.Length).ConfigureAwait(false);
        if (report.Writer is null || report.IsFile)
        {
            await WriteFirstAsync(read.Lines.Select(line => line.ToString()), read.ReportedLineCount).ConfigureAwait(false);
        }
    }

    private async Task WriteFirstAsync(IEnumerable<string> lines, long count)
    {
        foreach (string line in lines.Take(MaxShown))
        {
            await console.Error.WriteLineAsync($"  {line}").ConfigureAwait(false);
        }

        if (count > MaxShown)
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  and {count - MaxShown:N0} more")).ConfigureAwait(false);
        }
    }

    // The usual names of the files say nothing; the reader then knows better.
    private static string? NameOf(string path)
    {
        string name = Path.GetFileName(path);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        name = Path.GetFileNameWithoutExtension(name);
        return name is "kg" or "nodes" or "" ? null : name;
    }

    /// <summary>Calls back on the reading thread, so that the last report comes before the work ends.</summary>
    private sealed class DirectProgress(Action<GraphReadProgress> show) : IProgress<GraphReadProgress>
    {
        public void Report(GraphReadProgress value) => show(value);
    }
}
