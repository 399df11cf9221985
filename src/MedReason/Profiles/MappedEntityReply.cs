namespace MedReason.Profiles;

/// <summary>What a model replies that maps one entity.</summary>
internal sealed class MappedEntityReply
{
    /// <summary>The number of the candidate, from 1; 0 for none.</summary>
    public required int Candidate { get; init; }
}
