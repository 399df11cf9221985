using System.Globalization;
using MedReason.Shared;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs;

/// <summary>Looks at a run in a folder and steers it, while a process works on it or not. Safe for concurrent use.</summary>
public sealed class RunControl : IRunControl
{
    private readonly RunReader _reader;
    private readonly TimeProvider _time;

    private RunControl(RunReader reader, TimeProvider time)
    {
        _reader = reader;
        _time = time;
    }

    /// <inheritdoc />
    public string Place => _reader.Folder;

    /// <summary>Opens a run.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="timeProvider">The clock of the record of commands; null for the system's.</param>
    /// <returns>The control; the caller disposes it.</returns>
    /// <exception cref="RunException">The folder holds no run, or it cannot be read.</exception>
    public static RunControl Open(string folder, TimeProvider? timeProvider = null) => new(RunReader.Open(folder), timeProvider ?? TimeProvider.System);

    /// <summary>Describes a change of steering in one line, for the record.</summary>
    /// <param name="before">The steering before.</param>
    /// <param name="after">The steering after.</param>
    /// <returns>What differs, such as <c>concurrency: was each worker's own, is 8</c>; empty where nothing does.</returns>
    public static string Describe(RunSteering before, RunSteering after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        (string Name, object? Before, object? After)[] values =
        [
            ("paused", before.IsPaused, after.IsPaused), ("cancelled", before.IsCancelled, after.IsCancelled),
            ("concurrency", before.Concurrency, after.Concurrency), ("requests_per_minute", before.RequestsPerMinute, after.RequestsPerMinute),
            ("tokens_per_minute", before.TokensPerMinute, after.TokensPerMinute), ("max_cost", before.MaxCost, after.MaxCost),
            ("deadline", before.Deadline?.ToString("u", CultureInfo.InvariantCulture), after.Deadline?.ToString("u", CultureInfo.InvariantCulture)),
        ];
        return string.Join("; ", values.Where(static value => !Equals(value.Before, value.After)).Select(static value => string.Create(
            CultureInfo.InvariantCulture, $"{value.Name}: was {value.Before ?? "each worker's own"}, is {value.After ?? "each worker's own"}")));
    }

    /// <inheritdoc />
    public Task<RunStatus> ReadStatusAsync(CancellationToken cancellationToken = default) => Task.FromResult(new RunStatus
    {
        Counts = new RunCounts { Rows = _reader.RowCount, Pending = _reader.CountPending(_reader.Session), Tally = _reader.ReadTally() },
        Spending = _reader.ReadSpending(),
        Steering = Read(SteeringDatabase.Read, RunSteering.None),
        Workers = RunLock.IsHeld(Place) ? 1 : 0,
        IsFinished = _reader.IsFinished,
    });

    /// <inheritdoc />
    public Task<RunSteering> SteerAsync(string command, Func<RunSteering, RunSteering> change, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(change);
        return Task.FromResult(Write(connection =>
        {
            RunSteering before = SteeringDatabase.Read(connection);
            RunSteering after = change(before);
            SteeringDatabase.Write(connection, after, NewCommand(command, Describe(before, after)));
            return after;
        }));
    }

    /// <inheritdoc />
    public async Task<long> RequeueAsync(string what, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(what);
        long count;
        using (RunStore store = RunStore.Open(Place, _reader.Configuration, _time))
        {
            count = await store.RetryAsync(what).ConfigureAwait(false);
        }

        return Write(connection =>
        {
            SteeringDatabase.Note(connection, NewCommand("requeue", string.Create(CultureInfo.InvariantCulture, $"{what}: {count} rows")));
            return count;
        });
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<RunWorkerStatus>> ReadWorkersAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<RunWorkerStatus>>(RunLock.IsHeld(Place) ? [new RunWorkerStatus { Name = Environment.MachineName }] : []);

    /// <inheritdoc />
    public Task<IReadOnlyList<RunCommand>> ReadCommandsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<RunCommand>>(Read(SteeringDatabase.ReadCommands, []));

    /// <summary>Closes the run.</summary>
    /// <returns>A completed task.</returns>
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private RunCommand NewCommand(string name, string detail) =>
        new() { At = _time.GetUtcNow(), Who = RunWords.Who, Command = name, Detail = detail };

    private T Read<T>(Func<SqliteConnection, T> read, T none)
    {
        try
        {
            return SteeringDatabase.Read(Place, read, none);
        }
        catch (Exception exception) when (SteeringDatabase.IsUnreadable(exception))
        {
            throw SteeringDatabase.Describe(Place, exception);
        }
    }

    private T Write<T>(Func<SqliteConnection, T> write)
    {
        try
        {
            using SqliteConnection connection = SteeringDatabase.OpenForWriting(Place);
            using SqliteTransaction transaction = connection.BeginTransaction();
            T result = write(connection);
            transaction.Commit();
            return result;
        }
        catch (Exception exception) when (SteeringDatabase.IsUnreadable(exception))
        {
            throw SteeringDatabase.Describe(Place, exception);
        }
    }
}
