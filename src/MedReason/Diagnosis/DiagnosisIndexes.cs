namespace MedReason.Diagnosis;

/// <summary>The index of a graph for patients of each sex, computed at the first need of each. Safe for concurrent use.</summary>
internal sealed class DiagnosisIndexes(FindingHierarchy hierarchy, IReadOnlyList<DiseaseEntry> diseases)
{
    private readonly Lazy<DiagnosisIndex>[] _bySex =
    [
        .. Enum.GetValues<PatientSex>().Select(sex => new Lazy<DiagnosisIndex>(
            () => new DiagnosisIndex(hierarchy, [.. diseases.Select(disease => disease.For(sex))]))),
    ];

    public DiagnosisIndex For(PatientSex sex) => _bySex[(int)sex].Value;
}
