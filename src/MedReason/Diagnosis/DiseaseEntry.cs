namespace MedReason.Diagnosis;

/// <summary>A disease of the index: a node of the graph, or several that stand for the same disease.</summary>
/// <param name="Id">The id that it is ranked under.</param>
/// <param name="Equivalents">The other ids, in order.</param>
/// <param name="Annotations">Its findings, by their numbers, each once.</param>
internal sealed record DiseaseEntry(NodeId Id, IReadOnlyList<NodeId> Equivalents, Annotation[] Annotations)
{
    /// <summary>Gets the name without its number where the disease is one of a numbered series; null otherwise.</summary>
    public string? Series { get; init; }

    /// <summary>Returns the disease as it is stated for patients of a sex.</summary>
    public DiseaseEntry For(PatientSex sex) =>
        Annotations.All(annotation => annotation.Statements.All(statement => statement.HoldsFor(sex)))
            ? this
            : this with { Annotations = [.. Annotations.Select(annotation => annotation.For(sex)).OfType<Annotation>()] };

    /// <summary>Returns what the annotations amount to.</summary>
    /// <param name="applies">Whether a statement applies; null when all do.</param>
    /// <param name="frequencies">The frequency of each annotation by the statements that apply.</param>
    public DiseaseProfile GetProfile(Func<Statement, bool>? applies, float[] frequencies) => new(
        frequencies.Sum(),
        frequencies.Count(static frequency => frequency > 0),
        Annotations.SelectMany(static annotation => annotation.Statements).Where(applies ?? (static _ => true))
            .Select(static statement => statement.Patients).DefaultIfEmpty().Max());

    /// <summary>Returns the frequency of each annotation by the statements that apply; null when all do.</summary>
    public float[] GetFrequencies(Func<Statement, bool>? applies) => [.. Annotations.Select(annotation => annotation.GetFrequency(applies))];
}
