using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MedReason.Datasets;
using MedReason.Reports;
using MedReason.Runs;
using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>One audit: rows are read in order, judged side by side, kept as they are done, and written when all are.</summary>
internal sealed class AuditRun(InMemoryKnowledgeGraph graph, AuditCall call, CommandConsole console)
{
    private const int ChunkRows = 256;

    private readonly ForeignChainAuditor _auditor = new(
        call.Limits, new LexiconEntityExtractor(new LexiconEntityExtractorOptions { Language = call.Language }));

    private readonly AnswerLeakVerifier _leaks = new();
    private readonly List<OverlapText> _texts = [];
    private OverlapDetector? _benchmarks;
    private string[] _benchmarkFiles = [];

    /// <summary>Audits all rows, and writes what was asked for.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        await ReadBenchmarksAsync(cancellationToken).ConfigureAwait(false);
        using var progress = AuditProgress.Open(call.Output, await IdentifyAsync(metadata, cancellationToken).ConfigureAwait(false));
        if (progress.Rows > 0)
        {
            await console.Error.WriteLineAsync($"medreason: {progress.Rows} rows were done before").ConfigureAwait(false);
        }

        await JudgeAsync(progress, metadata, cancellationToken).ConfigureAwait(false);
        await WriteAsync(progress, metadata, cancellationToken).ConfigureAwait(false);
        progress.Remove();
    }

    private async Task JudgeAsync(AuditProgress progress, KnowledgeGraphMetadata metadata, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(console, TimeProvider.System);
        long done = progress.Rows;
        var chunk = new List<ForeignRow>(ChunkRows);
        await foreach ((ForeignRow row, JsonLine _) in ReadRowsAsync(cancellationToken).ConfigureAwait(false))
        {
            _texts.Add(OverlapText.Of(row.Question));
            if (_texts.Count > done)
            {
                chunk.Add(row);
            }

            if (chunk.Count == ChunkRows)
            {
                await JudgeAsync(chunk, progress, metadata, cancellationToken).ConfigureAwait(false);
                line.Show("rows", progress.Rows);
            }
        }

        await JudgeAsync(chunk, progress, metadata, cancellationToken).ConfigureAwait(false);
    }

    private async Task JudgeAsync(List<ForeignRow> rows, AuditProgress progress, KnowledgeGraphMetadata metadata, CancellationToken cancellationToken)
    {
        byte[][] written = new byte[rows.Count][];
        int first = _texts.Count - rows.Count;
        var options = new ParallelOptions { MaxDegreeOfParallelism = call.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, rows.Count, options, async (i, token) =>
            written[i] = await JudgeAsync(rows[i], _texts[first + i], metadata, token).ConfigureAwait(false)).ConfigureAwait(false);
        progress.Add(written);
        rows.Clear();
    }

    private async Task<byte[]> JudgeAsync(ForeignRow row, OverlapText text, KnowledgeGraphMetadata metadata, CancellationToken cancellationToken)
    {
        AuditedChain audited = await _auditor.AuditAsync(graph, row.Question, row.Text, null, cancellationToken).ConfigureAwait(false);
        var request = new VerificationRequest
        {
            Question = audited.Question,
            Links = audited.Links,
            Chain = audited.Chain.Chain,
            Mode = ReasoningMode.Explain,
            IsEvidenceOffered = false,
        };
        ChainVerdict leak = await _leaks.VerifyAsync(graph, request, cancellationToken).ConfigureAwait(false);
        string[] benchmarks = _benchmarks is null
            ? []
            : [.. _benchmarks.Find(text).Select(match => _benchmarkFiles[match.Index]).Distinct().Order(StringComparer.Ordinal)];
        return AuditRowJson.Write(row.Id, audited, AuditRow.Of(row.Id.Text, audited, leak, benchmarks), metadata.ContentHash);
    }

    private async Task WriteAsync(AuditProgress progress, KnowledgeGraphMetadata metadata, CancellationToken cancellationToken)
    {
        IReadOnlyList<int> clusters = NearDuplicates.Cluster(_texts, null, cancellationToken);
        var report = new AuditReport { DuplicateRows = clusters.Where((first, row) => first != row).Count() };
        foreach (string row in progress.Read())
        {
            using JsonDocument written = JsonText.Parse(row);
            report.Add(AuditRowJson.Read(written.RootElement));
        }

        if (call.Html is not null)
        {
            IReadOnlyList<AuditExample> examples = await ReadExamplesAsync(progress, report, cancellationToken).ConfigureAwait(false);
            byte[] page = AuditPage.Render(report, Path.GetFileName(call.Input), metadata, examples);
            await DataOutput.WriteFileAsync(call.Html, page, console, cancellationToken).ConfigureAwait(false);
        }

        if (call.Steps is not null)
        {
            await WriteLabelsAsync(progress, call.Steps, cancellationToken).ConfigureAwait(false);
        }

        await DataOutput.WriteAsync(
            call.Output,
            output =>
            {
                int number = 0;
                foreach (string row in progress.Read())
                {
                    output.WriteLine(AuditRowJson.Complete(row, number, clusters[number]));
                    number++;
                }
            },
            console,
            cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteLabelsAsync(AuditProgress progress, string path, CancellationToken cancellationToken)
    {
        DataOutput labels = DataOutput.Open(path, console);
        await using (labels.ConfigureAwait(false))
        {
            await foreach ((ForeignRow row, string judged) in ReadJudgedAsync(progress, cancellationToken).ConfigureAwait(false))
            {
                using JsonDocument written = JsonText.Parse(judged);
                labels.WriteRow(writer => AuditRowJson.WriteLabels(writer, written.RootElement, row.Question));
            }

            await labels.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<AuditExample>> ReadExamplesAsync(AuditProgress progress, AuditReport report, CancellationToken cancellationToken)
    {
        // An id may stand once in each dataset.
        ILookup<string, AuditRow> wanted = report.Worst.Concat(report.Best).ToLookup(row => row.Id, StringComparer.Ordinal);
        var examples = new List<AuditExample>();
        await foreach ((ForeignRow row, string judged) in ReadJudgedAsync(progress, cancellationToken).ConfigureAwait(false))
        {
            if (wanted[row.Id.Text].FirstOrDefault(found => found.Source == row.Question.Dataset) is { } shown)
            {
                using JsonDocument written = JsonText.Parse(judged);
                examples.Add(AuditRowJson.ReadExample(shown, written.RootElement, row.Question.Text));
            }
        }

        return examples;
    }

    /// <summary>Reads the rows again, each with what was written of it.</summary>
    private async IAsyncEnumerable<(ForeignRow Row, string Judged)> ReadJudgedAsync(
        AuditProgress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IEnumerator<string> judged = progress.Read().GetEnumerator();
        await foreach ((ForeignRow row, JsonLine line) in ReadRowsAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return judged.MoveNext()
                ? (row, judged.Current)
                : throw line.Error("expected the rows that were judged, found one more: the input was changed during the audit");
        }
    }

    private async IAsyncEnumerable<(ForeignRow Row, JsonLine Line)> ReadRowsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new ForeignRowReader(call.Language);
        await foreach (JsonLine line in JsonLinesReader.ReadAsync(call.Input, cancellationToken).ConfigureAwait(false))
        {
            ForeignRow row = reader.Read(line);
            yield return (row.Text.Length > 0 ? row : row with { Text = line.OptionalString("reasoning") ?? string.Empty }, line);
        }
    }

    private async Task ReadBenchmarksAsync(CancellationToken cancellationToken)
    {
        var texts = new List<OverlapText>();
        var files = new List<string>();
        foreach (string path in call.Against)
        {
            string format = (await QuestionFormatRegistry.Default.DetectAsync(path, cancellationToken).ConfigureAwait(false)).Name;
            var reading = new QuestionReaderOptions { RefusedFlags = FrozenSet<string>.Empty };
            await foreach (QuestionRow row in QuestionReader.ReadAsync(path, format, reading, cancellationToken).ConfigureAwait(false))
            {
                texts.Add(OverlapText.Of(row.Question));
                files.Add(Path.GetFileName(path));
            }
        }

        _benchmarks = texts.Count == 0 ? null : new OverlapDetector(texts);
        _benchmarkFiles = [.. files];
    }

    private async Task<string> IdentifyAsync(KnowledgeGraphMetadata metadata, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("audit", 1);
            writer.WriteString("graph", metadata.ContentHash);
            writer.WriteString("input", await RunConfiguration.HashFileAsync(call.Input, cancellationToken).ConfigureAwait(false));
            writer.WriteStartArray("against");
            foreach (string path in call.Against)
            {
                writer.WriteStringValue(await RunConfiguration.HashFileAsync(path, cancellationToken).ConfigureAwait(false));
            }

            writer.WriteEndArray();
            writer.WriteNumber("min_supported", call.Limits.MinSupportedClaims);
            writer.WriteNumber("min_supported_share", call.Limits.MinSupportedShare);
            writer.WriteString("language", call.Language.ToString());
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
