using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What a question asks for, which decides what supports an answer to it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuestionIntent>))]
public enum QuestionIntent
{
    /// <summary>Something else, or it could not be determined: no path is an argument.</summary>
    [JsonStringEnumMemberName("other")]
    Other = 0,

    /// <summary>The disease or condition that explains the findings.</summary>
    [JsonStringEnumMemberName("diagnosis")]
    Diagnosis = 1,

    /// <summary>The drug or procedure that treats the condition, the next step in management included.</summary>
    [JsonStringEnumMemberName("treatment")]
    Treatment = 2,

    /// <summary>What keeps a condition from occurring.</summary>
    [JsonStringEnumMemberName("prevention")]
    Prevention = 3,

    /// <summary>What brought the condition or finding about: an organism, a drug, a mutation, an exposure, a risk factor.</summary>
    [JsonStringEnumMemberName("cause")]
    Cause = 4,

    /// <summary>The harm that a drug or procedure brings about.</summary>
    [JsonStringEnumMemberName("adverse_effect")]
    AdverseEffect = 5,

    /// <summary>A finding, symptom or complication that is expected in the condition.</summary>
    [JsonStringEnumMemberName("finding")]
    Finding = 6,

    /// <summary>How something works: a target, enzyme, pathway or process.</summary>
    [JsonStringEnumMemberName("mechanism")]
    Mechanism = 7,

    /// <summary>A structure of the body.</summary>
    [JsonStringEnumMemberName("anatomy")]
    Anatomy = 8,

    /// <summary>A test, image or measurement.</summary>
    [JsonStringEnumMemberName("test")]
    Test = 9,

    /// <summary>What must not be given or done.</summary>
    [JsonStringEnumMemberName("avoid")]
    Avoid = 10,
}
