namespace MedReason.Evaluation;

/// <summary>A run read by its own scorer: which of its rows count, and which of these are right. Immutable.</summary>
internal sealed class ScoredRun
{
    private readonly bool _takesFirst;

    public ScoredRun(EvaluatedRun run)
    {
        Run = run;
        var figures = RunFigures.Of(run);
        _takesFirst = ReferenceEquals(figures.Published, figures.PublishedFirst);
        Accuracy = run.IsPublished ? figures.Published : figures.All;
        Failed = figures.Failed;
        Undecided = figures.Abstained.Correct + figures.Ambiguous.Correct;
        Asked = figures.All.Count;
    }

    public EvaluatedRun Run { get; }

    public ShareFigure Accuracy { get; }

    public int Asked { get; }

    public int Failed { get; }

    public int Undecided { get; }

    /// <summary>The rows with a reply, which tests are made of.</summary>
    public IEnumerable<EvaluationRow> Answered =>
        Run.Counted.Where(row => row.Outcome == EvaluationRow.Scored && (!Run.IsPublished || row.IsPublishedKept));

    public bool IsRight(EvaluationRow row) => !Run.IsPublished ? row.IsCorrect : _takesFirst ? row.IsFirstMatchRight : row.IsLastMatchRight;

    /// <summary>Tests this run against a reference over the questions that both answered.</summary>
    public TableTest TestAgainst(ScoredRun reference)
    {
        Dictionary<(string Id, string Hash), EvaluationRow> others = reference.Answered.ToDictionary(static row => (row.Id, row.ContentHash));
        (bool IsRight, bool IsOtherRight)[] pairs =
        [
            .. Answered.Where(row => others.ContainsKey((row.Id, row.ContentHash)))
                .Select(row => (IsRight(row), reference.IsRight(others[(row.Id, row.ContentHash)]))),
        ];
        int onlyModel = pairs.Count(static pair => pair is { IsRight: true, IsOtherRight: false });
        int onlyReference = pairs.Count(static pair => pair is { IsRight: false, IsOtherRight: true });
        return new TableTest
        {
            Reference = reference.Run.Name,
            Count = pairs.Length,
            OnlyModel = onlyModel,
            OnlyReference = onlyReference,
            PValue = pairs.Length == 0 ? null : McNemarTest.PValue(onlyReference, onlyModel),
        };
    }
}
