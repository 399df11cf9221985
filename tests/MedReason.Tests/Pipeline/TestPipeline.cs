using Microsoft.Extensions.Logging;

namespace MedReason.Tests;

/// <summary>A pipeline of the default stages, any of which a test may replace.</summary>
internal static class TestPipeline
{
    /// <summary>Options under which every path counts: most tests are about other stages, and their questions need not be arguments.</summary>
    public static RunOptions EveryPath { get; } = new() { MinGrade = EvidenceGrade.None };

    public static ReasoningPipeline Create(
        IKnowledgeGraph? graph = null,
        IEntityExtractor? extractor = null,
        IEntityLinker? linker = null,
        IPathFinder? finder = null,
        IPathRanker? ranker = null,
        IChainWriter? writer = null,
        IChainVerifier? verifier = null,
        RunOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<ReasoningPipeline>? logger = null) => new(
            graph ?? ClinicGraph.Build(),
            extractor ?? new LexiconEntityExtractor(),
            linker ?? new EntityLinker(),
            finder ?? new ShortestPathFinder(),
            ranker ?? new EvidencePathRanker(),
            writer ?? new TemplateChainWriter(),
            verifier ?? new GroundingVerifier(),
            options ?? EveryPath,
            timeProvider,
            logger);

    /// <summary>A stage made of a function.</summary>
    public sealed class Extractor(Func<MedicalQuestion, CancellationToken, Task<IReadOnlyList<EntityMention>>> extract) : IEntityExtractor
    {
        public Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default) =>
            extract(question, cancellationToken);
    }

    /// <summary>A finder made of a function.</summary>
    public sealed class Finder(Func<PathQuery, PathSearchResult> find) : IPathFinder
    {
        public ValueTask<PathSearchResult> FindPathsAsync(IKnowledgeGraph graph, PathQuery query, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(find(query));
    }

    /// <summary>A verifier made of a function.</summary>
    public sealed class Verifier(Func<VerificationRequest, CancellationToken, Task<ChainVerdict>> verify) : IChainVerifier
    {
        public Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default) =>
            verify(request, cancellationToken);
    }

    /// <summary>A writer made of a function.</summary>
    public sealed class Writer(Func<WritingRequest, CancellationToken, Task<ReasoningChain>> write) : IChainWriter
    {
        public Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default) =>
            write(request, cancellationToken);
    }
}
