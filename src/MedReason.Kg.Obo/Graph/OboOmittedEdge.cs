namespace MedReason.Kg.Obo;

/// <summary>Describes a statement of an ontology that did not become an edge. Immutable.</summary>
public sealed record OboOmittedEdge
{
    /// <summary>Gets the term that states it.</summary>
    public required NodeId Source { get; init; }

    /// <summary>Gets the relation.</summary>
    public required RelationType Relation { get; init; }

    /// <summary>Gets the term it is stated of, as the file names it.</summary>
    public required NodeId Target { get; init; }

    /// <summary>Gets the reason: <see cref="OboReportReasons.UnknownTerm"/> or <see cref="OboReportReasons.ConditionalEdge"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets the trailing modifiers of the statement, in file order; for a conditional edge they name the condition.</summary>
    public IReadOnlyList<OboQualifier> Qualifiers { get; init; } = [];

    /// <summary>Gets the line in its file on which the stanza of <see cref="Source"/> begins.</summary>
    public required long StanzaLine { get; init; }

    /// <summary>Returns the statement in one line.</summary>
    /// <returns>For example <c>X:1 is_a MS:1</c>.</returns>
    public override string ToString()
    {
        string qualifiers = Qualifiers.Count == 0 ? string.Empty : $" {{{string.Join(", ", Qualifiers)}}}";
        return OboReportSink.Excerpt($"{Source} {Relation} {Target}{qualifiers}", OboReportSink.ExcerptLength);
    }
}
