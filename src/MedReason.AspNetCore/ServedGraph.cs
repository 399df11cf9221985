using System.Collections.Frozen;
using Microsoft.Extensions.AI;

namespace MedReason.AspNetCore;

/// <summary>A graph with everything that is needed to judge by it. Immutable.</summary>
internal sealed record ServedGraph
{
    /// <summary>Gets the graph.</summary>
    public required IKnowledgeGraph Graph { get; init; }

    /// <summary>Gets what the graph says of itself.</summary>
    public required KnowledgeGraphMetadata Metadata { get; init; }

    /// <summary>Gets what explains questions.</summary>
    public required ReasoningPipeline Pipeline { get; init; }

    /// <summary>Gets what looks up nodes, edges and paths, by name.</summary>
    public required FrozenDictionary<string, AIFunction> Tools { get; init; }

    /// <summary>Gets what reads texts.</summary>
    public required ForeignChainAuditor Auditor { get; init; }

    /// <summary>Gets what rewards completions.</summary>
    public required ReasoningReward Reward { get; init; }

    /// <summary>Gets the language of the questions.</summary>
    public required LanguageProfile Language { get; init; }
}
