using Microsoft.Extensions.Options;
using Npgsql;

namespace MedReason.Kg.Postgres;

/// <summary>Checks <see cref="PostgresKnowledgeGraphOptions"/> when the host starts, and where there is no host when a graph is made.</summary>
[OptionsValidator]
internal sealed partial class PostgresKnowledgeGraphOptionsValidator : IValidateOptions<PostgresKnowledgeGraphOptions>
{
    public const string BadConnectionString =
        "The connection string cannot be read; it is written as Host=...;Port=...;Database=...;Username=...;Password=...";

    public static void ThrowIfInvalid(PostgresKnowledgeGraphOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ValidateOptionsResult result = new PostgresKnowledgeGraphOptionsValidator().Validate(null, options);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage, nameof(options));
        }

        if (!IsReadable(options))
        {
            throw new ArgumentException(BadConnectionString, nameof(options));
        }
    }

    /// <summary>Whether the connection string, where there is one, can be read. What is wrong with it is not told: it may hold a password.</summary>
    public static bool IsReadable(PostgresKnowledgeGraphOptions options)
    {
        try
        {
            return options.ConnectionString is null || !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(options.ConnectionString).Host);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }
}
