using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What the evidence says of an option.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptionSupport>))]
public enum OptionSupport
{
    /// <summary>At least one path supports it and none opposes it.</summary>
    [JsonStringEnumMemberName("supported")]
    Supported = 0,

    /// <summary>At least one path opposes it and none supports it.</summary>
    [JsonStringEnumMemberName("opposed")]
    Opposed = 1,

    /// <summary>Some paths support and some oppose it.</summary>
    [JsonStringEnumMemberName("mixed")]
    Mixed = 2,

    /// <summary>Its entities are in the graph, and nothing within the caps joins them to the question. Absence of evidence, not evidence of absence.</summary>
    [JsonStringEnumMemberName("no_evidence")]
    NoEvidence = 3,

    /// <summary>No entity of it is in the graph, so nothing can be said.</summary>
    [JsonStringEnumMemberName("not_linked")]
    NotLinked = 4,
}
