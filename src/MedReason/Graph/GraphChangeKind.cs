using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies how a node, an edge or a relation differs between two graphs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GraphChangeKind>))]
public enum GraphChangeKind
{
    /// <summary>Only the later graph holds it.</summary>
    [JsonStringEnumMemberName("added")]
    Added = 0,

    /// <summary>Only the earlier graph holds it.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed = 1,

    /// <summary>Both graphs hold it, with different members.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed = 2,
}
