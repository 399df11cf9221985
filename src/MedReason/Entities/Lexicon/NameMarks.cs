namespace MedReason.Entities;

/// <summary>Where the words of a name may part.</summary>
/// <param name="Comma">The index of the word after its only comma, or -1: a text may turn the name around it.</param>
/// <param name="Of">The index of the word after its only "of", or -1: a text may turn the name around it.</param>
/// <param name="Commas">A bit for each word with nothing but a comma before it.</param>
/// <param name="Breaks">A bit for each word with another mark before it: "Neck: Supple".</param>
internal readonly record struct NameMarks(int Comma, int Of, int Commas, int Breaks);
