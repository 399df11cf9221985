using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What a path does for the answer to a question of a certain intent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArgumentEffect>))]
public enum ArgumentEffect
{
    /// <summary>It supports the answer.</summary>
    [JsonStringEnumMemberName("supports")]
    Supports = 0,

    /// <summary>It makes the answer plausible, and does not suffice alone.</summary>
    [JsonStringEnumMemberName("supports_weakly")]
    SupportsWeakly = 1,

    /// <summary>It counts against the answer.</summary>
    [JsonStringEnumMemberName("counts_against")]
    CountsAgainst = 2,
}
