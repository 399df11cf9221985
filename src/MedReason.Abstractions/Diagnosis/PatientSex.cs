using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Specifies the sex of a patient, as far as annotations are limited by it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PatientSex>))]
public enum PatientSex
{
    /// <summary>It is not known, or neither of the others.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown = 0,

    /// <summary>Female.</summary>
    [JsonStringEnumMemberName("female")]
    Female = 1,

    /// <summary>Male.</summary>
    [JsonStringEnumMemberName("male")]
    Male = 2,
}
