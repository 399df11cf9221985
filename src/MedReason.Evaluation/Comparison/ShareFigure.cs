namespace MedReason.Evaluation;

/// <summary>How many of some items are right. Immutable.</summary>
internal sealed record ShareFigure
{
    public required string Name { get; init; }

    public required int Count { get; init; }

    public required int Correct { get; init; }

    /// <summary>Null where there is nothing to count.</summary>
    public double? Share => Count == 0 ? null : (double)Correct / Count;

    public Interval? Interval => WilsonInterval.Of(Correct, Count);

    public static ShareFigure Of(string name, IEnumerable<EvaluationRow> rows, Func<EvaluationRow, bool>? isRight = null)
    {
        EvaluationRow[] all = [.. rows];
        return new ShareFigure { Name = name, Count = all.Length, Correct = all.Count(isRight ?? (row => row.IsCorrect)) };
    }
}
