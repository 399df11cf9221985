using Microsoft.Extensions.AI;

namespace MedReason.Cli;

/// <summary>The one place that puts a pipeline together for a verb.</summary>
internal static class ReasoningStages
{
    /// <summary>Makes a pipeline over a graph.</summary>
    /// <param name="graph">The graph; not disposed.</param>
    /// <param name="options">What runs without options of their own use.</param>
    /// <param name="client">The model, decorated as the verb needs it; not disposed. Null to reason without one: lexicon, ranked paths, the graph's own words.</param>
    /// <param name="profile">The set of stages.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    /// <remarks>Degrees decide which paths a capped search tells; without them the cap would keep those whose node ids come first.</remarks>
    public static async Task<ReasoningPipeline> CreateAsync(
        IKnowledgeGraph graph, RunOptions options, IChatClient? client, ReasoningProfile profile, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(profile, ReasoningProfile.Default);
        RunOptions run = options with { PathCost = await DegreePathCost.CreateAsync(graph, null, cancellationToken).ConfigureAwait(false) };
        var lexicon = new LexiconEntityExtractor();
        return new ReasoningPipeline(
            graph,
            client is null ? lexicon : new HybridEntityExtractor(lexicon, new ChatEntityExtractor(client)),
            client is null ? new EntityLinker() : new ChatEntityLinker(client),
            new ShortestPathFinder(),
            client is null ? new EvidencePathRanker() : new ChatPathRanker(client),
            new TemplateChainWriter(),
            new GroundingVerifier(),
            run);
    }
}
