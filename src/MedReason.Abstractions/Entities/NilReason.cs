using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Why a mention is linked to no node.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NilReason>))]
public enum NilReason
{
    /// <summary>No node has a name like it.</summary>
    [JsonStringEnumMemberName("no_candidate")]
    NoCandidate = 0,

    /// <summary>The best candidate scores below the threshold.</summary>
    [JsonStringEnumMemberName("below_threshold")]
    BelowThreshold = 1,

    /// <summary>Several nodes fit equally well and the question does not distinguish them.</summary>
    [JsonStringEnumMemberName("ambiguous")]
    Ambiguous = 2,

    /// <summary>The finding is denied and the linker is configured to leave such mentions out.</summary>
    [JsonStringEnumMemberName("negated")]
    Negated = 3,

    /// <summary>A name that is also a common word, and the context does not support it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused = 4,

    /// <summary>The best candidate is more general than the option or answer that the text is, or too general to be one at all.</summary>
    [JsonStringEnumMemberName("too_general")]
    TooGeneral = 5,

    /// <summary>The best candidate covers too little of what the option or answer says.</summary>
    [JsonStringEnumMemberName("partial")]
    Partial = 6,
}
