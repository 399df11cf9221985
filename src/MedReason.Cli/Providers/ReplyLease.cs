namespace MedReason.Cli;

/// <summary>What one request's reply takes of the <see cref="ReplyBudget"/>, from its first bytes until it was used. Safe for concurrent use.</summary>
internal sealed class ReplyLease(bool isStreamed) : IDisposable
{
    // A client library stands between the request and its transport, so that the lease goes with the call.
    private static readonly AsyncLocal<ReplyLease?> Ambient = new();
    private readonly Lock _lock = new();
    private ReplyBudget? _entered;
    private bool _isDisposed;

    /// <summary>The lease of the request that this code runs for; null outside a request.</summary>
    public static ReplyLease? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Whether the request asks for a stream of events.</summary>
    public bool IsStreamed => isStreamed;

    /// <summary>Waits for a place, unless the request has one.</summary>
    /// <exception cref="ObjectDisposedException">The request has ended.</exception>
    public async Task EnterAsync(ReplyBudget budget, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_entered is not null)
            {
                return;
            }
        }

        await budget.EnterAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (!_isDisposed && _entered is null)
            {
                _entered = budget;
                return;
            }
        }

        // The request ended at its deadline, with nobody left to give the place back.
        budget.Leave();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
    }

    public void Dispose()
    {
        ReplyBudget? entered;
        lock (_lock)
        {
            _isDisposed = true;
            entered = _entered;
            _entered = null;
        }

        entered?.Leave();
    }
}
