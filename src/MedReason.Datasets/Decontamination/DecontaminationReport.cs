using System.Text.Encodings.Web;
using System.Text.Json;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Reports what a run shares with benchmarks, and its near-duplicates. Immutable.</summary>
public sealed class DecontaminationReport
{
    /// <summary>The name of the file in a run folder that keeps it.</summary>
    public const string FileName = "decontamination.json";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gets the SHA-256 of the run's results that were compared, as 64 lower-case hexadecimal digits.</summary>
    public required string ResultsSha256 { get; init; }

    /// <summary>Gets the bounds.</summary>
    public required OverlapOptions Options { get; init; }

    /// <summary>Gets the benchmarks, in the order they were named.</summary>
    public required IReadOnlyList<BenchmarkSummary> Benchmarks { get; init; }

    /// <summary>Gets the number of accepted rows that were compared.</summary>
    public required int RawRows { get; init; }

    /// <summary>Gets the overlaps, in the order of the rows.</summary>
    public required IReadOnlyList<BenchmarkOverlap> Overlaps { get; init; }

    /// <summary>Gets the number of clusters of near-duplicates with two rows or more.</summary>
    public required int DuplicateClusters { get; init; }

    /// <summary>Gets the number of rows that are near-duplicates of an earlier one.</summary>
    public required int DuplicateRows { get; init; }

    /// <summary>Gets the number of rows that overlap a benchmark.</summary>
    public int FlaggedRows => Overlaps.Select(overlap => overlap.Id).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Gets the number of rows that overlap no benchmark.</summary>
    public int CleanRows => RawRows - FlaggedRows;

    /// <summary>Counts the overlaps of each measure, every measure in its order.</summary>
    public IReadOnlyList<(OverlapMeasure Measure, int Count)> CountByMeasure() =>
        [.. Enum.GetValues<OverlapMeasure>().Select(measure => (measure, Overlaps.Count(overlap => overlap.Measure == measure)))];

    /// <summary>Gets the name of a measure in files.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>For example <c>ngram_containment</c>.</returns>
    public static string NameOf(OverlapMeasure measure) => measure switch
    {
        OverlapMeasure.Identical => "identical",
        OverlapMeasure.NGramContainment => "ngram_containment",
        OverlapMeasure.FuzzyRatio => "fuzzy_ratio",
        _ => "longest_common_subsequence",
    };

    /// <summary>Writes the report as JSON, without a line break.</summary>
    /// <param name="withOverlaps">Whether each overlap is written, or only their number.</param>
    /// <returns>UTF-8 bytes.</returns>
    public byte[] ToUtf8(bool withOverlaps)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, WriterOptions))
        {
            Write(writer, withOverlaps);
        }

        return memory.ToArray();
    }

    /// <summary>Reads what <see cref="ToUtf8"/> wrote with its overlaps.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The report.</returns>
    /// <exception cref="InputFormatException">The file cannot be read or is not such a report.</exception>
    public static async Task<DecontaminationReport> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        JsonLine file = JsonLinesReader.Parse(path, 1, 0, await InputStream.ReadAllAsync(path, cancellationToken).ConfigureAwait(false));
        try
        {
            JsonElement root = file.Root;
            JsonElement parameters = root.GetProperty("parameters");
            return new DecontaminationReport
            {
                ResultsSha256 = root.GetProperty("results_sha256").GetString()!,
                RawRows = root.GetProperty("raw").GetInt32(),
                DuplicateClusters = root.GetProperty("near_duplicates").GetProperty("clusters").GetInt32(),
                DuplicateRows = root.GetProperty("near_duplicates").GetProperty("rows").GetInt32(),
                Options = new OverlapOptions
                {
                    NGramLength = parameters.GetProperty("ngram_length").GetInt32(),
                    Containment = parameters.GetProperty("containment").GetDouble(),
                    ShortStemWords = parameters.GetProperty("short_stem_words").GetInt32(),
                    FuzzyRatio = parameters.GetProperty("fuzzy_ratio").GetDouble(),
                    SubsequenceShare = parameters.GetProperty("subsequence_share").GetDouble(),
                },
                Benchmarks =
                [
                    .. root.GetProperty("benchmarks").EnumerateArray().Select(benchmark => new BenchmarkSummary
                    {
                        File = benchmark.GetProperty("file").GetString()!,
                        Sha256 = benchmark.GetProperty("sha256").GetString()!,
                        Questions = benchmark.GetProperty("questions").GetInt32(),
                        FlaggedRows = benchmark.GetProperty("flagged").GetInt32(),
                    }),
                ],
                Overlaps =
                [
                    .. root.GetProperty("overlaps").EnumerateArray().Select(overlap => new BenchmarkOverlap
                    {
                        Id = overlap.GetProperty("id").GetString()!,
                        Benchmark = overlap.GetProperty("benchmark").GetString()!,
                        BenchmarkId = overlap.GetProperty("benchmark_id").GetString()!,
                        Measure = MeasureOf(overlap.GetProperty("measure").GetString()!),
                        Value = overlap.GetProperty("value").GetDouble(),
                    }),
                ],
            };
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputFormatException("expected what decontaminate writes, found another JSON object", exception) { File = path };
        }
    }

    private static OverlapMeasure MeasureOf(string name)
    {
        foreach (OverlapMeasure measure in Enum.GetValues<OverlapMeasure>())
        {
            if (NameOf(measure) == name)
            {
                return measure;
            }
        }

        throw new FormatException("Unknown measure.");
    }

    private void Write(Utf8JsonWriter writer, bool withOverlaps)
    {
        writer.WriteStartObject();
        writer.WriteString("results_sha256", ResultsSha256);
        writer.WriteNumber("raw", RawRows);
        writer.WriteNumber("flagged", FlaggedRows);
        writer.WriteNumber("clean", CleanRows);
        writer.WriteStartObject("measures");
        foreach ((OverlapMeasure measure, int count) in CountByMeasure())
        {
            writer.WriteNumber(NameOf(measure), count);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("near_duplicates");
        writer.WriteNumber("clusters", DuplicateClusters);
        writer.WriteNumber("rows", DuplicateRows);
        writer.WriteEndObject();
        writer.WriteStartArray("benchmarks");
        foreach (BenchmarkSummary benchmark in Benchmarks)
        {
            writer.WriteStartObject();
            writer.WriteString("file", benchmark.File);
            writer.WriteString("sha256", benchmark.Sha256);
            writer.WriteNumber("questions", benchmark.Questions);
            writer.WriteNumber("flagged", benchmark.FlaggedRows);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("parameters");
        writer.WriteNumber("ngram_length", Options.NGramLength);
        writer.WriteNumber("containment", Options.Containment);
        writer.WriteNumber("short_stem_words", Options.ShortStemWords);
        writer.WriteNumber("fuzzy_ratio", Options.FuzzyRatio);
        writer.WriteNumber("subsequence_share", Options.SubsequenceShare);
        writer.WriteEndObject();
        if (withOverlaps)
        {
            writer.WriteStartArray("overlaps");
            foreach (BenchmarkOverlap overlap in Overlaps)
            {
                writer.WriteStartObject();
                writer.WriteString("id", overlap.Id);
                writer.WriteString("benchmark", overlap.Benchmark);
                writer.WriteString("benchmark_id", overlap.BenchmarkId);
                writer.WriteString("measure", NameOf(overlap.Measure));
                writer.WriteNumber("value", overlap.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
