namespace MedReason.Diagnosis;

/// <summary>What a source states about annotations, the same for many of them.</summary>
internal sealed class Statement(KgEdgeAttributes attributes)
{
    public KgEdgeAttributes Attributes { get; } = attributes;

    /// <summary>Gets the share of patients; null when it is not stated.</summary>
    public double? Frequency { get; } = attributes.Frequency is { } frequency ? (frequency.Minimum + frequency.Maximum) / 2 : null;

    /// <summary>Gets the number of patients that were examined; 0 when it is not stated.</summary>
    public int Patients { get; } = attributes.Frequency?.Total ?? 0;

    /// <summary>Determines whether the statement says something about a patient.</summary>
    /// <param name="otherSex">The sex that the patient does not have, as annotations name it; null when that is not known.</param>
    /// <param name="ignored">The publications to ignore.</param>
    public bool AppliesTo(string? otherSex, HashSet<string> ignored) =>
        (otherSex is null || !otherSex.Equals(Attributes.Sex, StringComparison.OrdinalIgnoreCase))
        && (ignored.Count == 0 || Attributes.Publications.Count == 0 || !Attributes.Publications.All(ignored.Contains));
}
