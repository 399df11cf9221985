namespace MedReason.Runs;

/// <summary>Specifies how far a batch of a run is. The numbers are stored in databases.</summary>
public enum BatchStep
{
    /// <summary>Its calls are on record; the hash of its file is too, before anything is sent.</summary>
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
