namespace MedReason.Runs;

/// <summary>
/// Records the outcome of each call of one row, even when a stage handles the failure. Flows with the asynchronous context.
/// </summary>
internal sealed class RunRowScope : IDisposable
{
    private static readonly AsyncLocal<RunRowScope?> Ambient = new();
    private readonly Lock _lock = new();
    private bool _hasFailed;
    private bool _hasEnded;
    private bool _hasRejected;
    private TimeSpan? _deferral;
    private RunException? _failure;

    private readonly CancellationTokenSource? _stop;
    private readonly CancellationToken _stopped;
    private readonly HashSet<string> _waits = new(StringComparer.Ordinal);
    private int _calls;

    private RunRowScope(long ordinal, CancellationTokenSource? stop)
    {
        Ordinal = ordinal;
        _stop = stop;
        _stopped = stop?.Token ?? CancellationToken.None;
    }

    /// <summary>The place of the row.</summary>
    public long Ordinal { get; }

    /// <summary>The calls in batches that the row waits for; empty where it waits for none.</summary>
    public IReadOnlyCollection<string> Waits => Read<IReadOnlyCollection<string>>(() => [.. _waits]);

    /// <summary>Completes when the row has been stopped; completed where it is not stopped.</summary>
    public Task Stopping { get; private set; } = Task.CompletedTask;

    /// <summary>Whether a call got no reply.</summary>
    public bool HasFailed => Read(() => _hasFailed);

    /// <summary>Gets a value indicating whether a reply was rejected, so that another session gets another one.</summary>
    public bool HasRejected => Read(() => _hasRejected);

    /// <summary>Whether a call was not made because the run has to end.</summary>
    public bool HasEnded => Read(() => _hasEnded);

    /// <summary>The longest that a provider asked to wait beyond what is waited for; null where none did.</summary>
    public TimeSpan? Deferral => Read(() => _deferral);

    /// <summary>What failed of the run itself, which is no matter of the row; null where nothing did.</summary>
    public RunException? Failure => Read(() => _failure);

    /// <summary>The scope of the row that is being worked on; null outside of all rows.</summary>
    public static RunRowScope? Current => Ambient.Value;

    /// <summary>Opens a scope. Dispose it in the same method.</summary>
    /// <param name="ordinal">The place of the row.</param>
    /// <param name="stop">Stops the row when it waits for calls in batches; null where none are made.</param>
    public static RunRowScope Begin(long ordinal, CancellationTokenSource? stop) => Ambient.Value = new RunRowScope(ordinal, stop);

    /// <summary>Notes that a call got no reply.</summary>
    /// <param name="hasEnded">Whether the run has to end.</param>
    /// <param name="deferral">How long the provider asked to wait, where that is too long; else null.</param>
    public static void Note(bool hasEnded, TimeSpan? deferral)
    {
        if (Ambient.Value is { } scope)
        {
            lock (scope._lock)
            {
                scope._hasFailed = true;
                scope._hasEnded |= hasEnded;
                scope._deferral = scope._deferral is { } earlier && !(deferral > earlier) ? earlier : deferral;
            }
        }
    }

    /// <summary>Notes that a reply was rejected.</summary>
    public static void NoteRejection()
    {
        if (Ambient.Value is { } scope)
        {
            lock (scope._lock)
            {
                scope._hasRejected = true;
            }
        }
    }

    /// <summary>Notes that the run's folder failed. A stage that handles it would make a result of a row out of it.</summary>
    public static void Fail(RunException failure)
    {
        if (Ambient.Value is { } scope)
        {
            lock (scope._lock)
            {
                scope._failure ??= failure;
            }
        }
    }

    /// <summary>Notes that a call begins, where calls are made in batches.</summary>
    /// <exception cref="OperationCanceledException">The row was stopped.</exception>
    public void EnterCall()
    {
        _stopped.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _calls++;
        }
    }

    /// <summary>Notes that a call has come to its end.</summary>
    public void LeaveCall()
    {
        lock (_lock)
        {
            _calls--;
            StopWhereOnlyWaiting();
        }
    }

    /// <summary>
    /// Lets the row wait for a call. It is stopped when all its calls that are under way wait, so that calls that are made at once go into the same batch.
    /// </summary>
    /// <exception cref="OperationCanceledException">Always: the row was stopped, and is worked on again later.</exception>
    public async Task WaitAsync(string key)
    {
        lock (_lock)
        {
            _waits.Add(key);
            _calls--;
            StopWhereOnlyWaiting();
        }

        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stopped).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _calls++;
            }
        }
    }

    public void Dispose() => Ambient.Value = null;

    private void StopWhereOnlyWaiting()
    {
        if (_calls == 0 && _waits.Count > 0 && _stop is { IsCancellationRequested: false })
        {
            Stopping = _stop.CancelAsync();
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
