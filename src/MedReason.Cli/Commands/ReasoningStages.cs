using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Cli;

/// <summary>The one place that puts a pipeline together for a verb.</summary>
internal static class ReasoningStages
{
    /// <summary>Makes a pipeline over a graph.</summary>
    /// <param name="graph">The graph; not disposed.</param>
    /// <param name="options">What runs without options of their own use; the published profile sets its own limits over them.</param>
    /// <param name="client">The model, decorated as the verb needs it; not disposed. Null to reason without one: lexicon, ranked paths, the graph's own
    /// words.</param>
    /// <param name="judge">The client that judges chains; not disposed. Null where the model that writes judges.</param>
    /// <param name="profile">The set of stages.</param>
    /// <param name="extractor">How texts are read; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    /// <exception cref="UsageException">The profile answers no question whose answer is sought.</exception>
    /// <remarks>Degrees decide which paths a limited search returns; without them the limit would keep the paths whose node ids come first.</remarks>
    public static async Task<ReasoningPipeline> CreateAsync(
        IKnowledgeGraph graph,
        RunOptions options,
        IChatClient? client,
        IChatClient? judge,
        ReasoningProfile profile,
        LexiconEntityExtractorOptions? extractor,
        CancellationToken cancellationToken)
    {
        DegreePathCost cost = await DegreePathCost.CreateAsync(graph, null, cancellationToken).ConfigureAwait(false);
        var services = new ServiceCollection();
        IMedReasonBuilder builder = services.AddKnowledgeGraph(graph).AddMedReason(pipeline =>
        {
            pipeline.Run = options with { PathCost = cost };
            pipeline.Extractor = extractor ?? pipeline.Extractor;
            pipeline.Judge = judge;
            pipeline.Linker = new EntityLinkerOptions { Language = pipeline.Extractor.Language };
        });
        if (client is not null)
        {
            services.AddSingleton(client);
            _ = profile switch
            {
                ReasoningProfile.Published when options.Mode == ReasoningMode.Answer =>
                    throw new UsageException("--profile published explains a known answer; it seeks none"),
                ReasoningProfile.Published => builder.UsePublishedProfile(),
                _ => builder.UseModelStages(),
            };
        }

        // Nothing that it makes needs an end before the process has one.
        return services.BuildServiceProvider().GetRequiredService<ReasoningPipeline>();
    }
}
