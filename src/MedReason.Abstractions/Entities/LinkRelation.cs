using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies how the node of a link and the text that it is linked to relate.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinkRelation>))]
public enum LinkRelation
{
    /// <summary>The text is the node's name, apart from case, white space, hyphens, spelling and plural; or it is the node's id.</summary>
    [JsonStringEnumMemberName("exact")]
    Exact = 0,

    /// <summary>The text names the same in other words: a synonym, an abbreviation, another word order, a related word form.</summary>
    [JsonStringEnumMemberName("synonym")]
    Synonym = 1,

    /// <summary>The node is more specific than the text: "myotonic dystrophy type 1" for "myotonic dystrophy".</summary>
    [JsonStringEnumMemberName("narrower")]
    Narrower = 2,

    /// <summary>The node is more general than the text: "pancreatitis" for "chronic pancreatitis".</summary>
    [JsonStringEnumMemberName("broader")]
    Broader = 3,

    /// <summary>The node is a part of what the text names, or something else with words of it: "heart" for "decreased heart rate".</summary>
    [JsonStringEnumMemberName("partial")]
    Partial = 4,

    /// <summary>The node was found by meaning, and no name of it shares a word with the text.</summary>
    [JsonStringEnumMemberName("related")]
    Related = 5,
}
