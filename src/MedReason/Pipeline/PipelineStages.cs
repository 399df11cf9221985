using Microsoft.Extensions.Logging;

namespace MedReason.Pipeline;

/// <summary>The parts of a pipeline, as a run of one question needs them. Immutable.</summary>
internal sealed class PipelineStages
{
    /// <summary>The graph.</summary>
    public required IKnowledgeGraph Graph { get; init; }

    /// <summary>Finds mentions.</summary>
    public required IEntityExtractor Extractor { get; init; }

    /// <summary>Maps them to nodes.</summary>
    public required IEntityLinker Linker { get; init; }

    /// <summary>Finds paths.</summary>
    public required IPathFinder Finder { get; init; }

    /// <summary>Chooses evidence.</summary>
    public required IPathRanker Ranker { get; init; }

    /// <summary>Writes the chain.</summary>
    public required IChainWriter Writer { get; init; }

    /// <summary>Checks it.</summary>
    public required IChainVerifier Verifier { get; init; }

    /// <summary>Decoys of the graph.</summary>
    public required DecoySource Decoys { get; init; }

    /// <summary>Measures durations for telemetry, which reach no output.</summary>
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Where failures are told.</summary>
    public required ILogger Logger { get; init; }
}
