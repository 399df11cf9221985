namespace MedReason.AspNetCore.Replies;

/// <summary>How the host is. Immutable.</summary>
internal sealed record HealthReply
{
    /// <summary>Gets the state: live or ready.</summary>
    public required string Status { get; init; }
}
