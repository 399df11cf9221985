namespace MedReason.Runs;

/// <summary>How <see cref="RunEngine"/> goes through a run's rows. Immutable. No result depends on it.</summary>
public sealed class RunEngineOptions
{
    /// <summary>Gets the number of rows worked on at once. Default 4.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Gets the outcome that is final even when a call of the row got no reply. Default <c>accepted</c>.</summary>
    public string Success { get; init; } = "accepted";

    /// <summary>Gets the client that the work calls, so that the engine ends when the client does; null when the work calls no model.</summary>
    public RunChatClient? Client { get; init; }

    /// <summary>Gets the callback invoked after each row, by several threads at once; null for no callback.</summary>
    public Action<RunEngine>? OnRow { get; init; }

    /// <summary>
    /// Gets the callback invoked once with an estimate of the whole run, when a hundredth of the rows is done: in a first session that hundredth is sampled
    /// evenly over the input and done first. Requires <see cref="Client"/>. Null for no callback, and then no rows are done first.
    /// Where calls are made in batches no rows are done first, and it is invoked only when earlier sessions have finished rows.
    /// </summary>
    public Action<RunEstimate>? OnEstimate { get; init; }

    /// <summary>Gets the maximum wait for deferred rows before they are tried once more. Default one minute.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);
}
