using System.Diagnostics;

namespace MedReason.WebExplorer.Tests;

/// <summary>A linker and a verifier that wait before they do their work, until they are let go or nobody wants it any more.</summary>
internal sealed class HeldStage(IEntityLinker? linker = null, IChainVerifier? verifier = null) : IEntityLinker, IChainVerifier
{
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _mostWaiting;

    /// <summary>How many questions wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How many waited at once, at most.</summary>
    public int MostWaiting => Volatile.Read(ref _mostWaiting);

    /// <summary>When the first wait was cancelled, as a time stamp of <see cref="Stopwatch"/>.</summary>
    public Task<long> Cancelled => _cancelled.Task;

    public void Open() => _open.TrySetResult();

    public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<IReadOnlyList<EntityLink>> LinkAsync(
        IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        return await linker!.LinkAsync(graph, question, mentions, cancellationToken);
    }

    public async Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken);
        return await verifier!.VerifyAsync(graph, request, cancellationToken);
    }

    /// <summary>Waits until so many questions wait.</summary>
    public async Task ReachAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Waiting < count)
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        int waiting = Interlocked.Increment(ref _waiting);
        for (int most = MostWaiting; waiting > most; most = MostWaiting)
        {
            Interlocked.CompareExchange(ref _mostWaiting, waiting, most);
        }

        try
        {
            await _open.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult(Stopwatch.GetTimestamp());
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
