using Microsoft.Extensions.AI;

namespace MedReason.Profiles;

/// <summary>The published extraction: one call for question and answer, options unseen, what is denied or the family's taken like all else.</summary>
internal sealed class PublishedEntityExtractor(IChatClient client, MedReasonOptions options) : IEntityExtractor
{
    private readonly ChatEntityExtractor _chat = new(
        client, new ChatEntityExtractorOptions { Prompt = PublishedPrompts.Extract, RunKey = options.RunKey, Chat = options.Chat });

    public async Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        MedicalQuestion read = question with { Options = [], Context = null, Rationale = null };
        IReadOnlyList<EntityMention> mentions = await _chat.ExtractAsync(graph, read, cancellationToken).ConfigureAwait(false);
        return [.. mentions.Select(mention => mention with { Assertion = Assertion.Present })];
    }
}
