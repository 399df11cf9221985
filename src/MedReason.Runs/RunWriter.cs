using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace MedReason.Runs;

/// <summary>
/// The one writer of a run's database: takes changes from any thread, commits the changes that were queued during the last commit, and notifies
/// each caller when its change is durable. Safe for concurrent use.
/// </summary>
/// <remarks>A thread of its own, because a commit blocks until the disk has it. After a commit that failed nothing more is written.</remarks>
internal sealed class RunWriter : IDisposable
{
    private const int MaxBatch = 1024;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private readonly string _folder;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly BlockingCollection<Change> _changes = [];
    private readonly Thread _thread;
    private readonly CancellationTokenSource _failed = new();
    private volatile RunException? _failure;

    public RunWriter(string folder, SqliteConnection connection)
    {
        _folder = folder;
        _connection = connection;
        _thread = new Thread(Work) { IsBackground = true, Name = "run writer" };
        _thread.Start();
    }

    /// <summary>Why nothing more is written; null as long as it goes on.</summary>
    public RunException? Failure => _failure;

    /// <summary>Cancelled when nothing more is written.</summary>
    public CancellationToken Failed => _failed.Token;

    /// <summary>Makes a change.</summary>
    /// <param name="apply">Runs its commands by <see cref="Run"/>, on the writer's thread, inside a transaction.</param>
    /// <returns>Completes when the change is durable.</returns>
    /// <exception cref="RunException">It could not be written.</exception>
    public Task WriteAsync(Action<RunWriter> apply)
    {
        var change = new Change(apply);
        try
        {
            _changes.Add(change);
        }
        catch (InvalidOperationException)
        {
            return Task.FromException((Exception?)_failure ?? new ObjectDisposedException(nameof(RunWriter)));
        }

        return change.Written.Task;
    }

    /// <summary>Runs a command that is prepared once. On the writer's thread alone.</summary>
    /// <param name="text">The command, with parameters $1, $2 and so on.</param>
    /// <param name="values">Their values.</param>
    /// <returns>The number of rows that it changed.</returns>
    public int Run(string text, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(text, out SqliteCommand? command))
        {
            command = _connection.Command(text);
            for (int i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            _commands.Add(text, command);
        }

        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command.ExecuteNonQuery();
    }

    /// <summary>Writes what is waiting and ends the thread. The connection stays open.</summary>
    public void Dispose()
    {
        _changes.CompleteAdding();
        _thread.Join();
        foreach (SqliteCommand command in _commands.Values)
        {
            command.Dispose();
        }

        _changes.Dispose();
        _failed.Dispose();
    }

    private void Work()
    {
        var batch = new List<Change>();
        while (!_changes.IsCompleted)
        {
            if (!_changes.TryTake(out Change? first, LookInterval))
            {
                Look();
                continue;
            }

            batch.Add(first);
            while (batch.Count < MaxBatch && _changes.TryTake(out Change? next))
            {
                batch.Add(next);
            }

            Look();
            Exception? failure = _failure ?? Commit(batch);
            foreach (Change change in batch)
            {
                if (failure is null)
                {
                    change.Written.SetResult();
                }
                else
                {
                    change.Written.SetException(failure);
                }
            }

            batch.Clear();
        }
    }

    private RunException? Commit(List<Change> batch)
    {
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction();
            foreach (SqliteCommand command in _commands.Values)
            {
                command.Transaction = transaction;
            }

            foreach (Change change in batch)
            {
                change.Apply(this);
            }

            transaction.Commit();
            return null;
        }
#pragma warning disable CA1031 // Every exception must reach the waiting callers; the thread has no other way to report it.
        catch (Exception exception)
        {
            return Fail(RunDatabase.Translate(_folder, exception));
        }
#pragma warning restore CA1031
    }

    // A database that was deleted can still be written to, and all of it is lost at the end.
    private void Look()
    {
        if (_failure is null && !File.Exists(RunDatabase.PathOf(_folder)))
        {
            Fail(new RunException(
                RunFailure.NotAccessible,
                $"{RunDatabase.PathOf(_folder)}: was deleted or moved while the run worked on it; put it back, or run the same command for a new run"));
        }
    }

    private RunException Fail(RunException failure)
    {
        _failure = failure;

        // Whoever waits goes on elsewhere: one of them disposes this writer, which waits for this thread.
        _ = _failed.CancelAsync();
        return failure;
    }

    private sealed class Change(Action<RunWriter> apply)
    {
        public Action<RunWriter> Apply { get; } = apply;

        // Whoever waits goes on elsewhere: the writer's thread only writes.
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
