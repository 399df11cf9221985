using MedReason.Shared;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>What a call of <c>work</c> gave back: arrays in the order of the batch, and how the run is steered.</summary>
internal sealed class WorkOutcome
{
    // Statuses of a request that was to begin.
    public const int Admitted = 1;
    public const int Known = 2;
    public const int Stopped = 3;
    public const int Waiting = 4;
    public const int Exhausted = 5;

    public required int[] Status { get; init; }

    public required double[] Delay { get; init; }

    public required bool[] Own { get; init; }

    public required bool[] Recorded { get; init; }

    public required bool[] Gathered { get; init; }

    public required long[] Ordinals { get; init; }

    public required int[] Attempts { get; init; }

    public required bool HasRemaining { get; init; }

    public required RunSteering Steering { get; init; }

    public static WorkOutcome Read(NpgsqlDataReader reader) => new()
    {
        Status = reader.GetFieldValue<int[]>(0),
        Delay = reader.GetFieldValue<double[]>(1),
        Own = reader.GetFieldValue<bool[]>(2),
        Recorded = reader.GetFieldValue<bool[]>(3),
        Gathered = reader.GetFieldValue<bool[]>(4),
        Ordinals = reader.GetFieldValue<long[]>(5),
        Attempts = reader.GetFieldValue<int[]>(6),
        HasRemaining = reader.GetBoolean(7),
        Steering = ReadSteering(reader, 8),
    };

    public static RunSteering ReadSteering(NpgsqlDataReader reader, int column) => new()
    {
        IsPaused = reader.GetBoolean(column),
        IsCancelled = reader.GetBoolean(column + 1),
        Concurrency = reader.IsDBNull(column + 2) ? null : reader.GetInt32(column + 2),
        RequestsPerMinute = reader.IsDBNull(column + 3) ? null : reader.GetInt32(column + 3),
        TokensPerMinute = reader.IsDBNull(column + 4) ? null : reader.GetInt32(column + 4),
        MaxCost = reader.IsDBNull(column + 5) ? null : Money.ToDollars(reader.GetInt64(column + 5)),
        Deadline = reader.IsDBNull(column + 6) ? null : reader.GetFieldValue<DateTimeOffset>(column + 6),
    };
}
