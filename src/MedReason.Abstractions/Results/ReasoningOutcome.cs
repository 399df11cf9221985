using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What became of a question.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReasoningOutcome>))]
public enum ReasoningOutcome
{
    /// <summary>A chain was written and its verdict accepts it.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted = 0,

    /// <summary>A chain was written or could not be grounded, and is not accepted; see the reason.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected = 1,

    /// <summary>A stage failed; see stage and reason.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed = 2,
}
