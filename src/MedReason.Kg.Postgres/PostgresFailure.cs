using System.Net.Sockets;
using Npgsql;

namespace MedReason.Kg.Postgres;

/// <summary>Turns what Npgsql throws into a <see cref="KnowledgeGraphException"/> of one sentence that names the database and never a password.</summary>
internal static class PostgresFailure
{
    private const string PoolSetting = "Max Pool Size";

    /// <summary>Determines whether an exception means that the database failed; a cancellation does not.</summary>
    public static bool IsMatch(Exception exception) => exception is NpgsqlException or SocketException or TimeoutException;

    /// <summary>The failure in a sentence.</summary>
    public static KnowledgeGraphException Describe(Exception exception, NpgsqlDataSource dataSource)
    {
        // The data source leaves the password out of its connection string.
        var place = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
        string where = place.Host is { } host && host.StartsWith('/') ? host : $"{place.Host}:{place.Port}";
        string message = exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                $"PostgreSQL at {where} refuses the user '{place.Username}': check user name and password.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"PostgreSQL at {where} has no database '{place.Database}'.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused =>
                $"The user '{place.Username}' may not do this in the database '{place.Database}' at {where}: {refused.MessageText}.",
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } ended =>
                $"PostgreSQL at {where} ended the statement: {ended.MessageText}; ask for less at once, or raise statement_timeout.",
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } =>
                $"The graph in the database '{place.Database}' at {where} was replaced or removed since it was opened; make a new "
                    + $"{nameof(PostgresKnowledgeGraph)}.",
            PostgresException other => $"PostgreSQL at {where} failed with {other.SqlState}: {other.MessageText}.",
            NpgsqlException { InnerException: TimeoutException } when exception.Message.Contains(PoolSetting, StringComparison.Ordinal) =>
                $"All {place.MaxPoolSize} connections to PostgreSQL at {where} were in use for {place.Timeout} s; raise Maximum Pool Size in the "
                    + "connection string, or ask for less at once.",
            { InnerException: TimeoutException } or TimeoutException =>
                $"PostgreSQL at {where} did not answer in time ({place.CommandTimeout} s for a statement, {place.Timeout} s for a connection; Command "
                    + "Timeout and Timeout in the connection string).",
            _ when FindSocketFailure(exception) is { } socket => $"PostgreSQL at {where} cannot be reached: {socket.Message}.",
            _ => $"The connection to PostgreSQL at {where} was lost or refused: {exception.Message.TrimEnd('.')}.",
        };
        return new KnowledgeGraphException(message, exception);
    }

    private static SocketException? FindSocketFailure(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
            {
                return socket;
            }
        }

        return null;
    }
}
