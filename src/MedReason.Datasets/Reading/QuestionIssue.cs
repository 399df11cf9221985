namespace MedReason.Datasets;

/// <summary>Represents a row that a reader refused. Immutable.</summary>
public sealed class QuestionIssue
{
    /// <summary>Gets the file.</summary>
    public required string File { get; init; }

    /// <summary>Gets the line, from 1; null when the failure has no line.</summary>
    public long? Line { get; init; }

    /// <summary>Gets what was expected and what was found.</summary>
    public required string Message { get; init; }
}
