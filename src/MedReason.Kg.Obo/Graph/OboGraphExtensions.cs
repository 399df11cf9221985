namespace MedReason.Kg.Obo;

/// <summary>Makes graphs out of ontologies.</summary>
/// <remarks>
/// <para>Nodes are the terms in use, by their id; obsolete ones are left out. Edges are <c>is_a</c>, from the special term to the general one, and every
/// other relationship unchanged, from the term that states it. So the roots of an ontology are the nodes without an outgoing <c>is_a</c> edge, and
/// the branches of a term are what reaches it by <c>is_a</c>.</para>
/// <para>A statement about an id of old leads to the term in use (<see cref="OboOntology.Resolve"/>); one about a term that is not there, and one
/// that holds only under a condition, becomes no edge and is listed in <see cref="OboGraphReport.OmittedEdges"/>.</para>
/// </remarks>
public static class OboGraphExtensions
{
    /// <summary>The relation from a special term to a general one.</summary>
    public static RelationType IsA { get; } = new("is_a");

    /// <summary>Makes a graph of one ontology.</summary>
    /// <param name="ontology">The ontology.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The graph, which the caller disposes, and what was left out.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static (InMemoryKnowledgeGraph Graph, OboGraphReport Report) ToKnowledgeGraph(
        this OboOntology ontology, OboGraphOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ontology);
        var builder = new KnowledgeGraphBuilder();
        OboGraphReport report = builder.AddOntologies([ontology], options);
        return (builder.Build(cancellationToken), report);
    }

    /// <summary>Adds ontologies to a graph that is being built. Statements across them are kept.</summary>
    /// <param name="builder">The builder; it gets name and version where it has none.</param>
    /// <param name="ontologies">The ontologies; where two give a term of the same id, the first one's stays.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>What was added and what was left out.</returns>
    public static OboGraphReport AddOntologies(
        this KnowledgeGraphBuilder builder, IReadOnlyList<OboOntology> ontologies, OboGraphOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(ontologies);
        return new OboGraphWriter(builder, ontologies, options ?? new OboGraphOptions()).Write();
    }
}
