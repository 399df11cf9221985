namespace MedReason.Evaluation;

/// <summary>A share of items that are right, with its interval. Immutable.</summary>
public sealed record ShareFigure
{
    /// <summary>Gets the name of the items: a subject, or <c>all</c>, <c>answered</c> and so on.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the number of items.</summary>
    public required int Count { get; init; }

    /// <summary>Gets the number of items that are right.</summary>
    public required int Correct { get; init; }

    /// <summary>Gets the share of items that are right; null when there are no items.</summary>
    public double? Share => Count == 0 ? null : (double)Correct / Count;

    /// <summary>Gets the Wilson interval of the share at 95 %; null when there are no items.</summary>
    public Interval? Interval => WilsonInterval.Of(Correct, Count);

    internal static ShareFigure Of(string name, IEnumerable<EvaluationRow> rows, Func<EvaluationRow, bool>? isRight = null)
    {
        EvaluationRow[] all = [.. rows];
        return new ShareFigure { Name = name, Count = all.Length, Correct = all.Count(isRight ?? (row => row.IsCorrect)) };
    }
}
