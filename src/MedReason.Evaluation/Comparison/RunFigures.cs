namespace MedReason.Evaluation;

/// <summary>What one run comes to. Immutable.</summary>
internal sealed record RunFigures
{
    public required string Name { get; init; }

    public required string Folder { get; init; }

    public required string Benchmark { get; init; }

    public required ShareFigure All { get; init; }

    /// <summary>Of those answered, which flatters a model that abstains; told beside the other.</summary>
    public required ShareFigure Answered { get; init; }

    /// <summary>The interval that knows which items share a vignette; null where none do.</summary>
    public Interval? Clustered { get; init; }

    public required int Clusters { get; init; }

    public required int Excluded { get; init; }

    public required int Failed { get; init; }

    public required ShareFigure Abstained { get; init; }

    public required ShareFigure Ambiguous { get; init; }

    /// <summary>How far replies to one question agree; null for one reply a question.</summary>
    public double? Consistency { get; init; }

    /// <summary>The published scorer: first and last match, over the outputs that are not empty and over all.</summary>
    public required ShareFigure PublishedFirst { get; init; }

    public required ShareFigure PublishedLast { get; init; }

    public required ShareFigure PublishedFirstOfAll { get; init; }

    public required ShareFigure PublishedLastOfAll { get; init; }

    /// <summary>Null where no item is marked as contaminated.</summary>
    public ShareFigure? Clean { get; init; }

    public ShareFigure? Contaminated { get; init; }

    public required IReadOnlyList<ShareFigure> Subjects { get; init; }

    /// <summary>The published figure: the higher of first and last match.</summary>
    public ShareFigure Published => PublishedFirst.Correct > PublishedLast.Correct ? PublishedFirst : PublishedLast;

    public ShareFigure PublishedOfAll => PublishedFirstOfAll.Correct > PublishedLastOfAll.Correct ? PublishedFirstOfAll : PublishedLastOfAll;

    public static RunFigures Of(EvaluatedRun run)
    {
        EvaluationRow[] rows = [.. run.Counted];
        EvaluationRow[] kept = [.. rows.Where(row => row.IsPublishedKept)];
        ClusteredMean? mean = ClusteredMean.Of([.. rows.Select(row => row.IsCorrect ? 1.0 : 0.0)], [.. rows.Select(row => row.Cluster)]);
        bool isMarked = rows.Any(row => row.IsContaminated);
        double[] consistencies = [.. rows.Where(row => row.Consistency is not null).Select(row => row.Consistency!.Value)];
        return new RunFigures
        {
            Name = run.Name,
            Folder = run.Folder,
            Benchmark = run.Benchmark,
            All = ShareFigure.Of("all", rows),
            Answered = ShareFigure.Of("answered", rows.Where(row => row.Answer?.Status == AnswerStatus.Answered)),
            Clustered = mean is not null && mean.Clusters < rows.Length ? mean.Interval : null,
            Clusters = mean?.Clusters ?? 0,
            Excluded = run.Rows.Count - rows.Length,
            Failed = rows.Count(row => row.Outcome == EvaluationRow.Failed),
            Abstained = ShareFigure.Of("abstained", rows, row => row.Answer?.Status == AnswerStatus.Abstain),
            Ambiguous = ShareFigure.Of("ambiguous", rows, row => row.Answer?.Status == AnswerStatus.Ambiguous),
            Consistency = consistencies.Length == 0 ? null : consistencies.Average(),
            PublishedFirst = ShareFigure.Of("first", kept, row => row.IsFirstMatchRight),
            PublishedLast = ShareFigure.Of("last", kept, row => row.IsLastMatchRight),
            PublishedFirstOfAll = ShareFigure.Of("first", rows, row => row.IsPublishedKept && row.IsFirstMatchRight),
            PublishedLastOfAll = ShareFigure.Of("last", rows, row => row.IsPublishedKept && row.IsLastMatchRight),
            Clean = isMarked ? ShareFigure.Of("clean", rows.Where(row => !row.IsContaminated)) : null,
            Contaminated = isMarked ? ShareFigure.Of("contaminated", rows.Where(row => row.IsContaminated)) : null,
            Subjects =
            [
                .. rows.Where(row => row.Subject is not null).GroupBy(row => row.Subject!, StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => ShareFigure.Of(group.Key, group)),
            ],
        };
    }
}
