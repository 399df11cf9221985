using Microsoft.Extensions.Logging;

namespace MedReason.Pipeline;

/// <summary>The parts of a pipeline that the run of a question uses. Immutable.</summary>
internal sealed class PipelineStages
{
    /// <summary>Gets the graph.</summary>
    public required IKnowledgeGraph Graph { get; init; }

    /// <summary>Gets the extractor of mentions.</summary>
    public required IEntityExtractor Extractor { get; init; }

    /// <summary>Gets the linker of mentions to nodes.</summary>
    public required IEntityLinker Linker { get; init; }

    /// <summary>Gets the path finder.</summary>
    public required IPathFinder Finder { get; init; }

    /// <summary>Gets the ranker of paths.</summary>
    public required IPathRanker Ranker { get; init; }

    /// <summary>Gets the writer of the chain.</summary>
    public required IChainWriter Writer { get; init; }

    /// <summary>Gets the verifier of the chain.</summary>
    public required IChainVerifier Verifier { get; init; }

    /// <summary>Gets the clock for telemetry; no output depends on it.</summary>
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Gets the log.</summary>
    public required ILogger Logger { get; init; }
}
