using System.Globalization;
using System.Text;
using MedReason.Kg.Obo;
using MedReason.Kg.Primekg;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>Builds a snapshot: reads the source, adds synonyms, writes the file, reports the result.</summary>
internal static class KgBuild
{
    /// <summary>The maximum number of lines and of edges shown for an ontology: enough to recognise the pattern.</summary>
    private const int MaxShown = 5;

    public static async Task<int> RunAsync(KgBuildCall call, CommandConsole console, CancellationToken cancellationToken)
    {
        RequireFolder(call.Output);
        RequireNoInput(call);
        foreach (string input in call.Synonyms.Prepend(call.Input))
        {
            await InputStream.Open(input).DisposeAsync().ConfigureAwait(false);
        }

        InMemoryKnowledgeGraph graph = call.IsObo
            ? await ReadOboAsync(call, console, cancellationToken).ConfigureAwait(false)
            : await ReadPrimeKgAsync(call, console, cancellationToken).ConfigureAwait(false);
        try
        {
            if (call.Synonyms.Count > 0)
            {
                InMemoryKnowledgeGraph enriched = await AddSynonymsAsync(graph, call, console, cancellationToken).ConfigureAwait(false);
                graph.Dispose();
                graph = enriched;
            }

            await graph.SaveSnapshotAsync(call.Output, cancellationToken).ConfigureAwait(false);
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"medreason: {graph.NodeCount:N0} nodes, {graph.EdgeCount:N0} edges written to {call.Output}")).ConfigureAwait(false);
            return ExitCodes.Done;
        }
        finally
        {
            graph.Dispose();
        }
    }

    private static async Task<InMemoryKnowledgeGraph> ReadPrimeKgAsync(KgBuildCall call, CommandConsole console, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(console, TimeProvider.System);
        using var report = new RefusalReport(call, console);
        GraphReadResult result = await PrimeKgReader.ReadAsync(
            call.Input,
            new GraphReadOptions
            {
                Name = NameOf(call.Input),
                OnError = call.ReportErrors ? GraphErrorHandling.Report : GraphErrorHandling.Fail,
                Report = report.Writer,
            },
            new DirectProgress(step => progress.Show("rows", step.Rows)),
            cancellationToken).ConfigureAwait(false);
        report.Complete();
        progress.Dispose();
        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"medreason: {result.RowCount:N0} rows read, {result.MergedRowCount:N0} merged into edges that stood before, {result.RefusedRowCount:N0} refused"))
                .ConfigureAwait(false);
        foreach ((string reason, long count) in result.RefusedByReason.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  refused ({reason}): {count:N0}")).ConfigureAwait(false);
        }

        await WriteUndeclaredAsync(console, result.UndeclaredRelations).ConfigureAwait(false);
        foreach (string remark in result.Remarks)
        {
            await console.Error.WriteLineAsync("  " + remark).ConfigureAwait(false);
        }

        return result.Graph;
    }

    private static async Task WriteUndeclaredAsync(CommandConsole console, IReadOnlyList<RelationType> relations)
    {
        if (relations.Count > 0)
        {
            await console.Error.WriteLineAsync($"  relations that no vocabulary and no --relations table describes, kept with unspecified meaning: "
                + string.Join(", ", relations)).ConfigureAwait(false);
        }
    }

    private static async Task<InMemoryKnowledgeGraph> ReadOboAsync(KgBuildCall call, CommandConsole console, CancellationToken cancellationToken)
    {
        using var report = new RefusalReport(call, console);
        var options = new OboReadOptions { OnError = OnOboError(call), Report = report.Writer };
        OboOntology ontology = await OboReader.ReadAsync(call.Input, options, cancellationToken).ConfigureAwait(false);
        (InMemoryKnowledgeGraph graph, OboGraphReport built) = ontology.ToKnowledgeGraph(cancellationToken: cancellationToken);
        if (built.Nodes == 0)
        {
            graph.Dispose();
            throw new InputFormatException($"expected a term in use, found {built.ObsoleteTerms} obsolete ones only") { File = call.Input };
        }

        if (report.Writer is not null)
        {
            built.WriteTo(report.Writer, call.Input);
        }

        report.Complete();
        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"medreason: {built.Nodes:N0} terms, {built.Synonyms:N0} synonyms, {built.Edges:N0} edges; left out: {built.ObsoleteTerms:N0} obsolete "
                + $"terms, {built.EdgesToUnknownTerms:N0} edges to unknown terms, {built.ConditionalEdges:N0} conditional edges")).ConfigureAwait(false);
        await WriteNotUsedAsync(console, ontology, isListed: report.Writer == console.Error).ConfigureAwait(false);
        if (report.Writer != console.Error)
        {
            await WriteFirstAsync(console, built.OmittedEdges.Select(edge => $"{edge} ({edge.Reason})"), built.OmittedEdges.Count).ConfigureAwait(false);
        }

        return graph;
    }

    private static GraphErrorHandling OnOboError(KgBuildCall call) => call.ReportErrors ? GraphErrorHandling.Report : GraphErrorHandling.Fail;

    private static async Task WriteNotUsedAsync(CommandConsole console, OboOntology ontology, bool isListed)
    {
        OboReadReport read = ontology.ReadReport;
        foreach ((string reason, long count) in read.CountByReason)
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  reported ({reason}): {count:N0}")).ConfigureAwait(false);
        }

        string[] notUsed = [
            .. ontology.UnknownTags.Select(pair => string.Create(CultureInfo.InvariantCulture, $"not used (tag '{pair.Key}'): {pair.Value:N0}")),
            .. ontology.OtherStanzas.Select(pair => string.Create(CultureInfo.InvariantCulture, $"not used (stanza [{pair.Key}]): {pair.Value:N0}"))];
        await WriteFirstAsync(console, notUsed, notUsed.Length).ConfigureAwait(false);
        if (!isListed)
        {
            await WriteFirstAsync(console, read.Lines.Select(line => line.ToString()), read.ReportedLineCount).ConfigureAwait(false);
        }
    }

    private static async Task WriteFirstAsync(CommandConsole console, IEnumerable<string> lines, long count)
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

    private static async Task<InMemoryKnowledgeGraph> AddSynonymsAsync(
        InMemoryKnowledgeGraph graph, KgBuildCall call, CommandConsole console, CancellationToken cancellationToken)
    {
        var ontologies = new List<OboOntology>();
        foreach (string file in call.Synonyms)
        {
            OboOntology ontology = await OboReader.ReadAsync(file, new OboReadOptions { OnError = OnOboError(call) }, cancellationToken).ConfigureAwait(false);
            await WriteNotUsedAsync(console, ontology, isListed: false).ConfigureAwait(false);
            ontologies.Add(ontology);
        }

        (InMemoryKnowledgeGraph enriched, OboSynonymReport report) = await graph.WithSynonymsAsync(
            ontologies, cancellationToken: cancellationToken).ConfigureAwait(false);
        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"medreason: {report.SynonymsAdded:N0} synonyms added to {report.NodesEnriched:N0} nodes; {report.UnmatchedTerms:N0} terms match no node"))
                .ConfigureAwait(false);
        return enriched;
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        name = Path.GetFileNameWithoutExtension(name);
        return name is "kg" or "" ? "PrimeKG" : name;
    }

    private static void RequireFolder(string output)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(output));
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new UsageException($"{output}: cannot be written: no such folder");
        }

        DataOutput.RequireFile(output);
    }

    private static void RequireNoInput(KgBuildCall call)
    {
        string output = Path.GetFullPath(call.Output);
        if (call.Synonyms.Prepend(call.Input).Any(input => string.Equals(Path.GetFullPath(input), output, StringComparison.Ordinal)))
        {
            throw new UsageException($"{call.Output}: --output would write over an input; name another file");
        }
    }

    /// <summary>Calls back on the reading thread, so that the last report comes before the work ends.</summary>
    private sealed class DirectProgress(Action<GraphReadProgress> show) : IProgress<GraphReadProgress>
    {
        public void Report(GraphReadProgress value) => show(value);
    }

    /// <summary>Where refused rows are named: the report's file, which takes its name at the end, or standard error.</summary>
    private sealed class RefusalReport : IDisposable
    {
        private readonly string? _path;
        private readonly StreamWriter? _file;

        public RefusalReport(KgBuildCall call, CommandConsole console)
        {
            // An ontology's odd lines are skipped in either case.
            if (!call.ReportErrors && !(call.IsObo && call.Report is not null))
            {
                return;
            }

            if (call.Report is null)
            {
                Writer = console.Error;
                return;
            }

            RequireFolder(call.Report);
            _path = call.Report;
            _file = new StreamWriter(_path + ".partial", append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            Writer = _file;
        }

        public TextWriter? Writer { get; }

        public void Complete()
        {
            if (_file is not null)
            {
                _file.Dispose();
                File.Move(_path + ".partial", _path!, overwrite: true);
            }
        }

        public void Dispose()
        {
            if (_file is not null)
            {
                _file.Dispose();
                File.Delete(_path + ".partial");
            }
        }
    }
}
