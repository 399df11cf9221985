namespace MedReason.Cli;

/// <summary>The pipeline that needs no model: lexicon, ranked paths, the graph's own words, deterministic checks.</summary>
internal static class OfflineStages
{
    /// <remarks>Degrees decide which paths a capped search tells; without them the cap would keep those whose node ids come first.</remarks>
    public static async Task<ReasoningPipeline> CreateAsync(IKnowledgeGraph graph, RunOptions options, CancellationToken cancellationToken) => new(
        graph,
        new LexiconEntityExtractor(),
        new EntityLinker(),
        new ShortestPathFinder(),
        new EvidencePathRanker(),
        new TemplateChainWriter(),
        new GroundingVerifier(),
        options with { PathCost = await DegreePathCost.CreateAsync(graph, null, cancellationToken).ConfigureAwait(false) });
}
