namespace MedReason.Cli;

/// <summary>The calls and requests of a client so far, from <c>GetService(typeof(RetryCounts))</c>.</summary>
/// <param name="Calls">The number of calls made by stages.</param>
/// <param name="Attempts">The number of requests sent for them.</param>
internal readonly record struct RetryCounts(long Calls, long Attempts);
