namespace MedReason.Runs;

/// <summary>Specifies how far a batch of a run is. The numbers are stored in databases.</summary>
internal enum BatchStep
{
    /// <summary>Its calls and the hash of its file are on record.</summary>
    Sealed = 0,

    /// <summary>Its file is uploaded.</summary>
    Uploaded = 1,

    /// <summary>It may have been submitted.</summary>
    Submitting = 2,

    /// <summary>It was submitted, and its identifier is on record.</summary>
    Submitted = 3,

    /// <summary>All its calls are settled.</summary>
    Done = 4,
}
