using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What a graph states of a statement.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StatementSupport>))]
public enum StatementSupport
{
    /// <summary>Neither it nor the contrary: absence of evidence, which is no evidence of absence.</summary>
    [JsonStringEnumMemberName("absent")]
    Absent = 0,

    /// <summary>An edge says it.</summary>
    [JsonStringEnumMemberName("stated")]
    Stated = 1,

    /// <summary>An edge says the contrary: the same with another polarity, or a harm where a benefit is asked about.</summary>
    [JsonStringEnumMemberName("contradicted")]
    Contradicted = 2,

    /// <summary>One edge says it, and another the contrary.</summary>
    [JsonStringEnumMemberName("mixed")]
    Mixed = 3,
}
