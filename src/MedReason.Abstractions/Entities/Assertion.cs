using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>What the text says of a mention, in the manner of NegEx and ConText.</summary>
/// <remarks>
/// Absent, family and hypothetical findings never start a supporting path; possible ones only where the question has no present or historical one.
/// Chapman et al. 2001 (NegEx); Harkema et al. 2009 (ConText).
/// </remarks>
[JsonConverter(typeof(JsonStringEnumConverter<Assertion>))]
public enum Assertion
{
    /// <summary>The patient has it, or the text just speaks of it.</summary>
    [JsonStringEnumMemberName("present")]
    Present = 0,

    /// <summary>It is denied: "denies fever", "without rash".</summary>
    [JsonStringEnumMemberName("absent")]
    Absent = 1,

    /// <summary>Someone else has it: "mother has diabetes".</summary>
    [JsonStringEnumMemberName("family")]
    Family = 2,

    /// <summary>It was: "history of myocardial infarction".</summary>
    [JsonStringEnumMemberName("historical")]
    Historical = 3,

    /// <summary>It may come: "if chest pain develops".</summary>
    [JsonStringEnumMemberName("hypothetical")]
    Hypothetical = 4,

    /// <summary>The text leaves it open: "possible pneumonia", "cannot be ruled out".</summary>
    [JsonStringEnumMemberName("possible")]
    Possible = 5,
}
