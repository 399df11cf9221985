namespace MedReason.Kg.Postgres;

/// <summary>The ways in which a statement finds a name, best first; the numbers are part of the statement and its rows.</summary>
internal enum NameMatch
{
    Id = 0,
    Exact = 1,
    Normalized = 2,
    Synonym = 3,
    Trigram = 4,
}
