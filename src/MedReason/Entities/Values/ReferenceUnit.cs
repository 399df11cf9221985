namespace MedReason.Entities;

/// <summary>A unit with its conversion to the first unit of a test.</summary>
/// <param name="Spellings">The spellings, longest first.</param>
/// <param name="Name">The spelling that results show.</param>
/// <param name="Factor">The factor of a value.</param>
/// <param name="Offset">What is added after that.</param>
internal sealed record ReferenceUnit(IReadOnlyList<string> Spellings, string Name, double Factor, double Offset);
