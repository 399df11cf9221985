namespace MedReason.Runs.Tests;

/// <summary>A request of a schedule of the limiter.</summary>
internal sealed class LimiterRequest(int number, long bytes, DateTimeOffset arrived)
{
    public int Number { get; } = number;

    public long Bytes { get; } = bytes;

    public DateTimeOffset Arrived { get; } = arrived;

    public CancellationTokenSource Cancellation { get; } = new();

    public Task<RequestLimiter.Admission> Entering { get; set; } = null!;

    public bool HasPlace { get; set; }

    public DateTimeOffset? Admitted { get; set; }

    public double Tokens { get; set; }

    /// <summary>The least time between its turn and the next one by the rate of requests, and by that of tokens, in seconds.</summary>
    public (double Requests, double Tokens) Spacing { get; set; }
}
