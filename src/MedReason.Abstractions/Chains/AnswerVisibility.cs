using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What the writer of a chain sees of a known answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerVisibility>))]
public enum AnswerVisibility
{
    /// <summary>The answer is blanked for ranker and writer; every option is searched under the same caps and offered equally many paths.</summary>
    [JsonStringEnumMemberName("hidden")]
    Hidden = 0,

    /// <summary>As published: the writer is given the answer.</summary>
    [JsonStringEnumMemberName("shown")]
    Shown = 1,
}
