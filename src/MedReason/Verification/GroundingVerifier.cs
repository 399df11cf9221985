using MedReason.Graph;
using MedReason.Verification;

namespace MedReason;

/// <summary>Checks a chain against the graph: its citations, its claims, its words, its conclusion.</summary>
/// <remarks>
/// <para>It asks the graph in batches and needs no model. A chain is accepted where it has no error: every citation resolves to a path that is in the
/// graph and touches the question; every claim is there with its direction (a symmetric relation has none) and polarity; the words of a step agree with
/// its claims as far
/// as they can be read; a step names what it makes claims about, and nothing that the cited paths, the question and its options do not hold; no part of a
/// path is stated before
/// the part that leads to it; nothing that the question denies is asserted; the conclusion names the answer; a grounded step reaches an entity of the
/// conclusion; and in
/// explain mode the answer is the known one, by label or by words.</para>
/// <para>Words are read by the graph's own phrases and otherwise by general words such as "relief" or "symptom". What neither holds is
/// left unread:
/// <see cref="GroundingMeasures.ReadClaimShare"/> says how much was read.</para>
/// <para>A step is grounded where it is no background, cites a path, and each of its claims, of which there is at least one, is in the graph. For a
/// question that asks for the exception, a grounded step has to reach one of the other options, or to oppose the answer.</para>
/// <para>Where the graph cuts a list of edges and the claimed one is not among those it gave, the verdict is unknown, which is never a pass.</para>
/// <para>The measures are those of <see cref="GroundingMeasures"/>. Safe for concurrent use.</para>
/// </remarks>
public sealed class GroundingVerifier : IChainVerifier, IReadingVerifier, IWarmableStage
{
    /// <summary>The name that findings carry.</summary>
    public const string VerifierName = "grounding";

    private const string UncitedEntities = "uncited_entities";

    private readonly LexiconEntityExtractor _lexicon;

    /// <summary>Makes a verifier.</summary>
    /// <param name="lexicon">Finds the entities that the prose names; one that is shared with the pipeline compiles a graph's names once. Null for one of its
    /// own.</param>
    public GroundingVerifier(LexiconEntityExtractor? lexicon = null) => _lexicon = lexicon ?? new LexiconEntityExtractor();

    /// <inheritdoc />
    public Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        return ((IReadingVerifier)this).VerifyAsync(graph, new RequestReading(request), cancellationToken);
    }

    /// <inheritdoc />
    async Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        RelationTable.For(metadata);
        RelationReader.For(metadata);
        await WordRarity.ForAsync(graph, cancellationToken).ConfigureAwait(false);
        if (graph.GetService<INodeCatalog>() is not null)
        {
            await ((IWarmableStage)_lexicon).WarmUpAsync(graph, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    async Task<ChainVerdict> IReadingVerifier.VerifyAsync(IKnowledgeGraph graph, RequestReading reading, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        VerificationRequest request = reading.Request;
        ReasoningChain chain = request.Chain;
        IReadOnlyList<EvidencePath> cited =
        [
            .. chain.Steps.SelectMany(step => step.PathIndexes).Where(index => index >= 0 && index < chain.Evidence.Paths.Count).Distinct().Order()
                .Select(index => chain.Evidence.Paths[index]),
        ];
        ChainClaim[] claims = [.. chain.Steps.SelectMany(step => step.Claims)];
        EdgeLookup lookup = await EdgeLookup.LoadAsync(
            graph,
            [
                .. claims.SelectMany(claim => (NodeId[])[claim.Subject, claim.Object]), .. cited.SelectMany(path => path.Path.Nodes).Select(node => node.Id),
                .. request.ReferenceEdges?.SelectMany(edge => (NodeId[])[edge.Source, edge.Target]) ?? [],
            ],
            [
                .. claims.Select(claim => (claim.Subject, claim.Object)),
                .. cited.SelectMany(path => path.Path.Nodes.Zip(path.Path.Nodes.Skip(1), (from, to) => (from.Id, to.Id))),
            ],
            cancellationToken).ConfigureAwait(false);
        var findings = new FindingList(VerifierName);
        var names = new NodeNames(request, lookup);
        WordRarity vocabulary = await WordRarity.ForAsync(graph, cancellationToken).ConfigureAwait(false);
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        var relations = RelationReader.For(metadata);
        var check = new GroundingCheck(metadata, reading, lookup, names, new ProseCheck(reading, relations, names, vocabulary, findings), findings);
        check.CheckSteps(await FindMentionsAsync(graph, chain, cancellationToken).ConfigureAwait(false));
        check.CheckConclusion();
        string[] notChecked = [.. LanguageCheck.Report(_lexicon.Language, findings), .. vocabulary.HasNames ? [] : (string[])[UncitedEntities]];
        return check.GetVerdict() with { NotChecked = notChecked };
    }

    private async Task<IReadOnlyList<IReadOnlyList<EntityMention>>?> FindMentionsAsync(
        IKnowledgeGraph graph, ReasoningChain chain, CancellationToken cancellationToken)
    {
        if (graph.GetService<INodeCatalog>() is null)
        {
            return null;
        }

        var mentions = new List<IReadOnlyList<EntityMention>>(chain.Steps.Count);
        foreach (ChainStep step in chain.Steps)
        {
            mentions.Add(
                step.IsBackground ? [] : await _lexicon.ExtractTextAsync(graph, step.Text, cancellationToken: cancellationToken).ConfigureAwait(false));
        }

        return mentions;
    }
}
