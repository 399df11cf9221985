namespace MedReason.Profiles;

/// <summary>What a model replies that rewrites a question as description and conclusion.</summary>
internal sealed class ReformatReply
{
    public required ReformatPart Description { get; init; }

    public required ReformatPart Conclusion { get; init; }
}
