namespace MedReason;

/// <summary>Represents the findings of a patient, for which diseases are ranked. Immutable.</summary>
public sealed record DiagnosisRequest
{
    /// <summary>Gets the findings that the patient has; a repeated one counts once.</summary>
    public required IReadOnlyList<NodeId> Observed { get; init; }

    /// <summary>
    /// Gets the findings that were looked for and are absent. They are reported beside each disease that has them and do not change its score.
    /// </summary>
    public IReadOnlyList<NodeId> Excluded { get; init; } = [];

    /// <summary>Gets the sex of the patient; statements of the graph that are limited to the other sex are ignored.</summary>
    /// <value>The default is <see cref="PatientSex.Unknown"/>, which ignores none.</value>
    public PatientSex Sex { get; init; }

    /// <summary>
    /// Gets the publications, as the graph writes them (<c>PMID:12565827</c>), whose statements are ignored: a statement is ignored when all publications that
    /// it cites are among these. One that cites none is kept, and so is what the name of a disease states.
    /// </summary>
    /// <remarks>Published cases are often cited by the annotations of their own disease; a measurement that keeps these measures the citation.</remarks>
    public IReadOnlyList<string> ExcludedPublications { get; init; } = [];

    /// <summary>Gets the maximum number of diseases returned.</summary>
    /// <value>The default is 10.</value>
    public int MaxDiseases { get; init; } = 10;
}
