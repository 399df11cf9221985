namespace MedReason.Runs;

/// <summary>Specifies why a run ends before all its rows are done.</summary>
public enum RunEndCause
{
    /// <summary>The next call may cost more than the cap leaves.</summary>
    BudgetExhausted = 0,

    /// <summary>Call after call fails alike.</summary>
    ProviderFailing = 1,

    /// <summary>The provider sent or reported more than a call allowed, so that no cap can be kept.</summary>
    ReplyLimitExceeded = 2,

    /// <summary>Somebody cancelled the run.</summary>
    Cancelled = 3,

    /// <summary>The time that was set for the run is over.</summary>
    DeadlinePassed = 4,
}
