namespace MedReason.Kg.Obo;

/// <summary>Gives the nodes of a graph the names that ontologies have for them.</summary>
public static class OboSynonymExtensions
{
    /// <summary>Makes a graph in which nodes also bear the names of the terms they correspond to; see <see cref="OboSynonymSource"/>.</summary>
    /// <param name="graph">The graph; it stays as it is.</param>
    /// <param name="ontologies">The ontologies.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The new graph, which the caller disposes, and what matched.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<(InMemoryKnowledgeGraph Graph, OboSynonymReport Report)> WithSynonymsAsync(
        this InMemoryKnowledgeGraph graph,
        IReadOnlyList<OboOntology> ontologies,
        OboSynonymOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(ontologies);
        OboSynonymMatches matches = await new OboSynonymSource(ontologies, options).MatchAsync(graph, cancellationToken).ConfigureAwait(false);
        return (graph.WithSynonyms(matches.Synonyms, cancellationToken), matches.Report);
    }
}
