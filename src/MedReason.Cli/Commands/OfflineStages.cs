namespace MedReason.Cli;

/// <summary>The pipeline that needs no model: lexicon, ranked paths, the graph's own words, deterministic checks.</summary>
internal static class OfflineStages
{
    public static ReasoningPipeline Create(IKnowledgeGraph graph, RunOptions options) => new(
        graph,
        new LexiconEntityExtractor(),
        new EntityLinker(),
        new ShortestPathFinder(),
        new EvidencePathRanker(),
        new TemplateChainWriter(),
        new GroundingVerifier(),
        options);
}
