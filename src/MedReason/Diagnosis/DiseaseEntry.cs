namespace MedReason.Diagnosis;

/// <summary>A disease of the index: a node of the graph, or several that stand for the same disease.</summary>
/// <param name="Id">The id that it is ranked under.</param>
/// <param name="Equivalents">The other ids, in order.</param>
/// <param name="Annotations">Its findings, by their numbers, each once.</param>
internal sealed record DiseaseEntry(NodeId Id, IReadOnlyList<NodeId> Equivalents, Annotation[] Annotations)
{
    /// <summary>Returns what the annotations amount to, by the statements that apply; null when all do.</summary>
    public DiseaseProfile GetProfile(Func<Statement, bool>? applies)
    {
        double mass = 0;
        int patients = 0;
        foreach (Annotation annotation in Annotations)
        {
            mass += applies is null ? annotation.Frequency : annotation.GetFrequency(applies);
            foreach (Statement statement in annotation.Statements)
            {
                patients = applies is null || applies(statement) ? Math.Max(patients, statement.Patients) : patients;
            }
        }

        return new DiseaseProfile(mass, patients);
    }
}
