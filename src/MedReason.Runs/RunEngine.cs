using System.Runtime.ExceptionServices;

namespace MedReason.Runs;

/// <summary>Takes the pending rows of a run through some work, several at once, and records what becomes of each as soon as it is known.</summary>
/// <remarks>
/// A row one of whose calls got no reply is recorded as transient, so that another session retries it, unless its outcome is final anyway. A row whose
/// provider asks to wait too long is put off, and tried once more when the others are done. A row that meets the end of the money or of the provider stays
/// pending. Memory does not grow with the number of rows.
/// </remarks>
public sealed class RunEngine
{
    private const long PilotShare = 100;
    private static readonly TimeSpan PausePoll = TimeSpan.FromMilliseconds(100);
    private readonly IRunStore _store;
    private readonly Func<RunRow, CancellationToken, Task<RunResult>> _work;
    private readonly RunEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Outcome, string? Stage, string? Reason, bool IsTransient), long> _tally = [];
    private readonly long _start;
    private long _total;
    private long _done;
    private long _doneHere;
    private TimeSpan? _deferredUntil;
    private readonly HashSet<long> _deferred = [];

    /// <summary>Prepares a session.</summary>
    /// <param name="store">The run, with all its rows; not disposed.</param>
    /// <param name="work">
    /// What is done with a row. It runs on several threads at once and has no state of a row outside of it. What it throws ends the session; a row that merely
    /// failed is a result.
    /// </param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="timeProvider">The clock of rates and pauses; null for the system's.</param>
    public RunEngine(
        IRunStore store, Func<RunRow, CancellationToken, Task<RunResult>> work, RunEngineOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(work);
        _options = options ?? new RunEngineOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Concurrency, nameof(options));
        _store = store;
        _work = work;
        _time = timeProvider ?? TimeProvider.System;
        _start = _time.GetTimestamp();
    }

    /// <summary>How far the run is.</summary>
    public RunProgress Progress
    {
        get
        {
            lock (_lock)
            {
                return GetProgress();
            }
        }
    }

    /// <summary>Works until every row has a result, or the run has to end.</summary>
    /// <param name="cancellationToken">Ends the session; rows that are being worked on stay pending.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="RunException">The run's store failed.</exception>
    /// <exception cref="OperationCanceledException">The session was cancelled.</exception>
    public async Task<RunEnd> RunAsync(CancellationToken cancellationToken = default)
    {
        // Also for a session that is cancelled at once, which says what is kept.
        RunCounts before = await _store.ReadCountsAsync(CancellationToken.None).ConfigureAwait(false);
        Load(before.Rows, [.. before.Tally.Where(static tally => !tally.IsTransient)]);
        if (_options is { Client: not null, OnEstimate: not null } && _total - _done > 0)
        {
            // In batches a pilot would take as many rounds as all rows together.
            if (_options.Client.Batches is null && _done * PilotShare < _total)
            {
                await PassAsync(PilotShare, mayDefer: true, cancellationToken).ConfigureAwait(false);
            }

            Estimate(_options.Client, _options.OnEstimate);
        }

        await PassAsync(every: 1, mayDefer: true, cancellationToken).ConfigureAwait(false);
        if (_deferredUntil is { } until && FindStop() is null)
        {
            TimeSpan wait = until - _time.GetElapsedTime(_start);
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, _options.LongestWait.Ticks)), _time, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                _deferred.Clear();
            }

            await PassAsync(every: 1, mayDefer: false, cancellationToken).ConfigureAwait(false);
        }

        RunStop? stop = FindStop();
        if (stop is not null || _store.IsShared)
        {
            RunCounts after = await _store.ReadCountsAsync(cancellationToken).ConfigureAwait(false);
            stop = after.Pending > 0 ? stop : null;
            if (_store.IsShared)
            {
                Load(after.Rows, after.Tally);
            }
        }

        return new RunEnd { Reason = stop?.Reason, Cause = stop?.Cause, Progress = Progress };
    }

    private void Load(long total, IReadOnlyList<RunTally> tallies)
    {
        lock (_lock)
        {
            _total = total;
            _done = 0;
            _tally.Clear();
            foreach (RunTally tally in tallies)
            {
                _tally[(tally.Outcome, tally.Stage, tally.Reason, tally.IsTransient)] = tally.Count;
                _done += tally.Count;
            }
        }
    }

    private int Concurrency => _store.Steering.Concurrency ?? _options.Concurrency;

    private RunStop? FindStop() => _options.Client is { End: { } reason, EndCause: { } cause }
        ? new RunStop(cause, reason)
        : _store.Steering.FindStop(_time.GetUtcNow());

    // Where calls are made in batches, a row that waits is stopped, and goes through its work anew when its calls have replies.
    private async Task PassAsync(long every, bool mayDefer, CancellationToken cancellationToken)
    {
        do
        {
            await PassOnceAsync(every, mayDefer, cancellationToken).ConfigureAwait(false);
        }
        while (_options.Client?.Batches is { } batches && FindStop() is null
            && await batches.AdvanceAsync(hasMoreRows: batches.IsFull, cancellationToken).ConfigureAwait(false));
    }

    private async Task PassOnceAsync(long every, bool mayDefer, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _store.Failed);
        using var turn = new SemaphoreSlim(1);
        IAsyncEnumerator<RunRow> pending = _store.ClaimRowsAsync(every, includeDeferred: !mayDefer, stop.Token).GetAsyncEnumerator(stop.Token);
        ExceptionDispatchInfo? failure = null;
        var workers = new List<Task>();
        int active = 0;
        await using (pending.ConfigureAwait(false))
        {
            await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            Begin();
            turn.Release();

            // A run that is steered to more rows at once begins more while these go on.
            for (int i = 0; Worker(i) is { } worker; i++)
            {
                await worker.ConfigureAwait(false);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_store.Failure is { } broken)
        {
            ExceptionDispatchInfo.Throw(broken);
        }

        failure?.Throw();

        async Task WorkAsync()
        {
            try
            {
                while (await NextAsync().ConfigureAwait(false) is { } row)
                {
                    await RunRowAsync(row, mayDefer, stop.Token).ConfigureAwait(false);
                }
            }
            catch (Exception exception)
            {
                // The first failure is reported; it stops the others, whose own exceptions carry no information.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }

        // In turn alone.
        void Begin()
        {
            for (; active < Concurrency; active++)
            {
                lock (workers)
                {
                    workers.Add(Task.Run(WorkAsync, CancellationToken.None));
                }
            }
        }

        Task? Worker(int index)
        {
            lock (workers)
            {
                return index < workers.Count ? workers[index] : null;
            }
        }

        async Task<RunRow?> NextAsync()
        {
            await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            try
            {
                while (_store.Steering.IsPaused && FindStop() is null && !stop.IsCancellationRequested)
                {
                    await Task.Delay(PausePoll, _time, stop.Token).ConfigureAwait(false);
                }

                if (active > Concurrency)
                {
                    active--;
                    return null;
                }

                Begin();
                while (!stop.IsCancellationRequested && FindStop() is null && _options.Client?.Batches?.IsFull is not true
                    && await pending.MoveNextAsync().ConfigureAwait(false))
                {
                    if (!IsPutOff(pending.Current.Ordinal))
                    {
                        return pending.Current;
                    }
                }

                return null;
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private bool IsPutOff(long ordinal)
    {
        if (_options.Client?.Batches is not { } batches)
        {
            return false;
        }

        lock (_lock)
        {
            return batches.IsWaiting(ordinal) || _deferred.Contains(ordinal);
        }
    }

    private async Task RunRowAsync(RunRow row, bool mayDefer, CancellationToken cancellationToken)
    {
        RunResult? result;
        bool isTransient;
        RunBatches? batches = _options.Client?.Batches;
        using CancellationTokenSource? stop = batches is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using (var scope = RunRowScope.Begin(row.Ordinal, stop))
        {
            result = await WorkAsync(row, scope, stop?.Token ?? cancellationToken, cancellationToken).ConfigureAwait(false);
            if (scope.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            if (result is null || scope.Waits.Count > 0)
            {
                await batches!.WaitAsync(row.Ordinal, scope.Waits).ConfigureAwait(false);
                return;
            }

            isTransient = result.IsTransient || (scope.HasFailed && result.Outcome != _options.Success);
            // A call that is refused while the run goes on, because nothing limits its reply, would be refused again at once.
            if (isTransient && scope.HasEnded && FindStop() is not null)
            {
                await _store.ReleaseRowAsync(row.Ordinal, isDeferred: false).ConfigureAwait(false);
                return;
            }

            if (isTransient && mayDefer && scope.Deferral is { } wish)
            {
                lock (_lock)
                {
                    _deferred.Add(row.Ordinal);
                    TimeSpan until = _time.GetElapsedTime(_start) + wish;
                    _deferredUntil = _deferredUntil < until ? _deferredUntil : until;
                }

                RunTelemetry.Deferral();
                await _store.ReleaseRowAsync(row.Ordinal, isDeferred: true).ConfigureAwait(false);
                return;
            }
        }

        result = new RunResult { Outcome = result.Outcome, Stage = result.Stage, Reason = result.Reason, IsTransient = isTransient, Payload = result.Payload };
        if (!await _store.RecordResultAsync(row.Ordinal, result).ConfigureAwait(false))
        {
            return;
        }

        RunTelemetry.Row(result);
        lock (_lock)
        {
            _done++;
            _doneHere++;
            (string, string?, string?, bool) key = (result.Outcome, result.Stage, result.Reason, isTransient);
            _tally[key] = _tally.GetValueOrDefault(key) + 1;
        }

        _options.OnRow?.Invoke(this);
    }

    /// <summary>Does the work on a row; null where the row was stopped because it waits for calls in batches.</summary>
    private async Task<RunResult?> WorkAsync(RunRow row, RunRowScope scope, CancellationToken stopped, CancellationToken cancellationToken)
    {
        try
        {
            return await _work(row, stopped).ConfigureAwait(false);
        }
        catch (Exception) when (scope.Waits.Count > 0 && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await scope.Stopping.ConfigureAwait(false);
        }
    }

    private void Estimate(RunChatClient client, Action<RunEstimate> report)
    {
        RunProgress progress = Progress;
        if (progress.Done == 0)
        {
            return;
        }

        RunSpending spending = client.Spending;
        long remaining = progress.Total - progress.Done;
        report(new RunEstimate
        {
            Rows = progress.Done,
            Remaining = remaining,
            RemainingTokens = (long)((spending.InputTokens + spending.OutputTokens) / (double)progress.Done * remaining),
            RemainingCost = (spending.Cost + spending.PossibleCost) / progress.Done * remaining,
        });
    }

    private RunProgress GetProgress()
    {
        double seconds = _time.GetElapsedTime(_start).TotalSeconds;
        double rate = _doneHere == 0 || seconds <= 0 ? 0 : _doneHere / seconds;
        return new RunProgress
        {
            Total = _total,
            Done = _done,
            Tally =
            [
                .. _tally
                    .Select(static entry => new RunTally
                    {
                        Outcome = entry.Key.Outcome,
                        Stage = entry.Key.Stage,
                        Reason = entry.Key.Reason,
                        IsTransient = entry.Key.IsTransient,
                        Count = entry.Value,
                    })
                    .OrderBy(static tally => tally.Outcome, StringComparer.Ordinal)
                    .ThenBy(static tally => tally.Stage, StringComparer.Ordinal)
                    .ThenBy(static tally => tally.Reason, StringComparer.Ordinal)
                    .ThenBy(static tally => tally.IsTransient),
            ],
            RowsPerSecond = rate,
            Remaining = rate > 0 ? TimeSpan.FromSeconds((_total - _done) / rate) : null,
            Spending = _options.Client?.Spending,
            Health = _options.Client?.Health,
        };
    }
}
