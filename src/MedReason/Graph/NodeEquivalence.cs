namespace MedReason;

/// <summary>Represents the statement of a source that two identifiers denote the same concept. Immutable.</summary>
public sealed record NodeEquivalence
{
    /// <summary>Gets the identifier that the statement is about.</summary>
    public required NodeId Id { get; init; }

    /// <summary>Gets the identifier that denotes the same; it need not be that of a node.</summary>
    public required NodeId EquivalentId { get; init; }
}
