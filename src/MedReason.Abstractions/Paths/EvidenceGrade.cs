using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>How much the evidence for an answer is worth, from nothing to better than every alternative.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvidenceGrade>))]
public enum EvidenceGrade
{
    /// <summary>No path leads to the answer.</summary>
    [JsonStringEnumMemberName("none")]
    None = 0,

    /// <summary>
    /// The answer is what the graph does not state: the exception for which it holds nothing, or "no" where it joins both ends of a statement and states
    /// neither it nor the contrary. Never support, however much else the graph states.
    /// </summary>
    [JsonStringEnumMemberName("absence")]
    Absence = 1,

    /// <summary>Paths exist, but none of them argues for the answer, or the graph argues at least as much for every other option or more for another.</summary>
    [JsonStringEnumMemberName("associated")]
    Associated = 2,

    /// <summary>At least one path is an argument for the answer, and no other option has stronger ones.</summary>
    [JsonStringEnumMemberName("supporting")]
    Supporting = 3,

    /// <summary>The arguments for the answer are stronger than those for every other option by a margin.</summary>
    [JsonStringEnumMemberName("discriminating")]
    Discriminating = 4,
}
