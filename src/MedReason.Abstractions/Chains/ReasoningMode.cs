using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Whether the answer is known.</summary>
/// <remarks>Always explicit, never inferred from the presence of an answer.</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<ReasoningMode>))]
public enum ReasoningMode
{
    /// <summary>The answer is known; paths run from the question's entities to those of the answer.</summary>
    [JsonStringEnumMemberName("explain")]
    Explain = 0,

    /// <summary>The answer is unknown or treated so: answer, label and rationale are blanked for every stage.</summary>
    [JsonStringEnumMemberName("answer")]
    Answer = 1,
}
