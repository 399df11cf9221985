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

    private RunRowScope()
    {
    }

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
    public static RunRowScope Begin() => Ambient.Value = new RunRowScope();

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

    public void Dispose() => Ambient.Value = null;

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
