using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies how the finding of a disease relates to the finding of a patient.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingRelation>))]
public enum FindingRelation
{
    /// <summary>The disease has nothing that is specific enough in common with the finding.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing = 0,

    /// <summary>Both are the same.</summary>
    [JsonStringEnumMemberName("exact")]
    Exact = 1,

    /// <summary>The finding of the disease is a more general one.</summary>
    [JsonStringEnumMemberName("more_general")]
    MoreGeneral = 2,

    /// <summary>The finding of the disease is a more specific one.</summary>
    [JsonStringEnumMemberName("more_specific")]
    MoreSpecific = 3,

    /// <summary>Both fall under one more general concept.</summary>
    [JsonStringEnumMemberName("related")]
    Related = 4,
}
