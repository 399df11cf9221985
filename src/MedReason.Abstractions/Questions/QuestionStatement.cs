namespace MedReason;

/// <summary>The statement that a yes/no question asks about, and what the graph states of it. Immutable.</summary>
public sealed record QuestionStatement
{
    /// <summary>Gets the nodes of the end that the evidence starts from; more than one where a name has several.</summary>
    public required IReadOnlyList<NodeId> From { get; init; }

    /// <summary>Gets the nodes of the other end.</summary>
    public required IReadOnlyList<NodeId> To { get; init; }

    /// <summary>Gets the words by which the two ends are joined, such as <c>treat</c>.</summary>
    public required string Cue { get; init; }

    /// <summary>Gets whether the rationale names the end that the question leaves open, as in "does gout respond to a drug".</summary>
    public bool IsFromRationale { get; init; }

    /// <summary>Gets what the graph states.</summary>
    /// <value>The default is <see cref="StatementSupport.Absent"/>.</value>
    public StatementSupport Support { get; init; }
}
