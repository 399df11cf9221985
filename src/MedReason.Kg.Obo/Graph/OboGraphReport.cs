namespace MedReason.Kg.Obo;

/// <summary>What became of ontologies on their way into a graph. Immutable.</summary>
public sealed class OboGraphReport
{
    /// <summary>Terms that became nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>Statements that became edges; one that appears several times counts once.</summary>
    public required int Edges { get; init; }

    /// <summary>Synonyms that the nodes got, old ids included.</summary>
    public required int Synonyms { get; init; }

    /// <summary>Obsolete terms; they become no nodes.</summary>
    public required int ObsoleteTerms { get; init; }

    /// <summary>Terms that an earlier ontology, or the builder itself, has given already; the first one stays.</summary>
    public required int RepeatedTerms { get; init; }

    /// <summary>Statements about a term by an id of old that were led to the term in use.</summary>
    public required int RedirectedEdges { get; init; }

    /// <summary>Statements about a term that no ontology holds, or that was given up; they become no edges.</summary>
    public required int EdgesToUnknownTerms { get; init; }

    /// <summary>Statements that hold under a condition only; they become no edges. See <see cref="OboRelationship.IsConditional"/>.</summary>
    public required int ConditionalEdges { get; init; }

    /// <summary>Gets the unknown ids that <see cref="EdgesToUnknownTerms"/> counts, each once, in ordinal order.</summary>
    public required IReadOnlyList<NodeId> UnknownTerms { get; init; }

    /// <summary>Gets all statements of terms in use that did not become edges, by term in file order.</summary>
    public required IReadOnlyList<OboOmittedEdge> OmittedEdges { get; init; }

    /// <summary>Writes one JSON line for each omitted edge, in the form of <see cref="OboReadOptions.Report"/>.</summary>
    /// <param name="writer">The writer; the caller flushes and disposes it.</param>
    /// <param name="file">The name of the ontology's file; null for no name.</param>
    public void WriteTo(TextWriter writer, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (OboOmittedEdge edge in OmittedEdges)
        {
            string detail = edge.Reason == OboReportReasons.UnknownTerm
                ? $"expected the id of a term in use, found '{OboValueReader.Shorten(edge.Target.Value)}'"
                : "expected an edge without a condition, found one that its modifiers restrict";
            writer.WriteLine(OboReportJson.Format(file, edge.StanzaLine, null, edge.Reason, detail, edge.ToString()));
        }
    }
}
