using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace MedReason.Kg.Postgres;

/// <summary>One copy of a graph into the tables of a load of its own, within a transaction that its caller ends.</summary>
internal sealed class GraphCopy
{
    private const int FrontierSize = 1024;
    private readonly IKnowledgeGraph _source;
    private readonly INodeCatalog _catalog;
    private readonly IEdgeAttributes? _attributes;
    private readonly KnowledgeGraphMetadata _metadata;
    private readonly NpgsqlConnection _connection;
    private readonly PostgresKnowledgeGraphOptions _options;
    private readonly RelationInfo[] _relations;
    private readonly Dictionary<RelationType, int> _relationIndexes = [];
    private readonly long[] _relationCounts;
    private readonly Dictionary<NodeType, short> _typeIndexes = [];
    private readonly List<long> _typeCounts = [];
    private readonly List<NodeId> _ids = [];
    private readonly List<short> _types = [];
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);
    private long _forwardCount;
    private long _reverseCount;
    private int? _lastArcNode;
    private bool _hasAttributes;

    /// <summary>Makes a copy.</summary>
    public GraphCopy(
        IKnowledgeGraph source, INodeCatalog catalog, KnowledgeGraphMetadata metadata, NpgsqlConnection connection, PostgresKnowledgeGraphOptions options)
    {
        _source = source;
        _catalog = catalog;
        _attributes = source.GetService<IEdgeAttributes>();
        _metadata = metadata;
        _connection = connection;
        _options = options;
        _relations = [.. metadata.Relations.OrderBy(static relation => relation.Relation)];
        _relationCounts = new long[_relations.Length];
        for (int i = 0; i < _relations.Length; i++)
        {
            _relationIndexes.Add(_relations[i].Relation, i);
        }
    }

    /// <summary>Copies, and makes the copy the graph of the schema.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string schema = _options.Schema;
        GraphTables? former = await PrepareAsync(cancellationToken).ConfigureAwait(false);
        string? trigramSchema = _options.NameSearch == PostgresNameSearch.Trigram ? await MakeTrigramsAsync(cancellationToken).ConfigureAwait(false) : null;
        long load = (long)(await ScalarAsync("select pg_current_xact_id()::text::bigint", [], cancellationToken).ConfigureAwait(false))!;
        var tables = new GraphTables(schema, load);
        await ExecuteAsync(tables.Create(), [], cancellationToken).ConfigureAwait(false);
        using var hasher = new KgContentHasher();
        await CopyNodesAsync(tables, hasher, cancellationToken).ConfigureAwait(false);
        await CopyNamesAsync(tables, cancellationToken).ConfigureAwait(false);
        await CopyArcsAsync(tables, hasher, cancellationToken).ConfigureAwait(false);
        string contentHash = hasher.Finish();
        CheckAgainstSource(contentHash);
        await ExecuteAsync(tables.Index(trigramSchema), [], cancellationToken).ConfigureAwait(false);
        await DescribeAsync(load, contentHash, cancellationToken).ConfigureAwait(false);
        if (former is not null)
        {
            await ExecuteAsync(former.Drop(), [], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes what is not there yet, waits for another load to end, and finds the tables that are to be replaced.</summary>
    private async Task<GraphTables?> PrepareAsync(CancellationToken cancellationToken)
    {
        string schema = _options.Schema;
        await ScalarAsync("select pg_advisory_xact_lock(hashtextextended('MedReason ' || $1, 0))", [Parameter(schema)], cancellationToken)
            .ConfigureAwait(false);
        if (await ScalarAsync("show server_encoding", [], cancellationToken).ConfigureAwait(false) is not "UTF8")
        {
            throw new KnowledgeGraphException(
                $"The database '{_connection.Database}' is not of encoding UTF8, so it cannot hold every name; make one with encoding UTF8.");
        }

        // Asked first, because making what is there needs the right to make it.
        if (await ScalarAsync("select to_regnamespace($1) is not null", [Parameter(schema)], cancellationToken).ConfigureAwait(false) is false)
        {
            await ExecuteAsync($"create schema \"{schema}\"", [], cancellationToken).ConfigureAwait(false);
        }

        if (await ScalarAsync("select to_regclass($1) is not null", [Parameter(GraphTables.Graph(schema))], cancellationToken).ConfigureAwait(false) is false)
        {
            await ExecuteAsync(GraphTables.CreateGraph(schema), [], cancellationToken).ConfigureAwait(false);
            return null;
        }

        return await LoadedGraph.FindFormatAsync(_connection, schema, cancellationToken).ConfigureAwait(false) switch
        {
            null => null,
            GraphTables.Format => new GraphTables(
                schema, (long)(await ScalarAsync($"select load from {GraphTables.Graph(schema)}", [], cancellationToken).ConfigureAwait(false))!),
            int format => throw new KnowledgeGraphException(
                $"The schema '{schema}' holds a graph of format {format}, and this package writes format {GraphTables.Format}; drop the schema, or load "
                    + "into another."),
        };
    }

    private async Task<string> MakeTrigramsAsync(CancellationToken cancellationToken)
    {
        if (await LoadedGraph.FindTrigramSchemaAsync(_connection, cancellationToken).ConfigureAwait(false) is { } present)
        {
            return present;
        }

        try
        {
            await ExecuteAsync("create extension pg_trgm", [], cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState is not PostgresErrorCodes.QueryCanceled)
        {
            throw LoadedGraph.NoTrigrams(_connection, exception);
        }

        return (await LoadedGraph.FindTrigramSchemaAsync(_connection, cancellationToken).ConfigureAwait(false))!;
    }

    private async Task CopyNodesAsync(GraphTables tables, KgContentHasher hasher, CancellationToken cancellationToken)
    {
        NpgsqlBinaryImporter importer = await BeginAsync($"{tables.Nodes} (ordinal, id, type, name, source, synonyms, definition)", cancellationToken)
            .ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            string? last = null;
            await foreach (KgNode node in _catalog.GetNodesAsync(cancellationToken).ConfigureAwait(false))
            {
                string id = PostgresText.ToWellFormed(node.Id.Value);
                if (last is not null && string.CompareOrdinal(last, id) >= 0)
                {
                    throw Inconsistent($"lists the node '{id}' after '{last}', and a catalog lists every node once, in the order of the ids");
                }

                hasher.AppendNode(node);
                short type = TypeOf(node.Type);
                await importer.StartRowAsync(cancellationToken).ConfigureAwait(false);
                await importer.WriteAsync(_ids.Count, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
                await importer.WriteAsync(PostgresText.Encode(id), NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                await importer.WriteAsync(type, NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
                await importer.WriteAsync(PostgresText.Encode(node.Name), NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                await WriteAsync(node.Source).ConfigureAwait(false);
                await importer.WriteAsync(PostgresText.Encode(node.Synonyms), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                await WriteAsync(node.Definition).ConfigureAwait(false);
                _ordinals.Add(id, _ids.Count);
                _ids.Add(node.Id);
                _types.Add(type);
                _typeCounts[type]++;
                last = id;
            }

            await importer.CompleteAsync(cancellationToken).ConfigureAwait(false);

            async Task WriteAsync(string? text)
            {
                if (text is null)
                {
                    await importer.WriteNullAsync(cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await importer.WriteAsync(PostgresText.Encode(text), NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task CopyNamesAsync(GraphTables tables, CancellationToken cancellationToken)
    {
        NpgsqlBinaryImporter importer = await BeginAsync($"{tables.Names} (node, place, folded)", cancellationToken).ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            int ordinal = 0;
            await foreach (KgNode node in _catalog.GetNodesAsync(cancellationToken).ConfigureAwait(false))
            {
                for (int place = 0; place <= node.Synonyms.Count; place++)
                {
                    if (FoldedName.Of(place == 0 ? node.Name : node.Synonyms[place - 1]) is not { } folded)
                    {
                        continue;
                    }

                    await importer.StartRowAsync(cancellationToken).ConfigureAwait(false);
                    await importer.WriteAsync(ordinal, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
                    await importer.WriteAsync(place, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
                    await importer.WriteAsync(folded, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
                }

                ordinal++;
            }

            await importer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CopyArcsAsync(GraphTables tables, KgContentHasher hasher, CancellationToken cancellationToken)
    {
        NpgsqlBinaryImporter importer = await BeginAsync($"{tables.Arcs} (node, neighbor, code, type, attributes)", cancellationToken)
            .ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            for (int first = 0; first < _ids.Count; first += FrontierSize)
            {
                List<NodeId> frontier = _ids.GetRange(first, Math.Min(FrontierSize, _ids.Count - first));
                NeighborBatch batch = await _source.GetNeighborsAsync(frontier, null, cancellationToken).ConfigureAwait(false);
                using IEnumerator<IReadOnlyList<KgEdgeAttributes>> statements = (await GetAttributesAsync(frontier, batch, cancellationToken)
                    .ConfigureAwait(false)).GetEnumerator();
                for (int i = 0; i < frontier.Count; i++)
                {
                    await CopyArcsAsync(importer, first + i, batch[i], statements, hasher, cancellationToken).ConfigureAwait(false);
                }
            }

            await importer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gets the attributes of the edges that start in a frontier, in the order in which the batch lists them; empty for a graph without any.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<KgEdgeAttributes>>> GetAttributesAsync(
        List<NodeId> frontier, NeighborBatch batch, CancellationToken cancellationToken)
    {
        if (_attributes is null)
        {
            return [];
        }

        KgEdge[] edges = [.. frontier.SelectMany((source, i) => batch[i]
            .Where(static neighbor => neighbor.IsForward)
            .Select(neighbor => new KgEdge { Source = source, Target = neighbor.Node, Relation = neighbor.Relation }))];
        IReadOnlyList<IReadOnlyList<KgEdgeAttributes>> statements = await _attributes.GetAttributesAsync(edges, cancellationToken).ConfigureAwait(false);
        return statements.Count == edges.Length
            ? statements
            : throw Inconsistent(string.Create(
                CultureInfo.InvariantCulture, $"returns the attributes of {statements.Count} edges where those of {edges.Length} were requested"));
    }

    private async Task CopyArcsAsync(
        NpgsqlBinaryImporter importer,
        int node,
        IReadOnlyList<KgNeighbor> neighbors,
        IEnumerator<IReadOnlyList<KgEdgeAttributes>> statements,
        KgContentHasher hasher,
        CancellationToken cancellationToken)
    {
        var starting = new List<(int Relation, int Neighbor, KgEdgeAttributes[] Attributes)>();
        (int, int) last = (-1, -1);
        foreach (KgNeighbor edge in neighbors)
        {
            if (!_ordinals.TryGetValue(PostgresText.ToWellFormed(edge.Node.Value), out int neighbor)
                || !_relationIndexes.TryGetValue(edge.Relation, out int relation))
            {
                throw Inconsistent(
                    $"returns the edge '{edge.Relation}' between '{_ids[node]}' and '{edge.Node}', whose relation or node it does not list");
            }

            int code = (2 * relation) + (edge.IsForward ? 0 : 1);
            if ((neighbor, code).CompareTo(last) <= 0)
            {
                throw Inconsistent($"returns the edges of '{_ids[node]}' out of order, or one of them twice");
            }

            KgEdgeAttributes[] attributes = [];
            if (edge.IsForward)
            {
                attributes = statements.MoveNext() ? [.. statements.Current.Order(KgEdgeAttributes.CanonicalOrder)] : [];
                starting.Add((relation, neighbor, attributes));
                _relationCounts[relation]++;
                _forwardCount++;
            }

            _reverseCount += !edge.IsForward || neighbor == node ? 1 : 0;
            _lastArcNode = node;
            last = (neighbor, code);
            await importer.StartRowAsync(cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(node, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(neighbor, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(checked((short)code), NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            await importer.WriteAsync(_types[neighbor], NpgsqlDbType.Smallint, cancellationToken).ConfigureAwait(false);
            await WriteAsync(importer, attributes, cancellationToken).ConfigureAwait(false);
        }

        starting.Sort(static (left, right) => (left.Relation, left.Neighbor).CompareTo((right.Relation, right.Neighbor)));
        foreach ((int relation, int neighbor, KgEdgeAttributes[] attributes) in starting)
        {
            hasher.AppendEdge(_ids[node], _relations[relation].Relation, _ids[neighbor]);
            foreach (KgEdgeAttributes statement in attributes)
            {
                hasher.AppendAttributes(statement);
            }
        }
    }

    private async Task WriteAsync(NpgsqlBinaryImporter importer, KgEdgeAttributes[] attributes, CancellationToken cancellationToken)
    {
        if (attributes.Length == 0)
        {
            await importer.WriteNullAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        _hasAttributes = true;
        await importer.WriteAsync(StoredAttributes.Write(attributes), NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
    }

    private void CheckAgainstSource(string contentHash)
    {
        if (_ids.Count != _metadata.NodeCount || _forwardCount != _metadata.EdgeCount || _reverseCount != _metadata.EdgeCount)
        {
            throw Inconsistent(string.Create(
                CultureInfo.InvariantCulture,
                $"says that it holds {_metadata.NodeCount} nodes and {_metadata.EdgeCount} edges, but returned {_ids.Count} nodes, {_forwardCount} edges from "
                    + $"where they start and {_reverseCount} from where they end"));
        }

        if (_metadata.ContentHash is { } declared && !string.Equals(declared, contentHash, StringComparison.Ordinal))
        {
            throw Inconsistent($"says that its content hash is {declared}, but its content has {contentHash}");
        }
    }

    private async Task DescribeAsync(long load, string contentHash, CancellationToken cancellationToken)
    {
        string graph = GraphTables.Graph(_options.Schema);
        NodeType[] types = [.. _typeIndexes.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];
        await ExecuteAsync($"delete from {graph}", [], cancellationToken).ConfigureAwait(false);
        NpgsqlParameter[] parameters =
        [
            Parameter(GraphTables.Format),
            Parameter(load),
            Parameter(PostgresText.Encode(_metadata.Name)),
            Parameter(PostgresText.Encode(_metadata.Version)),
            Parameter(contentHash),
            Parameter(_metadata.NodeCount),
            Parameter(_metadata.EdgeCount),
            Parameter(_lastArcNode),
            Parameter(PostgresText.Encode(types.Select(static type => type.Value))),
            Parameter<long[]>([.. _typeCounts]),
            Texts(static relation => relation.Relation.Value),
            Parameter(_relationCounts),
            Texts(static relation => relation.Family),
            Texts(static relation => relation.DisplayName),
            Texts(static relation => relation.ForwardPhrase),
            Texts(static relation => relation.ReversePhrase),
            Parameter<short[]>([.. _relations.Select(static relation => (short)relation.Polarity)]),
            Parameter<bool[]>([.. _relations.Select(static relation => relation.IsSymmetric)]),
            Texts(static relation => relation.Meaning.Value),
            Parameter<bool[]>([.. _relations.Select(static relation => relation.IsMeaningReversed)]),
            Parameter(_hasAttributes),
            Parameter(JsonSerializer.Serialize(_metadata.Sources, LoadedGraph.SourcesJson)),
        ];
        string statement = $"""
            insert into {graph} (
                format, load, name, version, content_hash, node_count, edge_count, last_arc_node, node_types, node_type_counts, relations, relation_counts,
                families, display_names, forward_phrases, reverse_phrases, polarities, symmetric_flags, meanings, meaning_reversed_flags, has_attributes,
                sources)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            """;
        await ExecuteAsync(statement, parameters, cancellationToken).ConfigureAwait(false);

        NpgsqlParameter Texts(Func<RelationInfo, string> text) => Parameter(PostgresText.Encode(_relations.Select(text)));
    }

    private static NpgsqlParameter<T> Parameter<T>(T value) => new() { TypedValue = value };

    private short TypeOf(NodeType type)
    {
        if (!_typeIndexes.TryGetValue(type, out short index))
        {
            index = checked((short)_typeIndexes.Count);
            _typeIndexes.Add(type, index);
            _typeCounts.Add(0);
        }

        return index;
    }

    private KnowledgeGraphException Inconsistent(string what) => new($"The graph '{_metadata.Name}' cannot be copied: it {what}.");

    /// <summary>Frozen rows are seen as old ones, so that an index answers alone; allowed, because the table is of this transaction.</summary>
    private Task<NpgsqlBinaryImporter> BeginAsync(string columns, CancellationToken cancellationToken) =>
        _connection.BeginBinaryImportAsync($"copy {columns} from stdin (format binary, freeze)", cancellationToken);

    private async Task ExecuteAsync(string statement, NpgsqlParameter[] parameters, CancellationToken cancellationToken) =>
        await ScalarAsync(statement, parameters, cancellationToken).ConfigureAwait(false);

    private async Task<object?> ScalarAsync(string statement, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(statement, _connection) { CommandTimeout = 0 };
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddRange(parameters);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
