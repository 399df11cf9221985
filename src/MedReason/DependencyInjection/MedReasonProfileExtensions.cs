using MedReason.DependencyInjection;
using MedReason.Profiles;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>Presets: whole sets of stages and limits for one pipeline, so that two of them can be compared on one model. Choose one a pipeline.</summary>
/// <remarks>
/// A preset asks the <see cref="IChatClient"/> that is registered under the pipeline's key, or, if there is no such client, without a key. A stage that is
/// used or decorated after the preset takes the place of the preset's, options of its own and another model included.
/// </remarks>
public static class MedReasonProfileExtensions
{
    /// <summary>
    /// Uses this library's model stages, at most five calls per question: entities, doubtful links, choice of paths, chain, check of the answer.
    /// </summary>
    /// <remarks>The answer stays hidden and three paths are offered for each option, unless <see cref="MedReasonOptions.Run"/> says otherwise.</remarks>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UseModelStages(this IMedReasonBuilder builder)
    {
        Choose(builder, nameof(UseModelStages));
        return builder
            .UseEntityExtractor(services => new HybridEntityExtractor(
                PipelineServices.GetLexicon(services, builder.ServiceKey),
                new ChatEntityExtractor(
                    Client(services),
                    new ChatEntityExtractorOptions { RunKey = Options(services).RunKey, Chat = Options(services).Chat },
                    services.GetService<ILogger<ChatEntityExtractor>>())))
            .UseEntityLinker(services => new ChatEntityLinker(
                Client(services),
                new EntityLinker(Options(services).Linker),
                new ChatEntityLinkerOptions { RunKey = Options(services).RunKey, Chat = Options(services).Chat },
                services.GetService<ILogger<ChatEntityLinker>>()))
            .UsePathRanker(services => new ChatPathRanker(
                Client(services),
                new EvidencePathRanker(Options(services).Ranker),
                new ChatPathRankerOptions { RunKey = Options(services).RunKey, Chat = Options(services).Chat }))
            .UseChainWriter(services => new ChatChainWriter(
                Client(services), new ChatChainWriterOptions { RunKey = Options(services).RunKey, Chat = Options(services).Chat }))
            .UseChainVerifier(services => CompositeChainVerifier.CreateDefault(
                new AnswerConsistencyVerifier(
                    Options(services).Judge ?? Client(services),
                    new AnswerConsistencyVerifierOptions { RunKey = Options(services).RunKey, Chat = Options(services).Chat }),
                PipelineServices.GetLexicon(services, builder.ServiceKey)));

        IChatClient Client(IServiceProvider services) => PipelineServices.GetChatClient(services, builder.ServiceKey);

        MedReasonOptions Options(IServiceProvider services) => PipelineServices.GetOptions(services, builder.ServiceKey);
    }

    /// <summary>
    /// Uses the method as published (arXiv 2504.00993), for comparison: its graph, thresholds, caps, calls, prompts' structure and filter. Not a
    /// recommendation.
    /// </summary>
    /// <remarks>
    /// Nodes are merged by lower-cased name and no relation is named; one call for each ambiguous entity and each pair; of fifty paths a pair up to three
    /// are kept; the answer is shown, as the published dataset writes it; the temperature is 0; a chain passes where a judge's reply holds "true", and
    /// <see cref="MedReasonOptions.Judge"/> may be another model. <see cref="RunOptions.WritesWithoutPaths"/> writes chains also where no path was found.
    /// Differences from the published code are listed in
    /// <c>docs/profiles.md</c>. It explains known answers and needs a graph that lists its nodes.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IMedReasonBuilder UsePublishedProfile(this IMedReasonBuilder builder)
    {
        Choose(builder, nameof(UsePublishedProfile));
        builder.Services.Configure<MedReasonOptions>(
            builder.ServiceKey ?? Microsoft.Extensions.Options.Options.DefaultName, options => options.Run = options.Run with
            {
                Mode = ReasoningMode.Explain,
                Visibility = AnswerVisibility.Shown,
                ShowAfterHidden = false,
                UseRationale = false,
                MinGrade = EvidenceGrade.None,
                Filter = new KgFilter(),
                PathCost = null,
                MaxPathLength = 16,
                Slack = 0,
                MaxPathsPerPair = 1_000,
                MaxEvidencePaths = 3,
            });
        return builder
            .DecorateGraph((graph, _) => new NameMergedKnowledgeGraph(graph))
            .UseEntityExtractor(services => new PublishedEntityExtractor(Client(services), Options(services)))
            .UseEntityLinker(services => new PublishedEntityLinker(Client(services), Options(services)))
            .UsePathFinder(services => new PublishedPathFinder(new ShortestPathFinder(Options(services).Finder)))
            .UsePathRanker(services => new PublishedPathRanker(Client(services), Options(services)))
            .UseChainWriter(services => new PublishedChainWriter(Client(services), Options(services)))
            .UseChainVerifier(services => new PublishedChainVerifier(Options(services).Judge ?? Client(services), Options(services)));

        IChatClient Client(IServiceProvider services) => PipelineServices.GetChatClient(services, builder.ServiceKey);

        MedReasonOptions Options(IServiceProvider services) => PipelineServices.GetOptions(services, builder.ServiceKey);
    }

    private static void Choose(IMedReasonBuilder builder, string method)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string? key = builder.ServiceKey;
        bool isFirst = !builder.Services.Any(
            descriptor => descriptor is { IsKeyedService: false, ImplementationInstance: ProfileChoice choice } && choice.Key == key);
        builder.Services.AddSingleton(new ProfileChoice(key, method));
        if (isFirst)
        {
            builder.Services.AddSingleton<IValidateOptions<MedReasonOptions>>(services => new ProfileValidator(key, services));
        }
    }
}
