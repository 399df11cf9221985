using System.Globalization;

namespace MedReason.Kg.Postgres;

/// <summary>
/// The tables of a graph. Its metadata is the one row of <c>graph</c>; nodes, edges and names are in tables named by the number of their load, so that a
/// statement written for one load never reads another's.
/// </summary>
/// <param name="schema">The schema; letters, digits and underscores.</param>
/// <param name="load">The number of the load.</param>
internal sealed class GraphTables(string schema, long load)
{
    /// <summary>The version of the tables' shape that this code writes and reads.</summary>
    public const int Format = 3;

    /// <summary>The nodes, numbered in the order of their ids.</summary>
    public string Nodes { get; } = Name(schema, "node", load);

    /// <summary>
    /// Every edge from both ends, a self loop once. The code is twice the relation's place in the row of <c>graph</c>, plus one where the edge runs towards
    /// the node; the type is the neighbour's. The attributes are those of the edge, written where it starts only; a null costs no space.
    /// </summary>
    public string Arcs { get; } = Name(schema, "arc", load);

    /// <summary>The folded names: of place 0 the name, of place i the i-th synonym. One without letter and digit is left out.</summary>
    public string Names { get; } = Name(schema, "node_name", load);

    /// <summary>The table that names the load that is the graph.</summary>
    public static string Graph(string schema) => $"\"{schema}\".graph";

    /// <summary>Makes <see cref="Graph"/> where it is not there yet.</summary>
    public static string CreateGraph(string schema) => $"""
        create table if not exists {Graph(schema)} (
            is_only boolean primary key default true check (is_only),
            format integer not null,
            load bigint not null,
            name text not null,
            version text not null,
            content_hash text not null,
            node_count bigint not null,
            edge_count bigint not null,
            last_arc_node integer,
            node_types text[] not null,
            node_type_counts bigint[] not null,
            relations text[] not null,
            relation_counts bigint[] not null,
            families text[] not null,
            display_names text[] not null,
            forward_phrases text[] not null,
            reverse_phrases text[] not null,
            polarities smallint[] not null,
            symmetric_flags boolean[] not null,
            meanings text[] not null,
            meaning_reversed_flags boolean[] not null,
            has_attributes boolean not null,
            sources text not null)
        """;

    /// <summary>Makes the tables of this load.</summary>
    public string Create() => $"""
        create table {Nodes} (
            ordinal integer not null,
            id text collate "C" not null,
            type smallint not null,
            name text collate "C" not null,
            source text collate "C",
            synonyms text[] collate "C" not null,
            definition text collate "C");
        create table {Arcs} (node integer not null, neighbor integer not null, code smallint not null, type smallint not null, attributes text);
        create table {Names} (node integer not null, place integer not null, folded text collate "C" not null)
        """;

    /// <summary>Creates the indexes after the rows are written. Names and ids may be longer than a tree's keys, so these are hashed.</summary>
    /// <param name="trigramSchema">Where pg_trgm is; null for no trigram index.</param>
    public string Index(string? trigramSchema) => $"""
        alter table {Nodes} add primary key (ordinal);
        create index on {Nodes} using hash (id);
        create unique index on {Arcs} (node, neighbor, code) include (type);
        create index on {Names} using hash (folded);
        {(trigramSchema is null ? string.Empty : $"create index on {Names} using gin (folded {trigramSchema}.gin_trgm_ops);")}
        analyze {Nodes};
        analyze {Arcs};
        analyze {Names}
        """;

    /// <summary>Removes the tables of this load.</summary>
    public string Drop() => $"drop table if exists {Nodes}, {Arcs}, {Names}";

    private static string Name(string schema, string table, long load) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{schema}\".{table}_{load}");
}
