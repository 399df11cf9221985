using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies what a join did with two identifiers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GraphJoinEventKind>))]
public enum GraphJoinEventKind
{
    /// <summary>Two nodes became one because a source states that they are the same.</summary>
    [JsonStringEnumMemberName("joined")]
    Joined = 0,

    /// <summary>Two nodes became one because they have the same type and name; only when asked for.</summary>
    [JsonStringEnumMemberName("joined_by_name")]
    JoinedByName = 1,

    /// <summary>Two nodes are stated to be the same or broader but have different types, such as a disease and a side effect; they stay apart.</summary>
    [JsonStringEnumMemberName("type_differs")]
    TypeDiffers = 2,

    /// <summary>Joining would make two identifiers of one vocabulary the same; the nodes stay apart.</summary>
    [JsonStringEnumMemberName("same_vocabulary")]
    SameVocabulary = 3,

    /// <summary>Two sources give one identifier different types; the earlier source decides.</summary>
    [JsonStringEnumMemberName("type_conflict")]
    TypeConflict = 4,

    /// <summary>Two nodes have the same name and stay apart: twins.</summary>
    [JsonStringEnumMemberName("twin")]
    Twin = 5,

    /// <summary>A node became a kind of another because a source states that it is narrower.</summary>
    [JsonStringEnumMemberName("narrower")]
    Narrower = 6,
}
