namespace MedReason.Entities;

/// <summary>A limit of a range.</summary>
/// <param name="Value">The limit, in the first unit.</param>
/// <param name="IsFinding">Whether the limit itself is a finding.</param>
/// <param name="Findings">The names of the finding.</param>
internal sealed record ReferenceLimit(double Value, bool IsFinding, IReadOnlyList<string> Findings);
