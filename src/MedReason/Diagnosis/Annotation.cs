namespace MedReason.Diagnosis;

/// <summary>A finding that a disease is annotated with.</summary>
internal sealed class Annotation
{
    // A disease whose source gives no frequency is described by what is typical of it.
    private const double DefaultFrequency = 0.8;

    // A rare finding still occurs: no annotation counts as nearly denied.
    private const double MinFrequency = 0.02;

    private readonly Statement[] _statements;

    /// <summary>Creates an annotation.</summary>
    /// <param name="node">The number of the finding.</param>
    /// <param name="statements">What the sources state; empty when the graph has no attributes for it.</param>
    public Annotation(int node, Statement[] statements)
    {
        Node = node;
        _statements = statements;
        Frequency = GetFrequency(null);
    }

    public int Node { get; }

    public IReadOnlyList<Statement> Statements => _statements;

    /// <summary>Gets the share of patients with the disease who have the finding, by all statements.</summary>
    public float Frequency { get; }

    /// <summary>Returns the annotation as it is stated for patients of a sex; null when it is stated only for the other one.</summary>
    public Annotation? For(PatientSex sex)
    {
        Statement[] kept = [.. _statements.Where(statement => statement.HoldsFor(sex))];
        return kept.Length == _statements.Length ? this : kept.Length == 0 ? null : new Annotation(Node, kept);
    }

    /// <summary>Returns the share of patients by the statements that apply; 0 when there are statements and none of them applies.</summary>
    /// <param name="applies">Whether a statement applies; null when all do.</param>
    public float GetFrequency(Func<Statement, bool>? applies)
    {
        double sum = 0;
        int stated = 0;
        bool isKept = _statements.Length == 0;
        foreach (Statement statement in _statements)
        {
            if (applies is null || applies(statement))
            {
                isKept = true;
                sum += statement.Frequency ?? 0;
                stated += statement.Frequency is null ? 0 : 1;
            }
        }

        return isKept ? (float)(stated == 0 ? DefaultFrequency : Math.Max(MinFrequency, sum / stated)) : 0;
    }
}
