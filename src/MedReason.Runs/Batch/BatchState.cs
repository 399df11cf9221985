namespace MedReason.Runs;

/// <summary>Specifies how far a provider is with a batch.</summary>
public enum BatchState
{
    /// <summary>The provider works on it, or has not begun yet.</summary>
    InProgress = 0,

    /// <summary>It has ended, completed or expired or cancelled, and what was answered can be fetched.</summary>
    Ended = 1,

    /// <summary>The provider refused it as a whole; no request was made and nothing is billed.</summary>
    Refused = 2,
}
