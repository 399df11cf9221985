namespace MedReason.Kg.Postgres;

/// <summary>How a graph in PostgreSQL finds the node of a text, beside the ways of <see cref="LinkMethods"/>.</summary>
public static class PostgresLinkMethods
{
    /// <summary>
    /// Some name of the node shares trigrams with the text; the score is four fifths of pg_trgm's similarity, so that it stays below any equal name's.
    /// </summary>
    public const string Trigram = "trigram";
}
