using System.Threading.Channels;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>
/// One worker of a run: takes changes from any thread, sends those that were queued during the last batch as the next one, and completes each when it is
/// durable. An empty batch a few times a second shows that it lives and brings how the run is steered. Safe for concurrent use.
/// </summary>
internal sealed class RunWorker : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryMoney = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);
    private readonly NpgsqlDataSource _dataSource;
    private readonly PostgresRunAddress _address;
    private readonly PostgresRunStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<WorkItem> _items = Channel.CreateUnbounded<WorkItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Queue<BeginItem> _waiting = new();
    private readonly CancellationTokenSource _failed = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _loop;
    private WorkTerms _terms;
    private NpgsqlConnection? _connection;
    private volatile RunSteering _steering;
    private volatile RunException? _failure;
    private volatile bool _isStopped;
    private long _lastNumber;

    public RunWorker(
        NpgsqlDataSource dataSource, PostgresRunAddress address, PostgresRunStoreOptions options, long worker, RunSteering steering, TimeProvider time)
    {
        _dataSource = dataSource;
        _address = address;
        _options = options;
        _time = time;
        _steering = steering;
        _terms = new WorkTerms { Worker = worker, Number = 0, Lease = options.Lease };
        Id = worker;
        _loop = Task.Run(WorkAsync);
    }

    public long Id { get; }

    public RunSteering Steering => _steering;

    public WorkTerms Terms => Volatile.Read(ref _terms);

    public RunException? Failure => _failure;

    public CancellationToken Failed => _failed.Token;

    /// <summary>Gives the next number of a request of this worker.</summary>
    public long NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>Sets money and rates, which hold from the next batch on.</summary>
    public void SetTerms(Func<WorkTerms, WorkTerms> change)
    {
        WorkTerms before;
        do
        {
            before = Volatile.Read(ref _terms);
        }
        while (Interlocked.CompareExchange(ref _terms, change(before), before) != before);
    }

    /// <summary>Lets no request wait for money or for the end of a pause any more: none is to be sent.</summary>
    public void StopRequests() => _isStopped = true;

    /// <summary>Queues a change.</summary>
    public Task<T> SendAsync<T>(WorkItem<T> item)
    {
        if (_failure is { } failure)
        {
            item.Fail(failure);
        }
        else if (!_items.Writer.TryWrite(item))
        {
            item.Fail((Exception?)_failure ?? new ObjectDisposedException(nameof(RunWorker)));
        }

        return item.Task;
    }

    /// <summary>Sends what is waiting and ends the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        _items.Writer.TryComplete();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }

        _failed.Dispose();
        _closing.Dispose();
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            bool isOpen = await WaitAsync().ConfigureAwait(false);
            WorkBatch batch = Gather();
            if (!isOpen && batch.IsEmpty)
            {
                break;
            }

            try
            {
                WorkOutcome outcome = await SendAsync(batch).ConfigureAwait(false);
                _steering = outcome.Steering;
                Complete(batch, outcome);
            }
#pragma warning disable CA1031 // Every exception must reach the waiting callers; the loop has no other way to report it.
            catch (Exception exception)
            {
                Fail(batch, StoreFailure.Describe(_address, exception));
            }
