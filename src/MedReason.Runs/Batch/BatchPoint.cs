namespace MedReason.Runs;

/// <summary>Specifies the points of a batch between which a process may die.</summary>
internal enum BatchPoint
{
    /// <summary>A call is on record as gathered.</summary>
    Gathered,

    /// <summary>A batch is on record with its calls.</summary>
    Sealed,

    /// <summary>The hash of a batch's file is on record.</summary>
    Hashed,

    /// <summary>The file arrived, and nothing of that is on record.</summary>
    Sent,

    /// <summary>The file's identifier is on record.</summary>
    Uploaded,

    /// <summary>It is on record that the batch will be submitted.</summary>
    Submitting,

    /// <summary>The batch arrived, and nothing of that is on record.</summary>
    Arrived,

    /// <summary>The batch's identifier is on record.</summary>
    Submitted,

    /// <summary>The provider was asked how far it is.</summary>
    Polled,

    /// <summary>A result was fetched, and nothing of it is on record.</summary>
    Fetched,

    /// <summary>Some results are on record.</summary>
    Settled,

    /// <summary>All results are on record, and not yet that the batch is done.</summary>
    Emptied,
}
