namespace MedReason.Kg.Postgres;

/// <summary>How a graph in PostgreSQL finds nodes by name.</summary>
public enum PostgresNameSearch
{
    /// <summary>Letter by letter, folded, and by shared trigrams; needs the extension pg_trgm when the graph is loaded and when it is used.</summary>
    Trigram = 0,

    /// <summary>Letter by letter and folded only, as the graph in memory does; needs no extension.</summary>
    Exact = 1,
}
