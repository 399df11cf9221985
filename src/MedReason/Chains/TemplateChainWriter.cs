using MedReason.Chains;

namespace MedReason;

/// <summary>Writes chains without a model: in the graph's own words, the same request always the same text.</summary>
/// <remarks>
/// <para>The text has the three sections of the published dataset (<see cref="ChainSections"/>). Each step cites the paths that it describes and carries their
/// claims with direction and polarity as the graph has them; steps that restate the question, or that the graph is silent, are background.</para>
/// <para>It concludes the given answer where the request shows one, else <see cref="EvidenceSet.FavoredLabel"/>, else, for an open question, the best
/// evidenced entity; where none of these decides the chain says so and has no answer. Evidence against the conclusion is stated, so is why each other option
/// is weaker, and that no evidence is no evidence of absence. Safe for concurrent use.</para>
/// </remarks>
public sealed class TemplateChainWriter : IChainWriter
{
    /// <summary>The version of the template, which chains carry as <see cref="ReasoningChain.PromptVersion"/>.</summary>
    public const string TemplateVersion = "template-1";

    /// <inheritdoc />
    public async Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        return ChainComposer.Compose(request, metadata, TemplateVersion);
    }
}
