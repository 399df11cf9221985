namespace MedReason.Runs;

/// <summary>What became of a request to a model. The numbers stand in databases.</summary>
internal enum RequestState
{
    /// <summary>It may be on its way. Found in a run that nobody works on, it was lost by a crash.</summary>
    Open = 0,

    /// <summary>It was answered, and costs what the provider told.</summary>
    Answered = 1,

    /// <summary>It failed in a way that no provider bills.</summary>
    Failed = 2,

    /// <summary>It has no answer and may have been billed; it counts with its worst case.</summary>
    PossiblyBilled = 3,
}
