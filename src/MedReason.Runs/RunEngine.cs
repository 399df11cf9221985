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
    private readonly RunStore _store;
    private readonly Func<RunRow, CancellationToken, Task<RunResult>> _work;
    private readonly RunEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Outcome, string? Stage, string? Reason, bool IsTransient), long> _tally = [];
    private readonly long _total;
    private readonly long _start;
    private long _done;
    private long _doneHere;
    private TimeSpan? _deferredUntil;

    /// <summary>Prepares a session.</summary>
    /// <param name="store">The run, with all its rows; not disposed.</param>
    /// <param name="work">
    /// What is done with a row. It runs on several threads at once and has no state of a row outside of it. What it throws ends the session; a row that merely
    /// failed is a result.
    /// </param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="timeProvider">The clock of rates and pauses; null for the system's.</param>
    public RunEngine(RunStore store, Func<RunRow, CancellationToken, Task<RunResult>> work, RunEngineOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(work);
        _options = options ?? new RunEngineOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Concurrency, nameof(options));
        _store = store;
        _work = work;
        _time = timeProvider ?? TimeProvider.System;
        _start = _time.GetTimestamp();
        _total = store.Reader.RowCount;
        foreach (RunTally tally in store.Reader.ReadTally().Where(static tally => !tally.IsTransient))
        {
            _tally[(tally.Outcome, tally.Stage, tally.Reason, false)] = tally.Count;
            _done += tally.Count;
        }
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
    /// <exception cref="RunException">The run's folder failed.</exception>
    /// <exception cref="OperationCanceledException">The session was cancelled.</exception>
    public async Task<RunEnd> RunAsync(CancellationToken cancellationToken = default)
    {
        if (_options is { Client: not null, OnEstimate: not null } && _total - _done > 0)
        {
            if (_done * PilotShare < _total)
            {
                await PassAsync(PilotShare, mayDefer: true, cancellationToken).ConfigureAwait(false);
            }

            Estimate(_options.Client, _options.OnEstimate);
        }

        await PassAsync(every: 1, mayDefer: true, cancellationToken).ConfigureAwait(false);
        if (_deferredUntil is { } until && _options.Client?.End is null)
        {
            TimeSpan wait = until - _time.GetElapsedTime(_start);
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, _options.LongestWait.Ticks)), _time, cancellationToken).ConfigureAwait(false);
            await PassAsync(every: 1, mayDefer: false, cancellationToken).ConfigureAwait(false);
        }

        bool hasEnded = _options.Client?.End is not null && _store.Reader.CountPending(_store.Session) > 0;
        return new RunEnd
        {
            Reason = hasEnded ? _options.Client!.End : null,
            Cause = hasEnded ? _options.Client!.EndCause : null,
            Progress = Progress,
        };
    }

    private async Task PassAsync(long every, bool mayDefer, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _store.Writer.Failed);
        using IEnumerator<RunRow> pending = _store.Reader.ReadPending(_store.Session, every).GetEnumerator();
        ExceptionDispatchInfo? failure = null;
        await Task.WhenAll(Enumerable.Range(0, _options.Concurrency).Select(_ => Task.Run(WorkAsync, CancellationToken.None))).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (_store.Writer.Failure is { } broken)
        {
            ExceptionDispatchInfo.Throw(broken);
        }

        failure?.Throw();

        async Task WorkAsync()
        {
            try
            {
                while (Next() is { } row)
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

        RunRow? Next()
        {
            lock (pending)
            {
                return !stop.IsCancellationRequested && _options.Client?.End is null && pending.MoveNext() ? pending.Current : null;
            }
        }
    }

    private async Task RunRowAsync(RunRow row, bool mayDefer, CancellationToken cancellationToken)
    {
        RunResult result;
        bool isTransient;
        using (var scope = RunRowScope.Begin())
        {
            result = await _work(row, cancellationToken).ConfigureAwait(false);
            if (scope.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            isTransient = result.IsTransient || (scope.HasFailed && result.Outcome != _options.Success);
            if (isTransient && scope.HasEnded)
            {
                return;
            }

            if (isTransient && mayDefer && scope.Deferral is { } wish)
            {
                lock (_lock)
                {
                    TimeSpan until = _time.GetElapsedTime(_start) + wish;
                    _deferredUntil = _deferredUntil < until ? _deferredUntil : until;
                }

                RunTelemetry.Deferral();
                return;
            }
        }

        result = new RunResult { Outcome = result.Outcome, Stage = result.Stage, Reason = result.Reason, IsTransient = isTransient, Payload = result.Payload };
        await _store.RecordResultAsync(row.Ordinal, result).ConfigureAwait(false);
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
