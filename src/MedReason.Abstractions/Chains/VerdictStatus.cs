using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What a verifier decided.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerdictStatus>))]
public enum VerdictStatus
{
    /// <summary>It could not decide: an error, a time-out, nothing to check. Never a pass.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown = 0,

    /// <summary>Every check passed.</summary>
    [JsonStringEnumMemberName("accepted")]
    Accepted = 1,

    /// <summary>A check failed.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected = 2,

    /// <summary>The graph supports too little of a text that others wrote to accept it, and excludes nothing of it. Never a pass.</summary>
    [JsonStringEnumMemberName("not_checkable")]
    NotCheckable = 3,
}
