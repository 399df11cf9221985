using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;

namespace MedReason.Kg.Postgres;

/// <summary>One load of a graph: what it says of itself, what its codes mean, and the statements that read it.</summary>
internal sealed class LoadedGraph
{
    private const string FindTrigrams =
        "select quote_ident(n.nspname) from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'";

    private readonly Dictionary<RelationType, short> _forwardCodes;

    private LoadedGraph(KnowledgeGraphMetadata metadata, NodeType[] nodeTypes, bool hasAttributes, GraphStatements statements)
    {
        HasAttributes = hasAttributes;
        Metadata = metadata;
        _forwardCodes = metadata.Relations.Index().ToDictionary(static pair => pair.Item.Relation, static pair => (short)(2 * pair.Index));
        NodeTypes = nodeTypes;
        Statements = statements;
    }

    /// <summary>Gets the JSON of <see cref="KnowledgeGraphMetadata.Sources"/>.</summary>
    public static JsonTypeInfo<IReadOnlyList<KgSource>> SourcesJson { get; } =
        (JsonTypeInfo<IReadOnlyList<KgSource>>)MedReasonJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IReadOnlyList<KgSource>));

    /// <summary>What the graph says of itself.</summary>
    public KnowledgeGraphMetadata Metadata { get; }

    /// <summary>The node types by their stored number.</summary>
    public NodeType[] NodeTypes { get; }

    /// <summary>Gets a value indicating whether any edge has attributes.</summary>
    public bool HasAttributes { get; }

    /// <summary>The statements.</summary>
    public GraphStatements Statements { get; }

    /// <summary>Where pg_trgm is, as an identifier to write into a statement; null where the database has it not.</summary>
    public static async Task<string?> FindTrigramSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = FindTrigrams;
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
        }
    }

    /// <summary>The format of what the schema holds; null where it holds no graph.</summary>
    /// <exception cref="KnowledgeGraphException">The schema's table is not one of this package.</exception>
    public static async Task<int?> FindFormatAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = $"select format from {GraphTables.Graph(schema)}";
            try
            {
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as int?;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
            {
                return null;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedColumn)
            {
                throw new KnowledgeGraphException(
                    $"The table 'graph' of the schema '{schema}' does not belong to this package; choose another schema.", exception);
            }
        }
    }

    /// <summary>Reads what the schema holds, and checks that it is whole.</summary>
    /// <exception cref="KnowledgeGraphException">The schema holds no graph, one of another format, a part of one, or one without the index that is asked
    /// for.</exception>
    public static async Task<LoadedGraph> OpenAsync(NpgsqlConnection connection, PostgresKnowledgeGraphOptions options, CancellationToken cancellationToken)
    {
        string schema = options.Schema;
        int format = await FindFormatAsync(connection, schema, cancellationToken).ConfigureAwait(false)
            ?? throw new KnowledgeGraphException(
                $"The schema '{schema}' of the database '{connection.Database}' holds no graph; load one with "
                    + $"{nameof(PostgresGraphLoader)}.{nameof(PostgresGraphLoader.LoadAsync)}.");
        if (format != GraphTables.Format)
        {
            throw new KnowledgeGraphException(
                $"The schema '{schema}' holds a graph of format {format}, and this package reads format {GraphTables.Format}; load it again.");
        }

        string? trigramSchema = null;
        if (options.NameSearch == PostgresNameSearch.Trigram)
        {
            trigramSchema = await FindTrigramSchemaAsync(connection, cancellationToken).ConfigureAwait(false) ?? throw NoTrigrams(connection, null);
        }

        NpgsqlCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = $"""
                select load, name, version, content_hash, node_count, edge_count, last_arc_node, node_types, node_type_counts, relations, relation_counts,
                    families, display_names, forward_phrases, reverse_phrases, polarities, symmetric_flags,
                    meanings, meaning_reversed_flags, has_attributes, sources
                from {GraphTables.Graph(schema)}
                """;
            NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            LoadedGraph graph;
            int? lastArcNode;
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                lastArcNode = reader.IsDBNull(6) ? null : reader.GetInt32(6);
                graph = Read(reader, new GraphStatements(new GraphTables(schema, reader.GetInt64(0)), trigramSchema));
            }

            await CheckEndsAsync(connection, graph, schema, lastArcNode, cancellationToken).ConfigureAwait(false);
            return graph;
        }
    }

    /// <summary>The failure of a database without pg_trgm.</summary>
    public static KnowledgeGraphException NoTrigrams(NpgsqlConnection connection, Exception? cause) => new(
        $"The database '{connection.Database}' has no extension pg_trgm: run 'create extension pg_trgm' in it, or set "
            + $"{nameof(PostgresKnowledgeGraphOptions)}.{nameof(PostgresKnowledgeGraphOptions.NameSearch)} to {nameof(PostgresNameSearch.Exact)}.",
        cause);

    /// <summary>The codes of the arcs that a filter lets pass, from both ends; null for all.</summary>
    public short[]? CodesOf(KgFilter? filter)
    {
        int count = Metadata.Relations.Count;
        int[] allowed = filter is null ? [] : [.. Enumerable.Range(0, count).Where(relation => filter.Allows(Metadata.Relations[relation]))];
        return filter is null || allowed.Length == count
            ? null
            : [.. allowed.SelectMany(static relation => (short[])[(short)(2 * relation), (short)((2 * relation) + 1)])];
    }

    /// <summary>The numbers of the node types that pass; null for all.</summary>
    public short[]? TypesOf(Func<NodeType, bool>? allows)
    {
        short[] allowed = allows is null
            ? []
            : [.. Enumerable.Range(0, NodeTypes.Length).Where(type => allows(NodeTypes[type])).Select(static type => (short)type)];
        return allows is null || allowed.Length == NodeTypes.Length ? null : allowed;
    }

    /// <summary>The relation of a code.</summary>
    public RelationType RelationOf(short code) => Metadata.Relations[code >> 1].Relation;

    /// <summary>Returns the code of the edges of a relation where they start; -1 for a relation that the graph does not hold.</summary>
    public short ForwardCodeOf(RelationType relation) => _forwardCodes.GetValueOrDefault(relation, (short)-1);

    /// <summary>Reads a node whose name, type, source, synonyms and definition are in a column and those after it.</summary>
    public KgNode ReadNode(NodeId id, NpgsqlDataReader reader, int column) => new()
    {
        Id = id,
        Name = PostgresText.Decode(reader.GetString(column)),
        Type = NodeTypes[reader.GetInt16(column + 1)],
        Source = reader.IsDBNull(column + 2) ? null : PostgresText.Decode(reader.GetString(column + 2)),
        Synonyms = PostgresText.Decode(reader.GetFieldValue<string[]>(column + 3)),
        Definition = reader.IsDBNull(column + 4) ? null : PostgresText.Decode(reader.GetString(column + 4)),
    };

    private static LoadedGraph Read(NpgsqlDataReader reader, GraphStatements statements)
    {
        NodeType[] types = [.. Texts(7).Select(static type => new NodeType(type))];
        string[] names = Texts(9);
        string[] families = Texts(11);
        string[] displayNames = Texts(12);
        string[] forwardPhrases = Texts(13);
        string[] reversePhrases = Texts(14);
        short[] polarities = reader.GetFieldValue<short[]>(15);
        bool[] symmetricFlags = reader.GetFieldValue<bool[]>(16);
        string[] meanings = Texts(17);
        bool[] reversedFlags = reader.GetFieldValue<bool[]>(18);
        RelationInfo[] relations = [.. names.Select((name, i) => new RelationInfo
        {
            Relation = new RelationType(name),
            Family = families[i],
            DisplayName = displayNames[i],
            ForwardPhrase = forwardPhrases[i],
            ReversePhrase = reversePhrases[i],
            Polarity = (Polarity)polarities[i],
            IsSymmetric = symmetricFlags[i],
            Meaning = new RelationMeaning(meanings[i]),
            IsMeaningReversed = reversedFlags[i],
        })];
        var metadata = new KnowledgeGraphMetadata
        {
            Name = PostgresText.Decode(reader.GetString(1)),
            Version = PostgresText.Decode(reader.GetString(2)),
            ContentHash = reader.GetString(3),
            NodeCount = reader.GetInt64(4),
            EdgeCount = reader.GetInt64(5),
            NodeTypes = CountsOf(types, reader.GetFieldValue<long[]>(8)),
            Relations = relations,
            RelationCounts = CountsOf([.. relations.Select(static relation => relation.Relation)], reader.GetFieldValue<long[]>(10)),
            Sources = JsonSerializer.Deserialize(reader.GetString(20), SourcesJson) ?? [],
        };
        return new LoadedGraph(metadata, types, reader.GetBoolean(19), statements);

        string[] Texts(int column) => PostgresText.Decode(reader.GetFieldValue<string[]>(column));
    }

    private static Dictionary<TKey, long> CountsOf<TKey>(TKey[] keys, long[] counts)
        where TKey : notnull =>
        keys.Zip(counts).Where(static pair => pair.Second > 0).ToDictionary(static pair => pair.First, static pair => pair.Second);

    private static async Task CheckEndsAsync(
        NpgsqlConnection connection, LoadedGraph graph, string schema, int? lastArcNode, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = graph.Statements.Ends;
            bool isWhole;
            try
            {
                NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                    long nodes = reader.IsDBNull(0) ? 0 : reader.GetInt32(0) + 1L;
                    int? arcs = reader.IsDBNull(1) ? null : reader.GetInt32(1);
                    isWhole = nodes == graph.Metadata.NodeCount && arcs == lastArcNode;
                }
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable)
            {
                isWhole = false;
            }

            if (!isWhole)
            {
                throw new KnowledgeGraphException(
                    $"The schema '{schema}' of the database '{connection.Database}' holds only a part of the graph '{graph.Metadata.Name}', as a copy or "
                        + "restore that was cut off leaves it; load it again.");
            }
        }
    }
}
