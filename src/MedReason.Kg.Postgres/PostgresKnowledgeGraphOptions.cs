using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace MedReason.Kg.Postgres;

/// <summary>Represents the location of a graph in PostgreSQL.</summary>
/// <remarks>The maximum duration of a statement is the <c>Command Timeout</c> of the connection string, in seconds.</remarks>
public sealed class PostgresKnowledgeGraphOptions
{
    /// <summary>
    /// How to reach the database, such as <c>Host=db;Database=graphs;Username=reader;Password=...</c>. Default: null, for the host's own
    /// <see cref="Npgsql.NpgsqlDataSource"/>. Kept out of every message.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The schema that holds the graph: lower-case letters, digits and underscores. Default: <c>medreason</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    [RegularExpression("^[a-z_][a-z0-9_]{0,62}$")]
    public string Schema { get; set; } = "medreason";

    /// <summary>How names are found. Default: <see cref="PostgresNameSearch.Trigram"/>, which needs the extension pg_trgm.</summary>
    [EnumDataType(typeof(PostgresNameSearch))]
    public PostgresNameSearch NameSearch { get; set; }

    /// <summary>Determines whether the connection string can be read. What is wrong with it is not reported, because it may hold a password.</summary>
    /// <returns>True when it is null, or names a host in the form of a connection string.</returns>
    public bool HasReadableConnectionString()
    {
        try
        {
            return ConnectionString is null || !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(ConnectionString).Host);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }
}
