namespace MedReason.Runs;

/// <summary>What became of a row. Immutable.</summary>
public sealed class RunResult
{
    /// <summary>The outcome as the run's kind names it, such as <c>accepted</c>, <c>rejected</c> or <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The stage that ended the work; null where none did.</summary>
    public string? Stage { get; init; }

    /// <summary>Why, as a code; null where the outcome needs no reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether what was missing may come another time, so that a resumed run tries the row again.</summary>
    public bool IsPassing { get; init; }

    /// <summary>The line that <c>results.jsonl</c> holds for the row: UTF-8, without a line break.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
