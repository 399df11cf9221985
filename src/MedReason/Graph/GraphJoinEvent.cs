namespace MedReason;

/// <summary>Describes what a join did with two identifiers. Immutable.</summary>
public sealed record GraphJoinEvent
{
    /// <summary>Gets what was done.</summary>
    public required GraphJoinEventKind Kind { get; init; }

    /// <summary>Gets the identifier that was kept, the broader one, or the first of two that stay apart.</summary>
    public required NodeId Id { get; init; }

    /// <summary>Gets the identifier that was joined into it, the narrower one, or the second of two that stay apart.</summary>
    public required NodeId OtherId { get; init; }

    /// <summary>Gets the reason as a sentence for a person.</summary>
    public required string Detail { get; init; }
}
