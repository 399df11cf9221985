using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies what a graph says of a claim that a text makes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClaimStatus>))]
public enum ClaimStatus
{
    /// <summary>The claim cannot be compared with the graph: an end names no node, or the words between the ends were not understood.</summary>
    [JsonStringEnumMemberName("not_checkable")]
    NotCheckable = 0,

    /// <summary>An edge of the graph states the claim.</summary>
    [JsonStringEnumMemberName("supported")]
    Supported = 1,

    /// <summary>An edge of the graph excludes the claim: it has the opposite polarity, the opposite direction or an excluding meaning.</summary>
    [JsonStringEnumMemberName("contradicted")]
    Contradicted = 2,

    /// <summary>The graph has both ends and no edge that states or excludes the claim.</summary>
    [JsonStringEnumMemberName("not_in_graph")]
    NotInGraph = 3,
}
