namespace MedReason.Runs.Postgres;

/// <summary>How a worker holds its part of a run. Immutable. No result depends on it.</summary>
public sealed class PostgresRunStoreOptions
{
    /// <summary>
    /// Gets how long a worker may not be heard of before its rows are given to others and its open requests count as lost. Default 15 seconds. Every worker of
    /// a run uses the same.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets how long a worker tries to reach a server that does not answer before it ends. Default two
    /// minutes. A server that was never reached is tried for at most 8 seconds.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets a value indicating whether the worker makes its calls in batches of the provider, see <see cref="RunFlowOptions.Batch"/>. All workers of a run that
    /// work at once make them in one way. Default false.
    /// </summary>
    public bool CallsInBatches { get; init; }

    /// <summary>Gets the name of the worker, for people. Default: machine and process.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";
}
