namespace MedReason.Datasets;

/// <summary>How a bank is read. Immutable.</summary>
public sealed class QuestionReaderOptions
{
    /// <summary>The split that the file is, such as <c>train</c> or <c>test</c>; carried into provenance. Null where it is not told.</summary>
    public string? Split { get; init; }

    /// <summary>The name that results carry; null for the format's own.</summary>
    public string? DatasetName { get; init; }

    /// <summary>
    /// For MedMCQA: whether <c>cop</c> counts from 1 (the original release) or from 0 (the hub's). Null lets the file decide where its values can
    /// (a 0 or a 4 stands in it); a file that cannot decide is refused.
    /// </summary>
    public int? AnswerIndexBase { get; init; }

    /// <summary>
    /// Takes the rows that cannot be read, instead of ending the reading at the first; null ends it. Called in the order of the file.
    /// </summary>
    public Action<QuestionIssue>? OnIssue { get; init; }

    /// <summary>Told once for a decision that the reader took from the file, such as the base of MedMCQA's answers; null where nobody listens.</summary>
    public Action<string>? OnNote { get; init; }
}
