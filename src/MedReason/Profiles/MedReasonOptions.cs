using System.ComponentModel.DataAnnotations;
using MedReason.Pipeline;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace MedReason;

/// <summary>How a registered pipeline and its default stages work. Validated at start, and before the pipeline is made.</summary>
/// <remarks>The options of a keyed pipeline are named by its key. A stage that a host registers itself takes its options from the host.</remarks>
public sealed class MedReasonOptions
{
    /// <summary>What runs without options of their own use.</summary>
    [Required]
    [ValidateObjectMembers(typeof(RunOptionsValidator))]
    public RunOptions Run { get; set; } = new();

    /// <summary>
    /// The key of the graph to reason over. Null for the graph of the pipeline's own key, and if there is no such graph, for the graph without a key.
    /// </summary>
    public string? GraphKey { get; set; }

    /// <summary>How the default extractor reads.</summary>
    [Required]
    public LexiconEntityExtractorOptions Extractor { get; set; } = new();

    /// <summary>How the default linker decides.</summary>
    [Required]
    public EntityLinkerOptions Linker { get; set; } = new();

    /// <summary>What the default finder may use.</summary>
    [Required]
    public ShortestPathFinderOptions Finder { get; set; } = new();

    /// <summary>How the default ranker weighs and chooses.</summary>
    [Required]
    public EvidencePathRankerOptions Ranker { get; set; } = new();

    /// <summary>Gets or sets which diseases the default ranker of diseases ranks.</summary>
    [Required]
    public DiagnosisRankerOptions Diagnosis { get; set; } = new();

    /// <summary>
    /// For the stages of a profile that asks a model: the run's key, which makes the fences around untrusted text unforeseeable. Default empty.
    /// </summary>
    public ReadOnlyMemory<byte> RunKey { get; set; }

    /// <summary>For the stages of a profile that asks a model: mode, model and retries; null for the defaults.</summary>
    public StructuredChatOptions? Chat { get; set; }

    /// <summary>
    /// Gets or sets the client of the model that judges chains, for the verifier of a profile that asks a model; not disposed. Null for the client that the
    /// other stages ask.
    /// </summary>
    public IChatClient? Judge { get; set; }
}
