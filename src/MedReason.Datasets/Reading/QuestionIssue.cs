namespace MedReason.Datasets;

/// <summary>A row that a reader refused. Immutable.</summary>
public sealed class QuestionIssue
{
    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>The line, from 1; null where the failure has no line.</summary>
    public long? Line { get; init; }

    /// <summary>What was expected and what was found.</summary>
    public required string Message { get; init; }
}
