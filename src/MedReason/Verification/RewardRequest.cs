namespace MedReason;

/// <summary>Represents a completion to reward: what was asked, the reference answer and what a model wrote. Immutable.</summary>
public sealed record RewardRequest
{
    /// <summary>Gets the question with its reference answer: an option's label or text, or, without options, the text itself.</summary>
    public required MedicalQuestion Question { get; init; }

    /// <summary>Gets the whole completion, thoughts included; may be empty.</summary>
    public required string Completion { get; init; }

    /// <summary>Gets the edges of a supplied gold subgraph; null when there is none, so that the graph alone judges.</summary>
    public IReadOnlyList<KgEdge>? ReferenceEdges { get; init; }
}
