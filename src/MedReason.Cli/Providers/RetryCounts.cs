namespace MedReason.Cli;

/// <summary>What a client has sent so far, by <c>GetService(typeof(RetryCounts))</c>.</summary>
/// <param name="Calls">Calls made by stages.</param>
/// <param name="Attempts">Requests sent for them.</param>
internal readonly record struct RetryCounts(long Calls, long Attempts);
