namespace MedReason;

/// <summary>Represents how a finding of a patient compares with what a graph states of a disease. Immutable.</summary>
public sealed record FindingMatch
{
    /// <summary>Gets the finding of the patient.</summary>
    public required KgNode Finding { get; init; }

    /// <summary>Gets how the finding of the disease relates to that of the patient.</summary>
    public required FindingRelation Relation { get; init; }

    /// <summary>Gets the finding that the disease is annotated with, or that its name states; null when the finding is missing.</summary>
    public KgNode? Matched { get; init; }

    /// <summary>Gets the most informative concept that both findings fall under, one of them included; null when the finding is missing.</summary>
    public KgNode? Shared { get; init; }

    /// <summary>
    /// Gets the information content of <see cref="Shared"/> in bits, by its frequency over all diseases of the graph; 0 when the finding is missing.
    /// </summary>
    public double InformationContent { get; init; }

    /// <summary>Gets what the match adds to the score; 0 for a missing or excluded finding.</summary>
    public double Score { get; init; }

    /// <summary>Gets how often patients with the disease have <see cref="Matched"/>; null when the graph does not state it.</summary>
    public KgFrequency? Frequency { get; init; }

    /// <summary>Gets the age of onset of <see cref="Matched"/>, such as <c>HP:0003577</c>; null when the graph does not state it.</summary>
    public string? Onset { get; init; }

    /// <summary>Gets the publications that state the annotation, in ordinal order; ignored ones are left out.</summary>
    public IReadOnlyList<string> Publications { get; init; } = [];

    /// <summary>Gets a value indicating whether only the name of the disease states <see cref="Matched"/>, and no edge of the graph that counts.</summary>
    public bool IsStatedByName { get; init; }
}
