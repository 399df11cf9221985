using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies the outcome of ranking diseases by findings.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiagnosisOutcome>))]
public enum DiagnosisOutcome
{
    /// <summary>At least one disease shares a finding with the patient.</summary>
    [JsonStringEnumMemberName("ranked")]
    Ranked = 0,

    /// <summary>The request has no observed finding that the graph contains.</summary>
    [JsonStringEnumMemberName("no_findings")]
    NoFindings = 1,

    /// <summary>No disease of the graph shares a sufficiently specific finding with the patient.</summary>
    [JsonStringEnumMemberName("no_match")]
    NoMatch = 2,

    /// <summary>The graph has no relation that states which disease presents which finding.</summary>
    [JsonStringEnumMemberName("no_annotations")]
    NoAnnotations = 3,
}
