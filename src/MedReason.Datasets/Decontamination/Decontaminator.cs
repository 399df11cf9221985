using System.Collections.Frozen;
using System.Security.Cryptography;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Compares the accepted rows of a run with benchmarks, and with each other.</summary>
public static class Decontaminator
{
    /// <summary>Compares a run with benchmarks.</summary>
    /// <param name="runFolder">The folder that holds <c>results.jsonl</c>.</param>
    /// <param name="against">The benchmarks.</param>
    /// <param name="options">The bounds; null for the published ones.</param>
    /// <param name="nearDuplicates">What near-duplicates inside the run are; null for the defaults.</param>
    /// <param name="formats">The formats in which the benchmarks may be; null for <see cref="QuestionFormatRegistry.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The report; nothing is written.</returns>
    /// <exception cref="InputFormatException">A file cannot be read, or its format is not detected.</exception>
    public static async Task<DecontaminationReport> CompareAsync(
        string runFolder,
        IReadOnlyList<BenchmarkFile> against,
        OverlapOptions? options = null,
        NearDuplicateOptions? nearDuplicates = null,
        QuestionFormatRegistry? formats = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        ArgumentNullException.ThrowIfNull(against);
        options ??= new OverlapOptions();
        formats ??= QuestionFormatRegistry.Default;
        var benchmarkTexts = new List<OverlapText>();
        var benchmarkIds = new List<(int File, string Id)>();
        for (int file = 0; file < against.Count; file++)
        {
            string format = against[file].Format ?? (await formats.DetectAsync(against[file].Path, cancellationToken).ConfigureAwait(false)).Name;
            var reading = new QuestionReaderOptions { Formats = formats, RefusedFlags = FrozenSet<string>.Empty };
            await foreach (QuestionRow row in QuestionReader.ReadAsync(against[file].Path, format, reading, cancellationToken).ConfigureAwait(false))
            {
                benchmarkTexts.Add(OverlapText.Of(row.Question));
                benchmarkIds.Add((file, row.Id.Text));
            }
        }

        var detector = new OverlapDetector(benchmarkTexts, options);
        var texts = new List<OverlapText>();
        var overlaps = new List<BenchmarkOverlap>();
        var flagged = new int[against.Count];
        await foreach (JsonLine line in ResultsFile.ReadAcceptedAsync(runFolder, null, cancellationToken).ConfigureAwait(false))
        {
            ExportRow row = ExportRow.Read(line);
            OverlapText text = row.ToOverlapText();
            texts.Add(text);
            var files = new SortedSet<int>();
            foreach (OverlapMatch match in detector.Find(text))
            {
                (int file, string id) = benchmarkIds[match.Index];
                files.Add(file);
                overlaps.Add(new BenchmarkOverlap
                {
                    Id = row.Id.Text,
                    Benchmark = Path.GetFileName(against[file].Path),
                    BenchmarkId = id,
                    Measure = match.Measure,
                    Value = match.Value,
                });
            }

            foreach (int file in files)
            {
                flagged[file]++;
            }
        }

        IReadOnlyList<int> clusters = NearDuplicates.Cluster(texts, nearDuplicates, cancellationToken);
        var benchmarks = new List<BenchmarkSummary>();
        for (int file = 0; file < against.Count; file++)
        {
            benchmarks.Add(new BenchmarkSummary
            {
                File = Path.GetFileName(against[file].Path),
                Sha256 = await HashAsync(against[file].Path, cancellationToken).ConfigureAwait(false),
                Questions = benchmarkIds.Count(entry => entry.File == file),
                FlaggedRows = flagged[file],
            });
        }

        return new DecontaminationReport
        {
            ResultsSha256 = await HashAsync(ResultsFile.GetPath(runFolder), cancellationToken).ConfigureAwait(false),
            Options = options,
            Benchmarks = benchmarks,
            RawRows = texts.Count,
            Overlaps = overlaps,
            DuplicateClusters = clusters.Where((first, index) => first != index).Distinct().Count(),
            DuplicateRows = clusters.Where((first, index) => first != index).Count(),
        };
    }

    /// <summary>Computes the SHA-256 of a file's bytes.</summary>
    internal static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        FileStream file = InputStream.Open(path);
        await using (file.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        }
    }
}
