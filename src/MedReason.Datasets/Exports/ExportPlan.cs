using System.Globalization;
using MedReason.Shared;

namespace MedReason.Datasets;

/// <summary>Plans which accepted rows go where, decided before anything is written. Immutable.</summary>
internal sealed class ExportPlan
{
    private ExportPlan(
        ExportPart[] parts,
        bool hasIntegerIds,
        SortedDictionary<string, int> outcomes,
        SortedDictionary<string, int> omitted,
        DecontaminationReport? decontamination)
    {
        Parts = parts;
        HasIntegerIds = hasIntegerIds;
        Outcomes = outcomes;
        Omitted = omitted;
        Decontamination = decontamination;
        Overlaps = (decontamination?.Overlaps ?? []).ToLookup(overlap => overlap.Id, StringComparer.Ordinal);
    }

    /// <summary>Gets the part of each accepted row, in their order.</summary>
    public IReadOnlyList<ExportPart> Parts { get; }

    /// <summary>Gets whether every id is an integer, so that ids have one type.</summary>
    public bool HasIntegerIds { get; }

    public IReadOnlyDictionary<string, int> Outcomes { get; }

    public IReadOnlyDictionary<string, int> Omitted { get; }

    public DecontaminationReport? Decontamination { get; }

    /// <summary>Gets the overlaps of a row, by its id.</summary>
    public ILookup<string, BenchmarkOverlap> Overlaps { get; }

    /// <summary>Describes what was left out and why, to be appended to a sentence; empty when nothing was.</summary>
    public string DescribeOmitted() => Omitted.Count == 0
        ? string.Empty
        : "; left out: " + string.Join(", ", Omitted.Select(omission => string.Create(CultureInfo.InvariantCulture, $"{omission.Key} {omission.Value}")));

    /// <summary>Makes the plan of a run.</summary>
    /// <param name="runFolder">The folder.</param>
    /// <param name="options">What is kept and how it is split.</param>
    /// <param name="needsSourceReasoning">Whether rows without reasoning of their source are left out.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<ExportPlan> MakeAsync(string runFolder, ExportOptions options, bool needsSourceReasoning, CancellationToken cancellationToken)
    {
        DecontaminationReport? decontamination = await FindReportAsync(runFolder, cancellationToken).ConfigureAwait(false);
        HashSet<string> contaminated = options.KeepContaminated || decontamination is null ? [] : [.. decontamination.Overlaps.Select(overlap => overlap.Id)];
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var omissions = new List<string?>();
        var hashes = new List<string>();
        var texts = new List<OverlapText>();
        bool needsClusters = options.ValidationShare > 0 || options.DropNearDuplicates;
        bool hasIntegerIds = true;
        await foreach (JsonLine line in ResultsFile.ReadAcceptedAsync(runFolder, Count, cancellationToken).ConfigureAwait(false))
        {
            ExportRow row = ExportRow.Read(line);
            if (options.FindSourceTerms(row.Dataset) is null)
            {
                throw new InputFormatException("expected the dataset of a registered format, found another: state its terms (--source-terms)")
                {
                    File = ResultsFile.FileName,
                    Line = line.Line,
                };
            }

            hasIntegerIds &= row.Id.IsInteger;
            omissions.Add(row.Grade < options.MinGrade ? ExportOmissions.BelowGrade
                : contaminated.Contains(row.Id.Text) ? ExportOmissions.Contaminated
                : string.IsNullOrWhiteSpace(row.AnswerIn(options.Answer)) ? ExportOmissions.NoAnswer
                : string.IsNullOrWhiteSpace(row.Reasoning) ? ExportOmissions.NoReasoning
                : needsSourceReasoning && row.SourceReasoning is null ? ExportOmissions.NoSourceReasoning
                : null);
            hashes.Add(row.ContentHash);
            if (needsClusters)
            {
                texts.Add(row.ToOverlapText());
            }
        }

        ExportPart[] parts = [.. omissions.Select(omission => omission is null ? ExportPart.Train : ExportPart.Omitted)];
        if (needsClusters)
        {
            Split(parts, omissions, hashes, NearDuplicates.Cluster(texts, null, cancellationToken), options);
        }

        var omitted = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (IGrouping<string, string> group in omissions.OfType<string>().GroupBy(omission => omission, StringComparer.Ordinal))
        {
            omitted.Add(group.Key, group.Count());
        }

        return new ExportPlan(parts, hasIntegerIds && parts.Length > 0, outcomes, omitted, decontamination);

        void Count(string outcome) => outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
    }

    // A cluster goes as a whole, by the least content hash in it, so that neither the order of the rows nor what else is in the run moves it.
    private static void Split(ExportPart[] parts, List<string?> omissions, List<string> hashes, IReadOnlyList<int> clusters, ExportOptions options)
    {
        var keys = new Dictionary<int, string>();
        var kept = new HashSet<int>();
        for (int index = 0; index < parts.Length; index++)
        {
            if (!keys.TryGetValue(clusters[index], out string? key) || string.CompareOrdinal(hashes[index], key) < 0)
            {
                keys[clusters[index]] = hashes[index];
            }
        }

        for (int index = 0; index < parts.Length; index++)
        {
            if (parts[index] == ExportPart.Omitted)
            {
                continue;
            }

            if (!kept.Add(clusters[index]) && options.DropNearDuplicates)
            {
                omissions[index] = ExportOmissions.NearDuplicate;
                parts[index] = ExportPart.Omitted;
            }
            else if ((StableHash.Of(options.Seed, keys[clusters[index]]) >> 11) * Math.Pow(2, -53) < options.ValidationShare)
            {
                parts[index] = ExportPart.Validation;
            }
        }
    }

    private static async Task<DecontaminationReport?> FindReportAsync(string runFolder, CancellationToken cancellationToken)
    {
        string path = Path.Combine(runFolder, DecontaminationReport.FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        DecontaminationReport report = await DecontaminationReport.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        return report.ResultsSha256 == await Decontaminator.HashAsync(ResultsFile.GetPath(runFolder), cancellationToken).ConfigureAwait(false)
            ? report
            : throw new ExportException($"{DecontaminationReport.FileName} is about other results than the run holds now: run decontaminate again");
    }
}
