namespace MedReason.Runs;

/// <summary>How <see cref="RunEngine"/> goes through a run's rows. Immutable. No result depends on it.</summary>
public sealed class RunEngineOptions
{
    /// <summary>How many rows are worked on at once. Default 4.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>The outcome that stands even where a call of the row got no reply. Default <c>accepted</c>.</summary>
    public string Success { get; init; } = "accepted";

    /// <summary>The client that the work calls, so that the engine ends when it must; null where it calls none.</summary>
    public RunChatClient? Client { get; init; }

    /// <summary>Told after each row that the engine is further on; called by several threads at once. Null where nobody listens.</summary>
    public Action<RunEngine>? OnRow { get; init; }

    /// <summary>
    /// Told once what the whole will come to, when a hundredth of the rows is done: in a first session that hundredth is done ahead of the others, taken from
    /// all
    /// over the input. Only where <see cref="Client"/> is set. Null where nobody listens, and then no rows go ahead.
    /// </summary>
    public Action<RunEstimate>? OnEstimate { get; init; }

    /// <summary>The longest wait for rows that were put off, before they are tried once more. Default one minute.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);
}
