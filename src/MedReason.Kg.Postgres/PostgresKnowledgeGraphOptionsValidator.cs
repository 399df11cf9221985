using Microsoft.Extensions.Options;

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

        if (!options.HasReadableConnectionString())
        {
            throw new ArgumentException(BadConnectionString, nameof(options));
        }
    }
}
