using System.Text.Json.Serialization;

namespace MedReason;

/// <summary>Whether a relation states that something holds, that it does not, or that it must not be done.</summary>
/// <remarks>
/// <see cref="Absent"/> supports only absence and <see cref="Contraindicated"/> only a conclusion to avoid something; elsewhere both are
/// counter-evidence. Neither ever carries ordinary support.
/// </remarks>
[JsonConverter(typeof(JsonStringEnumConverter<Polarity>))]
public enum Polarity
{
    /// <summary>It holds: a phenotype is present, a drug is indicated.</summary>
    [JsonStringEnumMemberName("affirmed")]
    Affirmed = 0,

    /// <summary>It is stated not to hold: a phenotype or an expression is absent.</summary>
    [JsonStringEnumMemberName("absent")]
    Absent = 1,

    /// <summary>It must be avoided: a drug is contraindicated.</summary>
    [JsonStringEnumMemberName("contraindicated")]
    Contraindicated = 2,
}
