namespace MedReason.Kg.Postgres;

/// <summary>The statements that read one load of a graph. Every value is a parameter.</summary>
/// <param name="tables">The tables.</param>
/// <param name="trigramSchema">Where pg_trgm is; null where names are compared as equal only.</param>
internal sealed class GraphStatements(GraphTables tables, string? trigramSchema)
{
    /// <summary>Nodes of some ids. $1 ids. Gives place, then the columns of a node from its name on.</summary>
    public string Nodes { get; } = $"""
        select f.place, n.name, n.type, n.source, n.synonyms, n.definition
        from unnest($1::text[]) with ordinality as f(id, place)
        join {tables.Nodes} n on n.id = f.id
        """;

    /// <summary>
    /// The arcs of a frontier. $1 ids, $2 codes or null, $3 types or null, $4 the maximum number per node. Gives place, neighbour, code and the
    /// neighbour's id, in no order: the join may reorder, and a caller orders by two integers faster than the server by a sort of texts.
    /// </summary>
    public string Neighbors { get; } = $"""
        select f.place, a.neighbor, a.code, n.id
        from unnest($1::text[]) with ordinality as f(id, place)
        join {tables.Nodes} m on m.id = f.id
        cross join lateral (
            select arc.neighbor, arc.code
            from {tables.Arcs} arc
            where arc.node = m.ordinal
              and ($2::smallint[] is null or arc.code = any($2))
              and ($3::smallint[] is null or arc.type = any($3))
            order by arc.neighbor, arc.code
            limit $4) a
        join {tables.Nodes} n on n.ordinal = a.neighbor
        """;

    /// <summary>Degrees. $1 ids. Gives place, code and how many, by code.</summary>
    public string Degrees { get; } = $"""
        select f.place, d.code, d.count
        from unnest($1::text[]) with ordinality as f(id, place)
        join {tables.Nodes} m on m.id = f.id
        cross join lateral (select arc.code, count(*)::integer as count from {tables.Arcs} arc where arc.node = m.ordinal group by arc.code) d
        order by f.place, d.code
        """;

    /// <summary>A page of all nodes. $1 the first ordinal, $2 the one after the last.</summary>
    public string NodePage { get; } = $"""
        select id, name, type, source, synonyms, definition from {tables.Nodes} where ordinal >= $1 and ordinal < $2 order by ordinal
        """;

    /// <summary>Attributes of some edges that the graph holds. $1 ids of sources, $2 ids of targets, $3 codes, $4 places. Gives place and attributes.</summary>
    public string Attributes { get; } = $"""
        select e.place, a.attributes
        from unnest($1::text[], $2::text[], $3::smallint[], $4::integer[]) as e(source, target, code, place)
        join {tables.Nodes} s on s.id = e.source
        join {tables.Nodes} t on t.id = e.target
        join {tables.Arcs} a on a.node = s.ordinal and a.neighbor = t.ordinal and a.code = e.code
        where a.attributes is not null
        """;

    /// <summary>The edges that start at a page of nodes, in canonical order. $1 the first ordinal, $2 the one after the last.</summary>
    public string EdgePage { get; } = $"""
        select s.id, a.code, t.id, a.attributes
        from {tables.Arcs} a
        join {tables.Nodes} s on s.ordinal = a.node
        join {tables.Nodes} t on t.ordinal = a.neighbor
        where a.node >= $1 and a.node < $2 and a.code % 2 = 0
        order by a.node, a.code, a.neighbor
        """;

    /// <summary>Names compared as equal; parameters and columns as <see cref="SearchAlike"/>.</summary>
    public string SearchEqual { get; } = Search(tables, null);

    /// <summary>
    /// Names compared as equal and as alike. $1 texts, $2 folded or null, $3 folded where alike names are wanted or null, $4 ids or null, $5 types or null,
    /// $6 the least score, $7 the maximum number per text. Gives place, score, way, which name, and a node's columns; best first, ties by id.
    /// </summary>
    public string? SearchAlike { get; } = trigramSchema is null ? null : Search(tables, trigramSchema);

    /// <summary>Says how alike names must be for <see cref="SearchAlike"/> in the same transaction. $1 the similarity as text.</summary>
    public const string SetSimilarity = "select set_config('pg_trgm.similarity_threshold', $1, true)";

    /// <summary>The ordinals at which the rows end. A load writes them in order, so a copy of a part of the rows ends early.</summary>
    public string Ends { get; } = $"""
        select (select max(ordinal) from {tables.Nodes}), (select max(node) from {tables.Arcs})
        """;

    private static string Search(GraphTables tables, string? trigramSchema)
    {
        string alike = trigramSchema is null ? string.Empty : $"""
            union all
            select e.node, round((0.8 * {trigramSchema}.similarity(e.folded, t.alike))::numeric, 9)::float8, {(int)NameMatch.Trigram}, e.place
            from {tables.Names} e
            where e.folded operator({trigramSchema}.%) t.alike and e.folded <> t.alike
            """;
        return $"""
            select t.place, m.score, m.way, m.place, n.id, n.name, n.type, n.source, n.synonyms, n.definition
            from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality as t(text, folded, alike, id, place)
            cross join lateral (
                select b.node, b.score, b.way, b.place
                from (
                    select distinct on (a.node) a.node, a.score, a.way, a.place
                    from (
                        select i.ordinal, 1::float8, {(int)NameMatch.Id}, 0
                        from {tables.Nodes} i
                        where i.id = t.id
                        union all
                        select e.node,
                            case when e.place = 0 then case when o.name = t.text then 1 else 0.95 end
                                 else case when o.synonyms[e.place] = t.text then 0.9 else 0.85 end end::float8,
                            case when e.place > 0 then {(int)NameMatch.Synonym} when o.name = t.text then {(int)NameMatch.Exact}
                                 else {(int)NameMatch.Normalized} end,
                            e.place
                        from {tables.Names} e
                        join {tables.Nodes} o on o.ordinal = e.node
                        where e.folded = t.folded
                        {alike}
                    ) a(node, score, way, place)
                    join {tables.Nodes} k on k.ordinal = a.node
                    where a.score >= $6 and ($5::smallint[] is null or k.type = any($5))
                    order by a.node, a.score desc, a.way, a.place
                ) b
                order by b.score desc, b.node
                limit $7
            ) m
            join {tables.Nodes} n on n.ordinal = m.node
            order by t.place, m.score desc, m.node
            """;
    }
}
