namespace MedReason.Diagnosis;

/// <summary>What a source states about annotations, the same for many of them.</summary>
internal sealed class Statement(KgEdgeAttributes attributes)
{
    /// <summary>Gets a value indicating whether it is the name of the disease that states it: without a frequency or a publication.</summary>
    public bool IsByName { get; init; }

    public KgEdgeAttributes Attributes { get; } = attributes;

    /// <summary>Gets the share of patients; null when it is not stated.</summary>
    public double? Frequency { get; } = attributes.Frequency is { } frequency ? (frequency.Minimum + frequency.Maximum) / 2 : null;

    /// <summary>Gets the number of patients that were examined; 0 when it is not stated.</summary>
    public int Patients { get; } = attributes.Frequency?.Total ?? 0;

    /// <summary>Determines whether the statement holds for patients of a sex.</summary>
    public bool HoldsFor(PatientSex sex) => sex switch
    {
        PatientSex.Female => !string.Equals(Attributes.Sex, "male", StringComparison.OrdinalIgnoreCase),
        PatientSex.Male => !string.Equals(Attributes.Sex, "female", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    /// <summary>Determines whether the statement rests on anything else than the publications to ignore.</summary>
    public bool RestsOnMoreThan(HashSet<string> ignored) =>
        ignored.Count == 0 || Attributes.Publications.Count == 0 || !Attributes.Publications.All(ignored.Contains);
}
