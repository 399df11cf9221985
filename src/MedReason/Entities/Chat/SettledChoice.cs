namespace MedReason.Entities;

/// <summary>Which of the offered candidates a model takes a mention to name.</summary>
internal sealed class SettledChoice
{
    /// <summary>The number of the mention, from 1.</summary>
    public required int Mention { get; init; }

    /// <summary>The number of the candidate, from 1; 0 for none of them.</summary>
    public required int Candidate { get; init; }
}
