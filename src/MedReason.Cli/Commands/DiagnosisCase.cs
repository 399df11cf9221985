namespace MedReason.Cli;

/// <summary>A case of <c>diagnose</c>: what is asked of the ranker, and the findings that could not be asked.</summary>
/// <param name="Request">The request.</param>
/// <param name="Unresolved">The findings that are not one node of the graph, as the input writes them, with the nodes that they may mean.</param>
internal sealed record DiagnosisCase(DiagnosisRequest Request, IReadOnlyList<(string Finding, IReadOnlyList<KgNode> Candidates)> Unresolved);
