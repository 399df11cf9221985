namespace MedReason.Questions;

/// <summary>The nodes that stand for one possible conclusion: an option, the answer, or a decoy. Immutable.</summary>
/// <param name="Label">The option's label; null for a conclusion without one.</param>
/// <param name="Nodes">Its nodes, each once, in the order in which the text names them.</param>
internal sealed record ConclusionGroup(string? Label, IReadOnlyList<NodeId> Nodes);
