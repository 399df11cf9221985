namespace MedReason;

/// <summary>Reads a question and a text that others wrote about it, and decides: extraction, linking, reading and verdict in one call.</summary>
/// <remarks>Without a model. Safe for concurrent use; the first call on a graph prepares what is kept for it.</remarks>
public sealed class ForeignChainAuditor
{
    private readonly LexiconEntityExtractor _lexicon;
    private readonly IEntityLinker _linker;
    private readonly ForeignChainReader _reader;
    private readonly ForeignChainVerifier _verifier;

    /// <summary>Initializes a new instance of the <see cref="ForeignChainAuditor"/> class.</summary>
    /// <param name="options">How much of a text has to be supported; null for the defaults.</param>
    /// <param name="lexicon">
    /// Finds entities in questions and texts; null for a lexicon that no other stage shares. Its language is that of the questions; what a text states is
    /// read as English.
    /// </param>
    /// <param name="linker">Links what the questions mention; null for an <see cref="EntityLinker"/> of the lexicon's language.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is out of range.</exception>
    public ForeignChainAuditor(
        ForeignChainVerifierOptions? options = null, LexiconEntityExtractor? lexicon = null, IEntityLinker? linker = null)
    {
        _lexicon = lexicon ?? new LexiconEntityExtractor();
        _linker = linker ?? new EntityLinker(new EntityLinkerOptions { Language = _lexicon.Language });
        _reader = new ForeignChainReader(_lexicon);
        _verifier = new ForeignChainVerifier(options);
    }

    /// <summary>Links what a question mentions, for several texts about one question.</summary>
    /// <param name="graph">The graph; it must offer <see cref="INodeIndex"/> and <see cref="INodeCatalog"/>.</param>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A link for each mention.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability.</exception>
    public async Task<IReadOnlyList<EntityLink>> LinkAsync(
        IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        IReadOnlyList<EntityMention> mentions = await _lexicon.ExtractAsync(graph, question, cancellationToken).ConfigureAwait(false);
        return await _linker.LinkAsync(graph, question, mentions, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a text and decides.</summary>
    /// <param name="graph">The graph; it must offer <see cref="INodeIndex"/> and <see cref="INodeCatalog"/>.</param>
    /// <param name="question">
    /// The question that the text is about, with its answer where that is known: an option's label or text, or a sentence naming it.
    /// </param>
    /// <param name="text">The text; may be empty.</param>
    /// <param name="links">The question's links as <see cref="LinkAsync"/> gives them; null to link them now.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was read and decided.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability.</exception>
    public async Task<AuditedChain> AuditAsync(
        IKnowledgeGraph graph,
        MedicalQuestion question,
        string text,
        IReadOnlyList<EntityLink>? links = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(text);
        MedicalQuestion resolved = ForeignChainReader.ResolveAnswer(question);
        links ??= await LinkAsync(graph, resolved, cancellationToken).ConfigureAwait(false);
        ForeignChain chain = await _reader.ReadAsync(graph, resolved, text, links, cancellationToken).ConfigureAwait(false);
        return new AuditedChain
        {
            Question = resolved,
            Links = links,
            Chain = chain,
            Verdict = await _verifier.VerifyAsync(graph, resolved, links, chain, cancellationToken).ConfigureAwait(false),
        };
    }
}
