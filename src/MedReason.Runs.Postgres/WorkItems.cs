namespace MedReason.Runs.Postgres;

/// <summary>What a worker's next batch is to change, with the task that completes when it is durable.</summary>
internal abstract class WorkItem
{
    /// <summary>Gets about how many bytes it adds to a batch.</summary>
    public virtual int Size => 256;

    /// <summary>Ends the item without a change.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>An item whose outcome is of one type.</summary>
internal abstract class WorkItem<T> : WorkItem
{
    // Whoever waits goes on elsewhere: the worker's loop only sends.
    protected TaskCompletionSource<T> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => Source.Task;

    public bool TryComplete(T outcome) => Source.TrySetResult(outcome);

    public override void Fail(Exception exception) => Source.TrySetException(exception);
}

internal sealed class BeginItem(long number, RequestIntent intent, bool mayWait) : WorkItem<(int Status, double Delay)>
{
    /// <summary>Gets whether it waits for money that others hold.</summary>
    public bool MayWait { get; } = mayWait;

    public long Number { get; } = number;

    public RequestIntent Intent { get; } = intent;

    public void Cancel(CancellationToken token) => Source.TrySetCanceled(token);
}

internal sealed class AnswerItem(RequestTicket ticket, RequestAnswer answer) : WorkItem<bool>
{
    public RequestTicket Ticket { get; } = ticket;

    public RequestAnswer Answer { get; } = answer;

    public override int Size => 512 + Answer.Reply.Length;
}

internal sealed class FailItem(RequestTicket ticket, bool mayBeBilled, string reason) : WorkItem<bool>
{
    public RequestTicket Ticket { get; } = ticket;

    public bool MayBeBilled { get; } = mayBeBilled;

    public string Reason { get; } = reason;
}

internal sealed class ResultItem(long ordinal, int attempt, RunResult result) : WorkItem<bool>
{
    public long Ordinal { get; } = ordinal;

    public int Attempt { get; } = attempt;

    public RunResult Result { get; } = result;

    public override int Size => 256 + Result.Payload.Length;
}

internal sealed class ReleaseItem(long ordinal, int attempt, bool isDeferred) : WorkItem<bool>
{
    public long Ordinal { get; } = ordinal;

    public int Attempt { get; } = attempt;

    public bool IsDeferred { get; } = isDeferred;
}

internal sealed class GatherItem(BatchCall call, byte[] body) : WorkItem<bool>
{
    public BatchCall Call { get; } = call;

    public byte[] Body { get; } = body;

    public override int Size => 512 + Body.Length;
}

/// <summary>Puts a row aside until its calls have come to their end, and one that waits for money for a time.</summary>
internal sealed class WaitItem(long ordinal, int attempt, IReadOnlyCollection<BatchWait> waits, TimeSpan pause) : WorkItem<bool>
{
    public long Ordinal { get; } = ordinal;

    public int Attempt { get; } = attempt;

    public IReadOnlyCollection<BatchWait> Waits { get; } = waits;

    public TimeSpan Pause { get; } = pause;

    public override int Size => 256 * (1 + Waits.Count);
}

internal sealed class RejectItem(string key) : WorkItem<bool>
{
    public string Key { get; } = key;
}

/// <summary>Asks for rows; at most one of these is in a batch.</summary>
internal sealed class ClaimItem(int count, long every, bool includeDeferred) : WorkItem<(long[] Ordinals, int[] Attempts, bool HasRemaining)>
{
    public int Count { get; } = count;

    public long Every { get; } = every;

    public bool IncludeDeferred { get; } = includeDeferred;
}
