using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>How much a finding weighs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>Worth knowing.</summary>
    [JsonStringEnumMemberName("info")]
    Info = 0,

    /// <summary>Lowers trust; does not reject by default.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning = 1,

    /// <summary>Rejects the chain.</summary>
    [JsonStringEnumMemberName("error")]
    Error = 2,
}
