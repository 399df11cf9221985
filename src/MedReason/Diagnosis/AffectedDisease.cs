namespace MedReason.Diagnosis;

/// <summary>A disease of which not all statements apply to the patient.</summary>
/// <param name="Frequencies">The frequency of each annotation by the statements that apply; 0 when none does.</param>
/// <param name="Profile">What the annotations amount to by these statements.</param>
internal sealed record AffectedDisease(float[] Frequencies, DiseaseProfile Profile);
