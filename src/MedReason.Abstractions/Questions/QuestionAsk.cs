using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Whether a question asks for the option that holds or for the one that does not.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuestionAsk>))]
public enum QuestionAsk
{
    /// <summary>The answer is the option that holds.</summary>
    [JsonStringEnumMemberName("affirm")]
    Affirm = 0,

    /// <summary>
    /// "All of the following EXCEPT", "which is NOT": the answer is the option that lacks support. Lack of support is absence of evidence, and is reported as
    /// such.
    /// </summary>
    [JsonStringEnumMemberName("except")]
    Except = 1,
}
