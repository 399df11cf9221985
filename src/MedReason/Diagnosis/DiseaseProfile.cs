namespace MedReason.Diagnosis;

/// <summary>What the annotations of a disease amount to as a whole.</summary>
/// <param name="Mass">The number of findings that a patient with the disease has on average: the sum of the frequencies.</param>
/// <param name="Annotations">The number of findings that it is annotated with.</param>
/// <param name="Patients">The largest number of patients that one of the frequencies rests on; 0 when none is stated as a count.</param>
internal readonly record struct DiseaseProfile(double Mass, int Annotations, int Patients);
