namespace MedReason.Runs;

/// <summary>Represents the result of a row. Immutable.</summary>
public sealed class RunResult
{
    /// <summary>Gets the outcome in the words of the run's kind, such as <c>accepted</c>, <c>rejected</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Gets the stage that ended the work; null when no stage did.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets the reason code; null when the outcome needs no reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets a value that indicates whether the failure is transient, so that a resumed run retries the row.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Gets the line of <c>results.jsonl</c> for the row: UTF-8, without a line break.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
