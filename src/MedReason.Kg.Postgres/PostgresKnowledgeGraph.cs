using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace MedReason.Kg.Postgres;

/// <summary>A graph in PostgreSQL: nothing is held in memory but what it says of itself, and every call is one statement.</summary>
/// <remarks>
/// <para>
/// <see cref="PostgresGraphLoader"/> fills the schema. The first call reads what the graph says of itself; from then on this graph reads that load, and where
/// another load replaces it every call fails with a sentence that says so: two loads are never mixed.
/// </para>
/// <para>
/// Offers <see cref="INodeIndex"/>, <see cref="INodeCatalog"/> (in pages, no connection is held between them), <see cref="INodeDegrees"/> and, after its first
/// call, <see cref="IEdgeAttributes"/> when the graph that was loaded has attributes. Names are found as the graph in memory finds them and, with
/// <see cref="PostgresNameSearch.Trigram"/>, by shared trigrams too, from a similarity of 0.3 on.
/// </para>
/// <para>
/// A failure of the database is a <see cref="KnowledgeGraphException"/>; nothing is tried again here, and a later call may succeed. A statement takes at most
/// the connection string's <c>Command Timeout</c>. Safe for concurrent use, which the pool of the data source bounds.
/// </para>
/// </remarks>
public sealed class PostgresKnowledgeGraph : IKnowledgeGraph, INodeIndex, INodeCatalog, INodeDegrees, IEdgeAttributes, IDisposable, IAsyncDisposable
{
    private const int PageSize = 4096;
    private const int MaxAlikeLength = 256;
    private const double MinSimilarity = 0.3;
    private const double SimilarityShare = 0.8;
    private static readonly NodeSearchOptions DefaultSearch = new();
    private readonly NpgsqlDataSource _dataSource;
    private readonly bool _isOwner;
    private readonly PostgresKnowledgeGraphOptions _options;
    private LoadedGraph? _graph;
    private bool _isDisposed;

    /// <summary>Makes a graph with connections of its own, which it disposes; nothing is connected yet.</summary>
    /// <param name="options">Where the graph is, with its connection string.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range, or the connection string cannot be read.</exception>
    public PostgresKnowledgeGraph(PostgresKnowledgeGraphOptions options)
    {
        PostgresKnowledgeGraphOptionsValidator.ThrowIfInvalid(options);
        ArgumentNullException.ThrowIfNull(options.ConnectionString, nameof(options));
        _options = options;
        _dataSource = NpgsqlDataSource.Create(options.ConnectionString);
        _isOwner = true;
    }

