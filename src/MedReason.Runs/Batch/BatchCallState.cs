namespace MedReason.Runs;

/// <summary>Specifies the state of a call that is made in a batch. The numbers are stored in databases.</summary>
public enum BatchCallState
{
    /// <summary>It waits for a batch.</summary>
    Gathered = 0,

    /// <summary>It is in a batch, whose requests may be made and billed.</summary>
    InBatch = 1,

    /// <summary>Its reply is on record.</summary>
    Settled = 2,

    /// <summary>It got no reply, and is asked again by another session.</summary>
    Failed = 3,

    /// <summary>Batches refuse it: it is made live where that is allowed.</summary>
    Refused = 4,
}