#pragma warning restore CA1031

            if (_failure is not null)
            {
                break;
            }
        }

        EndWaiting();
    }

    /// <summary>Waits for something to send or for the next sign of life.</summary>
    /// <returns>False when nothing more comes.</returns>
    private async Task<bool> WaitAsync()
    {
        if (_items.Reader.TryPeek(out _))
        {
            return true;
        }

        TimeSpan wait = _waiting.Count > 0 && !_steering.IsPaused ? RetryMoney : Tick;
        using var timeout = new CancellationTokenSource(wait, _time);
        try
        {
            return await _items.Reader.WaitToReadAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private WorkBatch Gather()
    {
        var batch = new WorkBatch();
        for (int i = _closing.IsCancellationRequested ? 0 : _waiting.Count; i > 0 && !batch.IsFull; i--)
        {
            BeginItem waiting = _waiting.Dequeue();
            if (_isStopped)
            {
                waiting.TryComplete((WorkOutcome.Stopped, 0));
            }
            else if (!waiting.Task.IsCompleted)
            {
                batch.Add(waiting);
            }
        }

        while (!batch.IsFull && _items.Reader.TryRead(out WorkItem? item))
        {
            // A request that nobody waits for is not begun.
            if (item is not BeginItem { Task.IsCompleted: true })
            {
                batch.Add(item);
            }
        }

        return batch;
    }

    // A batch whose outcome was lost is sent again under its number, and applied once.
    private async Task<WorkOutcome> SendAsync(WorkBatch batch)
    {
        SetTerms(static terms => terms with { Number = terms.Number + 1 });
        WorkTerms terms = Terms;
        long start = _time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                _connection ??= await _dataSource.OpenConnectionAsync().ConfigureAwait(false);
                using NpgsqlCommand command = batch.ToCommand(_connection, _address.Schema, terms);
                NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    await reader.ReadAsync().ConfigureAwait(false);
                    return WorkOutcome.Read(reader);
                }
            }
            catch (Exception exception) when (StoreFailure.IsTransient(exception) && _time.GetElapsedTime(start) < _options.GiveUpAfter)
            {
                await DropAsync().ConfigureAwait(false);
                if (_closing.IsCancellationRequested && batch.IsEmpty)
                {
                    throw;
                }

                await Task.Delay(pause, _time).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task DropAsync()
    {
        // What cut one connection cut the idle ones too; each of them would cost a try.
        _dataSource.Clear();
        if (_connection is { } broken)
        {
            _connection = null;
            try
            {
                await broken.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (StoreFailure.IsMatch(exception))
            {
                // It is given up either way.
            }
        }
    }

    private void Complete(WorkBatch batch, WorkOutcome outcome)
    {
        for (int i = 0; i < batch.Begins.Count; i++)
        {
            BeginItem item = batch.Begins[i];
            bool isOn = outcome.Status[i] == WorkOutcome.Stopped || (outcome.Status[i] == WorkOutcome.Waiting && item.MayWait);
            if (isOn && !_isStopped && outcome.Steering.FindStop(_time.GetUtcNow()) is null)
            {
                _waiting.Enqueue(item);
            }
            else if (!item.TryComplete((outcome.Status[i], outcome.Delay[i])) && outcome.Status[i] == WorkOutcome.Admitted)
            {
                // Nobody waits for it any more: it is not sent.
                _items.Writer.TryWrite(new FailItem(new RequestTicket { Number = item.Number, Intent = item.Intent }, mayBeBilled: false, "not sent"));
            }
        }

        for (int i = 0; i < batch.Answers.Count; i++)
        {
            batch.Answers[i].TryComplete(outcome.Own[i]);
        }

        batch.Failures.ForEach(static item => item.TryComplete(true));
        for (int i = 0; i < batch.Results.Count; i++)
        {
            batch.Results[i].TryComplete(outcome.Recorded[i]);
        }

        batch.Releases.ForEach(static item => item.TryComplete(true));
        batch.Rejects.ForEach(static item => item.TryComplete(true));
        for (int i = 0; i < batch.Gathers.Count; i++)
        {
            batch.Gathers[i].TryComplete(outcome.Gathered[i]);
        }

        batch.Waits.ForEach(static item => item.TryComplete(true));
        batch.Claim?.TryComplete((outcome.Ordinals, outcome.Attempts, outcome.HasRemaining));
    }

    private void Fail(WorkBatch batch, RunException failure)
    {
        _failure = failure;
        _items.Writer.TryComplete();
        foreach (WorkItem item in batch.Items)
        {
            item.Fail(failure);
        }

        // Whoever waits goes on elsewhere: one of them disposes this worker, which waits for this loop.
        _ = _failed.CancelAsync();
    }

    private void EndWaiting()
    {
        Exception end = (Exception?)_failure ?? new ObjectDisposedException(nameof(RunWorker));
        while (_waiting.TryDequeue(out BeginItem? waiting))
        {
            waiting.Fail(end);
        }

        while (_items.Reader.TryRead(out WorkItem? item))
        {
            item.Fail(end);
        }
    }
}
