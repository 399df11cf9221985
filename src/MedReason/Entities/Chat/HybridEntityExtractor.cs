namespace MedReason;

/// <summary>Takes the sure finds of one extractor, usually a lexicon, and asks a model for the rest, with one call.</summary>
/// <remarks>
/// A find is sure from <see cref="SureScore"/> on, by the score of its best candidate. Sure finds are final and are listed to the model, so that it
/// looks for other things; what it says across them is dropped and counted. A find that is not sure counts only if the model marks the same place, and
/// then keeps its candidates. Safe for concurrent use as far as both extractors are.
/// </remarks>
public sealed class HybridEntityExtractor : IEntityExtractor, IWarmableStage
{
    private readonly IEntityExtractor _lexicon;
    private readonly ChatEntityExtractor _chat;

    /// <summary>An extractor.</summary>
    /// <param name="lexicon">Finds without a model.</param>
    /// <param name="chat">Asks a model for the rest.</param>
    public HybridEntityExtractor(IEntityExtractor lexicon, ChatEntityExtractor chat)
    {
        ArgumentNullException.ThrowIfNull(lexicon);
        ArgumentNullException.ThrowIfNull(chat);
        _lexicon = lexicon;
        _chat = chat;
    }

    /// <summary>Gets the minimum score at which a find of the lexicon is final without the model, 0 to 1. Default 0.85.</summary>
    public double SureScore { get; init; } = 0.85;

    /// <inheritdoc />
    public async Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<EntityMention> found = await _lexicon.ExtractAsync(graph, question, cancellationToken).ConfigureAwait(false);
        EntityMention[] sure = [.. found.Where(IsSure)];
        IReadOnlyList<EntityMention> all = await _chat.ExtractAsync(graph, question, sure, cancellationToken).ConfigureAwait(false);
        ILookup<(MentionRole, string?, int, int), EntityMention> unsure = found.Where(mention => !IsSure(mention))
            .ToLookup(mention => (mention.Role, mention.OptionLabel, mention.Start, mention.End));
        return
        [
            .. all.Select(mention => mention.Candidates.Count == 0
                && unsure[(mention.Role, mention.OptionLabel, mention.Start, mention.End)].FirstOrDefault() is { } known
                    ? mention with { Candidates = known.Candidates }
                    : mention),
        ];
    }

    /// <inheritdoc />
    Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken) =>
        (_lexicon as IWarmableStage)?.WarmUpAsync(graph, cancellationToken) ?? Task.CompletedTask;

    private bool IsSure(EntityMention mention) => mention.Candidates.Count > 0 && mention.Candidates[0].Score >= SureScore;
}
