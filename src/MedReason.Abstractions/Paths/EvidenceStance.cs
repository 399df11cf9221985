using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What a path does for the conclusion it leads to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvidenceStance>))]
public enum EvidenceStance
{
    /// <summary>It supports the conclusion.</summary>
    [JsonStringEnumMemberName("supports")]
    Supports = 0,

    /// <summary>It is counter-evidence: an absence or a contraindication where the question asks for what holds.</summary>
    [JsonStringEnumMemberName("opposes")]
    Opposes = 1,
}