    /// <summary>Makes a graph over connections that the caller made and disposes; nothing is connected yet.</summary>
    /// <param name="dataSource">The connections.</param>
    /// <param name="options">Where the graph is; null for the defaults. A connection string in them is not used.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PostgresKnowledgeGraph(NpgsqlDataSource dataSource, PostgresKnowledgeGraphOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        _options = options ?? new PostgresKnowledgeGraphOptions();
        PostgresKnowledgeGraphOptionsValidator.ThrowIfInvalid(_options);
        _dataSource = dataSource;
    }

    /// <inheritdoc />
    public async ValueTask<KnowledgeGraphMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) =>
        (await OpenAsync(cancellationToken).ConfigureAwait(false)).Metadata;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<KgNode?>> GetNodesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        LoadedGraph graph = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var nodes = new KgNode?[ids.Count];
        if (nodes.Length > 0)
        {
            await ReadAsync(graph.Statements.Nodes, [TextsOf(ids)], ReadRow, cancellationToken).ConfigureAwait(false);
        }

        return nodes;

        void ReadRow(NpgsqlDataReader reader)
        {
            int place = PlaceOf(reader);
            nodes[place] = graph.ReadNode(ids[place], reader, 1);
        }
    }

    /// <inheritdoc />
    public async ValueTask<NeighborBatch> GetNeighborsAsync(
        IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        long cap = options?.MaxNeighborsPerNode ?? long.MaxValue - 1;
        ArgumentOutOfRangeException.ThrowIfNegative(cap, nameof(options));
        LoadedGraph graph = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var places = new Dictionary<NodeId, int>();
        foreach (NodeId id in frontier)
        {
            places.TryAdd(id, places.Count);
        }

        var batch = new ArcBatch(places.Count);
        if (places.Count > 0)
        {
            KgFilter? filter = options?.Filter;
            NpgsqlParameter[] parameters =
            [
                TextsOf([.. places.Keys]),
                Parameter(graph.CodesOf(filter)),
                Parameter(graph.TypesOf(filter is null ? null : filter.Allows)),
                Parameter(cap + 1),
            ];
            await ReadAsync(graph.Statements.Neighbors, parameters, batch.Read, cancellationToken).ConfigureAwait(false);
        }

        return batch.ToNeighbors([.. frontier.Select(id => places[id])], cap, graph);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<IReadOnlyList<ScoredNode>>> SearchAsync(
        IReadOnlyList<string> texts, NodeSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        NodeSearchOptions search = options ?? DefaultSearch;
        LoadedGraph graph = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<ScoredNode>[texts.Count];
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = [];
        }

        if (found.Length > 0 && search.MaxResults > 0)
        {
            double similarity = Math.Max(MinSimilarity, search.MinScore / SimilarityShare);
            string? alike = similarity <= 1 ? graph.Statements.SearchAlike : null;
            await ReadAsync(
                alike ?? graph.Statements.SearchEqual,
                SearchParameters(texts, search, graph),
                alike is null ? null : similarity,
                ReadRow,
                cancellationToken).ConfigureAwait(false);
        }

        return found;

        void ReadRow(NpgsqlDataReader reader) => found[PlaceOf(reader)].Add(ReadFound(graph, reader));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<KgNode> GetNodesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LoadedGraph graph = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var page = new List<KgNode>(PageSize);
        for (long first = 0; first < graph.Metadata.NodeCount; first += PageSize)
        {
            page.Clear();
            await ReadAsync(graph.Statements.NodePage, PageParameters(first), ReadRow, cancellationToken).ConfigureAwait(false);
            foreach (KgNode node in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return node;
            }
        }

        void ReadRow(NpgsqlDataReader reader) => page.Add(graph.ReadNode(IdOf(reader, 0), reader, 1));
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<NodeDegree>> GetDegreesAsync(IReadOnlyList<NodeId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        LoadedGraph graph = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var relations = new SortedDictionary<int, (int Outgoing, int Incoming)>[ids.Count];
        for (int i = 0; i < relations.Length; i++)
        {
            relations[i] = [];
        }

        if (relations.Length > 0)
        {
            await ReadAsync(graph.Statements.Degrees, [TextsOf(ids)], ReadRow, cancellationToken).ConfigureAwait(false);
        }

        return [.. ids.Select((id, i) => new NodeDegree
        {
            Id = id,
            Total = relations[i].Values.Sum(static counts => counts.Outgoing + counts.Incoming),
            Relations = [.. relations[i].Select(pair => new RelationDegree
            {
                Relation = graph.Metadata.Relations[pair.Key].Relation,
                Outgoing = pair.Value.Outgoing,
                Incoming = pair.Value.Incoming,
            })],
        })];

        void ReadRow(NpgsqlDataReader reader)
        {
            SortedDictionary<int, (int Outgoing, int Incoming)> counts = relations[PlaceOf(reader)];
            short code = reader.GetInt16(1);
            int count = reader.GetInt32(2);
            counts.TryGetValue(code >> 1, out (int Outgoing, int Incoming) known);
            counts[code >> 1] = (code & 1) == 0 ? known with { Outgoing = count } : known with { Incoming = count };
        }
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>> GetAttributesAsync(
        IReadOnlyList<KgEdge> edges, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edges);
        LoadedGraph graph = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var found = new IReadOnlyList<KgEdgeAttributes>[edges.Count];
        Array.Fill(found, []);
        int[] places = [.. Enumerable.Range(0, found.Length).Where(i => graph.ForwardCodeOf(edges[i].Relation) >= 0)];
        if (graph.HasAttributes && places.Length > 0)
        {
            NpgsqlParameter[] parameters =
            [
                TextsOf([.. places.Select(i => edges[i].Source)]),
                TextsOf([.. places.Select(i => edges[i].Target)]),
                Parameter<short[]>([.. places.Select(i => graph.ForwardCodeOf(edges[i].Relation))]),
                Parameter(places),
            ];
            await ReadAsync(graph.Statements.Attributes, parameters, ReadRow, cancellationToken).ConfigureAwait(false);
        }

        return found;

        void ReadRow(NpgsqlDataReader reader) => found[reader.GetInt32(0)] = StoredAttributes.Read(reader.GetString(1));
    }

    /// <summary>
    /// Computes the content hash from the stored rows, which proves that the tables hold what was loaded when it equals
    /// <see cref="KnowledgeGraphMetadata.ContentHash"/>. Reads the whole graph, page by page.
    /// </summary>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read.</exception>
    public async Task<string> ComputeContentHashAsync(CancellationToken cancellationToken = default)
    {
        LoadedGraph graph = await OpenAsync(cancellationToken).ConfigureAwait(false);
        using var hasher = new KgContentHasher();
        await foreach (KgNode node in GetNodesAsync(cancellationToken).ConfigureAwait(false))
        {
            hasher.AppendNode(node);
        }

        for (long first = 0; first < graph.Metadata.NodeCount; first += PageSize)
        {
            await ReadAsync(graph.Statements.EdgePage, PageParameters(first), ReadRow, cancellationToken).ConfigureAwait(false);
        }

        return hasher.Finish();

        void ReadRow(NpgsqlDataReader reader)
        {
            hasher.AppendEdge(IdOf(reader, 0), graph.RelationOf(reader.GetInt16(1)), IdOf(reader, 2));
            foreach (KgEdgeAttributes statement in reader.IsDBNull(3) ? [] : StoredAttributes.Read(reader.GetString(3)))
            {
                hasher.AppendAttributes(statement);
            }
        }
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        bool isOffered = serviceType != typeof(IEdgeAttributes) || Volatile.Read(ref _graph) is { HasAttributes: true };
        return serviceKey is null && isOffered && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isDisposed = true;
        if (_isOwner)
        {
            _dataSource.Dispose();
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return _isOwner ? _dataSource.DisposeAsync() : ValueTask.CompletedTask;
    }

    private static NpgsqlParameter<T> Parameter<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter<string[]> TextsOf(IReadOnlyList<NodeId> ids) => Parameter(PostgresText.Encode(ids.Select(static id => id.Value)));

    private static NpgsqlParameter[] PageParameters(long first) => [Parameter(first), Parameter(first + PageSize)];

    private static int PlaceOf(NpgsqlDataReader reader) => (int)reader.GetInt64(0) - 1;

    private static NodeId IdOf(NpgsqlDataReader reader, int column) => new(PostgresText.Decode(reader.GetString(column)));

    private static NpgsqlParameter[] SearchParameters(IReadOnlyList<string> texts, NodeSearchOptions search, LoadedGraph graph)
    {
        string?[] folded = [.. texts.Select(FoldedName.Of)];
        return
        [
            Parameter(PostgresText.Encode(texts)),
            Parameter(folded),
            Parameter<string?[]>([.. folded.Select(static text => text?.Length <= MaxAlikeLength ? text : null)]),
            Parameter<string?[]>([.. texts.Select(static text => text.Contains(':', StringComparison.Ordinal) ? PostgresText.Encode(text) : null)]),
            Parameter(graph.TypesOf(search.Types is null ? null : search.Types.Contains)),
            Parameter(search.MinScore),
            Parameter(search.MaxResults),
        ];
    }

    private static ScoredNode ReadFound(LoadedGraph graph, NpgsqlDataReader reader)
    {
        KgNode node = graph.ReadNode(IdOf(reader, 4), reader, 5);
        var match = (NameMatch)reader.GetInt32(2);
        int place = reader.GetInt32(3);
        return new ScoredNode
        {
            Node = node,
            Score = reader.GetDouble(1),
            Method = match switch
            {
                NameMatch.Id => LinkMethods.Id,
                NameMatch.Exact => LinkMethods.Exact,
                NameMatch.Normalized => LinkMethods.Normalized,
                NameMatch.Synonym => LinkMethods.Synonym,
                _ => PostgresLinkMethods.Trigram,
            },
            MatchedName = match == NameMatch.Id ? null : place == 0 ? node.Name : node.Synonyms[place - 1],
        };
    }

    private async ValueTask<LoadedGraph> OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _graph) is { } known)
        {
            return known;
        }

        try
        {
            NpgsqlConnection connection = await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                // Of several first callers all keep what one of them read.
                LoadedGraph opened = await LoadedGraph.OpenAsync(connection, _options, cancellationToken).ConfigureAwait(false);
                return Interlocked.CompareExchange(ref _graph, opened, null) ?? opened;
            }
        }
        catch (Exception exception) when (PostgresFailure.IsMatch(exception))
        {
            throw PostgresFailure.Describe(exception, _dataSource);
        }
    }

    private Task ReadAsync(string statement, NpgsqlParameter[] parameters, Action<NpgsqlDataReader> readRow, CancellationToken cancellationToken) =>
        ReadAsync(statement, parameters, null, readRow, cancellationToken);

    private async Task ReadAsync(
        string statement, NpgsqlParameter[] parameters, double? similarity, Action<NpgsqlDataReader> readRow, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlBatch batch = _dataSource.CreateBatch();
            await using (batch.ConfigureAwait(false))
            {
                if (similarity is { } least)
                {
                    // Sent together, the two form one transaction and cost one round trip.
                    Add(batch, GraphStatements.SetSimilarity, [Parameter(least.ToString("R", CultureInfo.InvariantCulture))]);
                }

                Add(batch, statement, parameters);
                NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    if (similarity is not null)
                    {
                        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    }

                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        readRow(reader);
                    }
                }
            }
        }
        catch (Exception exception) when (PostgresFailure.IsMatch(exception))
        {
            throw PostgresFailure.Describe(exception, _dataSource);
        }
    }

    private static void Add(NpgsqlBatch batch, string statement, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(statement);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }
}
