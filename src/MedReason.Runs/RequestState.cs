namespace MedReason.Runs;

/// <summary>Specifies the state of a request to a model. The numbers are stored in databases.</summary>
internal enum RequestState
{
    /// <summary>It may be in flight. In a run that no process works on, it was lost by a crash.</summary>
    Open = 0,

    /// <summary>It was answered, and costs what the provider reported.</summary>
    Answered = 1,

    /// <summary>It failed in a way that no provider bills.</summary>
    Failed = 2,

    /// <summary>It has no answer and may have been billed; it counts with its worst case.</summary>
    PossiblyBilled = 3,
}
