namespace MedReason.Evaluation;

/// <summary>The figures of one evaluation run: accuracy with intervals, abstentions, the published scorer, subjects. Immutable.</summary>
public sealed record RunFigures
{
    /// <summary>Gets the name of the run.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the folder of the run.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the name of the question bank.</summary>
    public required string Benchmark { get; init; }

    /// <summary>Gets the share of all asked questions that are right.</summary>
    public required ShareFigure All { get; init; }

    /// <summary>Gets the share of answered questions that are right, which favours a model that abstains and is reported beside <see cref="All"/>.</summary>
    public required ShareFigure Answered { get; init; }

    /// <summary>Gets the interval of <see cref="All"/> with errors clustered by vignette; null when no items share one.</summary>
    public Interval? Clustered { get; init; }

    /// <summary>Gets the number of vignettes.</summary>
    public required int Clusters { get; init; }

    /// <summary>Gets the number of questions that were not asked.</summary>
    public required int Excluded { get; init; }

    /// <summary>Gets the number of questions to which the model gave no reply.</summary>
    public required int Failed { get; init; }

    /// <summary>Gets the share of questions whose reply names no option.</summary>
    public required ShareFigure Abstained { get; init; }

    /// <summary>Gets the share of questions whose reply names several options.</summary>
    public required ShareFigure Ambiguous { get; init; }

    /// <summary>Gets the mean agreement of the replies to one question; null when each question has one reply.</summary>
    public double? Consistency { get; init; }

    /// <summary>Gets the first match of the published scorer, over the outputs that are not empty.</summary>
    public required ShareFigure PublishedFirst { get; init; }

    /// <summary>Gets the last match of the published scorer, over the outputs that are not empty.</summary>
    public required ShareFigure PublishedLast { get; init; }

    /// <summary>Gets the first match of the published scorer, over all questions.</summary>
    public required ShareFigure PublishedFirstOfAll { get; init; }

    /// <summary>Gets the last match of the published scorer, over all questions.</summary>
    public required ShareFigure PublishedLastOfAll { get; init; }

    /// <summary>Gets the items that are not marked as contaminated; null when none is marked.</summary>
    public ShareFigure? Clean { get; init; }

    /// <summary>Gets the items that are marked as contaminated; null when none is marked.</summary>
    public ShareFigure? Contaminated { get; init; }

    /// <summary>Gets a figure for each subject, in ordinal order.</summary>
    public required IReadOnlyList<ShareFigure> Subjects { get; init; }

    /// <summary>Gets the published figure, the higher of first and last match, over the outputs that are not empty.</summary>
    public ShareFigure Published => PublishedFirst.Correct > PublishedLast.Correct ? PublishedFirst : PublishedLast;

    /// <summary>Gets the higher of first and last match over all questions.</summary>
    public ShareFigure PublishedOfAll => PublishedFirstOfAll.Correct > PublishedLastOfAll.Correct ? PublishedFirstOfAll : PublishedLastOfAll;

    internal static RunFigures Of(EvaluatedRun run)
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
