using Microsoft.Extensions.AI;

namespace MedReason.Profiles;

/// <summary>The published extraction: one call for question and answer, options unseen, what is denied or the family's taken like all else.</summary>
/// <remarks>An entity of the published answer that the answer's own text does not name has no place in it: it starts and ends at 0.</remarks>
internal sealed class PublishedEntityExtractor(IChatClient client, MedReasonOptions options) : IEntityExtractor
{
    private readonly ChatEntityExtractor _chat = new(
        client,
        new ChatEntityExtractorOptions
        {
            Prompt = PublishedPrompts.Extract,
            RunKey = options.RunKey,
            Chat = PublishedCalls.Ask(PublishedPrompts.Extract, options),
        });

    public async Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        MedicalQuestion read = PublishedCalls.WithPublishedAnswer(question) with { Options = [], Context = null, Rationale = null };
        IReadOnlyList<EntityMention> mentions = await _chat.ExtractAsync(graph, read, cancellationToken).ConfigureAwait(false);
        return [.. mentions.Select(mention => Place(mention with { Assertion = Assertion.Present }, question.Answer))];
    }

    private static EntityMention Place(EntityMention mention, string? answer)
    {
        bool isElsewhere = mention.Role == MentionRole.Answer
            && (answer is null || mention.End > answer.Length || !answer.AsSpan(mention.Start..mention.End).SequenceEqual(mention.Text));
        return isElsewhere ? mention with { Start = 0, End = 0 } : mention;
    }
}
