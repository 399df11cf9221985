namespace MedReason.Kg.Kgx;

/// <summary>The columns that have a meaning of their own; <see cref="KgxRecord.RoleNames"/> has their names.</summary>
internal enum KgxRole
{
    Id,
    Category,
    Name,
    Synonym,
    Description,
    Subject,
    Predicate,
    Object,
    PrimarySource,
    AggregatorSource,
    KnowledgeSource,
    ProvidedBy,
    Publications,
    Evidence,
    Frequency,
    Onset,
    Sex,
    Negated,
    ConfidenceLevel,
    Other,
}
