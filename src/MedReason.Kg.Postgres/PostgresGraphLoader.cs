using Npgsql;

namespace MedReason.Kg.Postgres;

/// <summary>Copies a graph into PostgreSQL.</summary>
public static class PostgresGraphLoader
{
    /// <summary>Copies a graph by COPY, in one transaction, and puts it in the place of the one that the schema holds.</summary>
    /// <param name="source">The graph; it offers <see cref="INodeCatalog"/>.</param>
    /// <param name="dataSource">The database, of encoding UTF8; its user may create in the schema, and the schema where it is not there.</param>
    /// <param name="options">Where the graph goes; null for the defaults. A connection string in them is not used.</param>
    /// <param name="cancellationToken">Ends the work; the schema then holds what it held before.</param>
    /// <returns>What the graph in the database says of itself, with the content hash of what was copied.</returns>
    /// <remarks>
    /// Readers see the graph that was there until the whole new one is; the next call of a reader that has it open reports that it was replaced. A second
    /// load into the same schema waits for the first. Makes the extension pg_trgm where names are to be found by trigrams. Making the indexes takes as long as
    /// it takes, regardless of the connection string's <c>Command Timeout</c>.
    /// </remarks>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="KnowledgeGraphException">
    /// The source has no catalog, returns less than it says it holds, or cannot be read; or the database cannot be reached, is refused or lacks what is
    /// needed.
    /// </exception>
    public static async Task<KnowledgeGraphMetadata> LoadAsync(
        IKnowledgeGraph source, NpgsqlDataSource dataSource, PostgresKnowledgeGraphOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(dataSource);
        options ??= new PostgresKnowledgeGraphOptions();
        PostgresKnowledgeGraphOptionsValidator.ThrowIfInvalid(options);
        KnowledgeGraphMetadata metadata = await source.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        INodeCatalog catalog = source.GetService<INodeCatalog>()
            ?? throw new KnowledgeGraphException($"The graph '{metadata.Name}' offers no {nameof(INodeCatalog)}, without which its nodes cannot be listed.");
        try
        {
            NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var copy = new GraphCopy(source, catalog, metadata, connection, options);
                    await copy.RunAsync(cancellationToken).ConfigureAwait(false);
                    LoadedGraph loaded = await LoadedGraph.OpenAsync(connection, options, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return loaded.Metadata;
                }
            }
        }
        catch (Exception exception) when (PostgresFailure.IsMatch(exception))
        {
            throw PostgresFailure.Describe(exception, dataSource);
        }
    }
}
