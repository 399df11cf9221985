using MedReason.Datasets;
using MedReason.Evaluation;

namespace MedReason.Cli;

/// <summary>
/// A row of <c>eval score</c> with what was read out of its output: <see cref="Answer"/> by our reading, else <see cref="Match"/> by the published one.
/// </summary>
internal sealed class ScoredCase
{
    private const string CutOffReason = "length";
    private string? _rightLabel;

    public ExtractedAnswer? Answer { get; private init; }

    /// <summary>Null for an output that is null, which the published scorer never sees.</summary>
    public PublishedMatch? Match { get; private init; }

    /// <summary>Whether the published evaluation drops the row: it keeps no empty output.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>Whether the row states a correct label that belongs to no option.</summary>
    public bool IsRightLabelUnknown { get; private init; }

    /// <summary>Gets the name of a status in rows: <c>answered</c>, <c>abstain</c> or <c>ambiguous</c>.</summary>
    public static string NameOf(AnswerStatus status) => status.ToString().ToLowerInvariant();

    public static ScoredCase Of(JsonLine line, bool isPublished)
    {
        if (!line.Root.TryGetProperty("output", out _))
        {
            throw line.Error("expected \"output\", found nothing");
        }

        string? output = line.OptionalString("output");
        IReadOnlyList<AnswerOption> options = line.ReadOptions("options");
        if (options.Count == 0)
        {
            throw line.Error("expected at least one option in \"options\", found none");
        }

        string? right = line.OptionalString("answer_idx");
        string? prepared = output is null ? null : PublishedScorer.Prepare(output);
        return new ScoredCase
        {
            Answer = isPublished ? null : AnswerExtractor.Extract(output, options, line.OptionalString("finish_reason") == CutOffReason),
            Match = isPublished && prepared is not null ? PublishedScorer.Match(prepared, options) : null,
            IsEmpty = string.IsNullOrEmpty(prepared),
            IsRightLabelUnknown = right is not null && !options.Any(option => string.Equals(option.Label, right.Trim(), StringComparison.OrdinalIgnoreCase)),
            _rightLabel = right,
        };
    }

    /// <summary>Whether a label is the correct one, ignoring case, since banks use both; null when the row does not state the correct one.</summary>
    public bool? IsCorrect(string? label) =>
        _rightLabel is null ? null : label is not null && string.Equals(label, _rightLabel.Trim(), StringComparison.OrdinalIgnoreCase);
}
