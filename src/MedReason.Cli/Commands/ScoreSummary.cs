using System.Globalization;
using MedReason.Evaluation;

namespace MedReason.Cli;

/// <summary>The summary that <c>eval score</c> writes at its end: rates with intervals, and both denominators of the published scorer.</summary>
internal sealed class ScoreSummary(bool isPublished)
{
    private readonly SortedDictionary<string, long> _methods = new(StringComparer.Ordinal);
    private readonly long[] _statuses = new long[3];
    private long _judged;
    private long _judgedAndKept;
    private long _correct;
    private long _first;
    private long _last;
    private long _unknown;

    public bool IsPublished { get; } = isPublished;

    public long Count { get; private set; }

    public void Add(ScoredCase scored)
    {
        Count++;
        _unknown += scored.IsRightLabelUnknown ? 1 : 0;
        if (scored.Answer is { } answer)
        {
            _statuses[(int)answer.Status]++;
            string method = $"{ScoredCase.NameOf(answer.Status)} ({answer.Method})";
            _methods[method] = _methods.GetValueOrDefault(method) + 1;
            _correct += scored.IsCorrect(answer.Label) == true ? 1 : 0;
        }

        if (scored.IsCorrect(null) is not null)
        {
            _judged++;
            _judgedAndKept += scored.IsEmpty ? 0 : 1;
            _first += !scored.IsEmpty && scored.IsCorrect(scored.Match?.First) == true ? 1 : 0;
            _last += !scored.IsEmpty && scored.IsCorrect(scored.Match?.Last) == true ? 1 : 0;
        }
    }

    public IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"medreason: {Count} outputs");
        if (_unknown > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {_unknown} rows name in \"answer_idx\" no option of theirs; they count as not right");
        }

        if (IsPublished)
        {
            yield return $"  first match right: {Share(_first, _judgedAndKept)} of outputs that are not empty, {Share(_first, _judged)} of all";
            yield return $"  last match right: {Share(_last, _judgedAndKept)} of outputs that are not empty, {Share(_last, _judged)} of all";
            long higher = Math.Max(_first, _last);
            yield return $"  the higher of both, as published: {Share(higher, _judgedAndKept)}, {Share(higher, _judged)} of all";
            yield break;
        }

        yield return $"  right: {Share(_correct, _judged)} of all, {Share(_correct, _judged == 0 ? 0 : _statuses[(int)AnswerStatus.Answered])} of those "
            + "answered";
        yield return $"  answered {Share(_statuses[0], Count)}, abstained {Share(_statuses[1], Count)}, ambiguous {Share(_statuses[2], Count)}";
        foreach ((string method, long count) in _methods)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {method}: {count}");
        }
    }

    private static string Share(long part, long all) => WilsonInterval.Of(Math.Min(part, all), all) is { } interval
        ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / all:F1} % [{100 * interval.Low:F1}, {100 * interval.High:F1}] ({part} of {all})")
        : "no rows";
}
