using System.Net.Sockets;
using Npgsql;

namespace MedReason.Runs.Postgres;

/// <summary>What a failure of the database means for the run, in one line that never holds a password.</summary>
internal static class StoreFailure
{
    private const string IdleInTransaction = "25P03";

    /// <summary>Whether the same statement may succeed on another connection, or later: the connection was cut, or the server is restarting.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.IsTransient || postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.QueryCanceled or IdleInTransaction,
        NpgsqlException npgsql => npgsql.IsTransient,
        SocketException or TimeoutException or IOException or ObjectDisposedException => true,
        _ => false,
    };

    public static bool IsMatch(Exception exception) =>
        exception is NpgsqlException or SocketException or TimeoutException or IOException or ObjectDisposedException;

    public static RunException Describe(PostgresRunAddress address, Exception exception) => exception switch
    {
        RunException known => known,
        PostgresException { SqlState: RunSchema.FencedState } => new RunException(
            RunFailure.Locked,
            $"{address.Place}: this worker was not heard of within its lease and its rows were given to others; the same command joins the run again",
            exception),
        PostgresException { SqlState: RunSchema.OrderState } refused => new RunException(
            RunFailure.Locked, $"{address.Place}: {refused.MessageText}: two processes work as one", exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } => Inaccessible(
            address, "the server refuses user or password (PGPASSWORD or PGPASSFILE hold a password)", exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => Inaccessible(address, "the server has no such database", exception),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => new RunException(
            RunFailure.InvalidRows, $"{address.Place}: expected each id and each place in the input once", exception),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new RunException(
            RunFailure.DiskFull, $"{address.Place}: no space is left on the server's disk; all that was recorded stays", exception),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName } =>
            new RunException(RunFailure.NotARun, $"{address.Place}: expected a run, found none", exception),
        PostgresException other => Inaccessible(address, $"the server failed with {other.SqlState}: {OneLine(other.MessageText)}", exception),
        _ => Inaccessible(address, $"the server cannot be reached ({OneLine(exception.Message)})", exception),
    };

    private static RunException Inaccessible(PostgresRunAddress address, string what, Exception exception) =>
        new(RunFailure.NotAccessible, $"{address.Place}: {what}", exception);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.');
}
