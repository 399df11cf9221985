using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace WebExplorer;

/// <summary>Bounds how many questions are worked on at once; the others wait in order.</summary>
internal sealed class RunQueue(IOptions<ExplorerOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.ConcurrentRuns,
        QueueLimit = options.Value.QueuedRuns,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a place.</summary>
    /// <returns>The place, to be disposed when the work is done; not acquired where too many wait already.</returns>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken) => _limiter.AcquireAsync(1, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();
}
