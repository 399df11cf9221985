namespace MedReason.Entities;

/// <summary>A value of a text that is a finding by its reference range.</summary>
/// <param name="First">The first token of the name of the test.</param>
/// <param name="Last">The last token of the value with its unit.</param>
/// <param name="End">Where the unit ends, exclusive.</param>
/// <param name="Derived">The finding.</param>
/// <param name="Findings">The names of the finding.</param>
internal readonly record struct ValueReading(int First, int Last, int End, DerivedFinding Derived, IReadOnlyList<string> Findings);
