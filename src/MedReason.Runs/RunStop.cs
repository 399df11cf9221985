namespace MedReason.Runs;

/// <summary>Why a run ends before all its rows are done. Immutable.</summary>
/// <param name="Cause">The kind.</param>
/// <param name="Reason">One sentence for a person.</param>
public sealed record RunStop(RunEndCause Cause, string Reason);
