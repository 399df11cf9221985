namespace MedReason.Verification;

/// <summary>What the graph says of a pair of names and the words between them.</summary>
internal readonly record struct ClaimJudgement(ClaimStatus Status, NodeId Left, NodeId Right, KgEdge? Edge, string? Detail);
