using System.Globalization;
using MedReason.Shared;

namespace MedReason.Runs;

/// <summary>
/// Money that concurrent requests reserve before they are sent and settle afterwards, so that their sum never passes the cap. Safe for concurrent use.
/// </summary>
/// <remarks>A request that does not fit waits as long as others may still give back what they reserved; when no request can, the budget is exhausted.</remarks>
internal sealed class RunBudget
{
    private long? _cap;
    private readonly Lock _lock = new();
    private long _spent;
    private long _reserved;
    private TaskCompletionSource _settled = NewSignal();
    private RunStop? _end;
    private long _changes;

    /// <param name="cap">The most that may be spent, in picodollars; null for no limit.</param>
    /// <param name="spent">What earlier sessions spent or may have spent.</param>
    public RunBudget(long? cap, long spent)
    {
        _cap = cap;
        _spent = spent;
    }

    /// <summary>Why nothing more can be bought; null as long as something can.</summary>
    public RunStop? End
    {
        get
        {
            lock (_lock)
            {
                return _end;
            }
        }
    }

    /// <summary>How often something was settled or the cap changed: what did not fit before may fit when this has grown.</summary>
    public long Changes
    {
        get
        {
            lock (_lock)
            {
                return _changes;
            }
        }
    }

    /// <summary>Reserves a request's worst case.</summary>
    /// <exception cref="RequestRefusedException">The cap leaves no room for it.</exception>
    public async Task ReserveAsync(long amount, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task settled;
            lock (_lock)
            {
                if (_end is { } end)
                {
                    throw new RequestRefusedException(end.Reason);
                }

                if (Fits(amount))
                {
                    return;
                }

                if (_end is { } exhausted)
                {
                    throw new RequestRefusedException(exhausted.Reason);
                }

                settled = _settled.Task;
            }

            await settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reserves a request's worst case where the cap leaves room for it now. Where it never will, the budget is exhausted.</summary>
    public bool TryReserve(long amount)
    {
        lock (_lock)
        {
            return _end is null && Fits(amount);
        }
    }

    /// <summary>Reserves what an earlier session set aside for requests that may still be made.</summary>
    public void Hold(long amount)
    {
        lock (_lock)
        {
            _reserved = Money.Add(_reserved, amount);
        }
    }

    /// <summary>Puts what a request came to in the place of what was reserved for it.</summary>
    public void Settle(long reserved, long spent)
    {
        TaskCompletionSource settled;
        lock (_lock)
        {
            _reserved -= reserved;
            _spent = Money.Add(_spent, spent);
            _changes++;
            settled = _settled;
            _settled = NewSignal();
        }

        settled.SetResult();
    }

    /// <summary>Lets no further request be bought. The first reason stays.</summary>
    public void Stop(RunStop stop)
    {
        lock (_lock)
        {
            _end ??= stop;
        }
    }

    /// <summary>Puts another cap in the place of the one that holds. Requests that wait look at it anew.</summary>
    public void Retune(long? cap)
    {
        TaskCompletionSource settled;
        lock (_lock)
        {
            if (_cap == cap)
            {
                return;
            }

            _cap = cap;
            _changes++;
            settled = _settled;
            _settled = NewSignal();
        }

        settled.SetResult();
    }

    private bool Fits(long amount)
    {
        if (_cap is not { } cap || amount <= (Int128)cap - _spent - _reserved)
        {
            _reserved = Money.Add(_reserved, amount);
            return true;
        }

        if (_reserved == 0)
        {
            _end = new RunStop(RunEndCause.BudgetExhausted, NoRoom(amount, cap, Math.Max(0, cap - _spent)));
        }

        return false;
    }

    private static string NoRoom(long amount, long cap, long left) => string.Create(
        CultureInfo.InvariantCulture,
        $"the next call may cost {Money.ToDollars(amount):0.######} dollars, and of --max-cost {Money.ToDollars(cap):0.######} only "
            + $"{Money.ToDollars(left):0.######} are left");

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
