namespace MedReason;

/// <summary>Represents the statement of a source that an identifier denotes a kind of what another denotes (<c>skos:narrowMatch</c>). Immutable.</summary>
public sealed record NodeNarrowMatch
{
    /// <summary>Gets the identifier of the broader concept, which the statement is about.</summary>
    public required NodeId Id { get; init; }

    /// <summary>Gets the identifier of the narrower concept; it need not be that of a node.</summary>
    public required NodeId NarrowerId { get; init; }
}
