namespace MedReason.Runs.Tests;

/// <summary>A request as it is on record.</summary>
/// <param name="Worker">The worker that made it.</param>
/// <param name="Number">Its number among those of the worker.</param>
/// <param name="Key">The key of its call.</param>
/// <param name="State">0 open, 1 answered, 2 failed, 3 possibly billed.</param>
/// <param name="Amount">What it counts with, in picodollars; null where no price or no limit bounds it.</param>
internal sealed record LedgerRow(long Worker, long Number, string Key, long State, long? Amount);
