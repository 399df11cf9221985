using System.Text.Json.Serialization;

namespace MedReason.Evaluation;

/// <summary>Whether an output names an option.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerStatus>))]
public enum AnswerStatus
{
    /// <summary>It names one option.</summary>
    [JsonStringEnumMemberName("answered")]
    Answered = 0,

    /// <summary>It names none. It counts in every denominator, and is not right.</summary>
    [JsonStringEnumMemberName("abstain")]
    Abstain = 1,

    /// <summary>It names several, or contradicts itself. It counts in every denominator, and is not right.</summary>
    [JsonStringEnumMemberName("ambiguous")]
    Ambiguous = 2,
}
