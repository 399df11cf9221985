namespace MedReason.Runs;

/// <summary>The progress and the spending of a run, as its database records them. Immutable.</summary>
/// <param name="Rows">The number of questions.</param>
/// <param name="Results">The number of questions that have a result.</param>
/// <param name="IsFinished">Whether every question of the input has a result, and none is to be worked on again.</param>
/// <param name="Spending">What its requests to models cost.</param>
public sealed record RunState(long Rows, long Results, bool IsFinished, RunSpending Spending);
