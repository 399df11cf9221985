namespace MedReason.Datasets;

/// <summary>How far a run is and what it cost, as its database tells. Immutable.</summary>
/// <param name="Rows">How many questions it has.</param>
/// <param name="Results">How many of them have a result.</param>
/// <param name="Spending">What its requests to models came to.</param>
internal sealed record RunState(long Rows, long Results, RunSpending Spending);
