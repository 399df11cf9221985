using MedReason.Graph;
using MedReason.Questions;
using MedReason.Text;
using MedReason.Verification;

namespace MedReason;

/// <summary>
/// Checks that a chain recommends no drug that the graph calls contraindicated in a condition that the question states, or in a more general one.
/// </summary>
/// <remarks>
/// <para>A drug is recommended by being the conclusion of a question that asks what to give, or by words such as "start" and "is the drug of choice" in a
/// step. Conditions
/// are those that question and context state of the patient, past ones among them; what is denied, feared or a relative's does not count. Concluding a drug
/// where the question
/// asks what to avoid, or for a culprit, recommends nothing.</para>
/// <para>That nothing was found never means that a drug is safe: each verdict lists what was not checked. Where the graph cuts a list of edges, the verdict
/// is unknown.
/// It needs no model. Safe for concurrent use.</para>
/// </remarks>
public sealed class SafetyVerifier : IChainVerifier, IReadingVerifier
{
    /// <summary>The name that findings carry.</summary>
    public const string VerifierName = "safety";

    private const int MaxListedRelations = 5;

    private static readonly string[] NeverChecked = ["allergy", "dose", "interaction", "pregnancy"];

    private readonly SafetyVerifierOptions _options;

    /// <summary>Makes a verifier.</summary>
    /// <param name="options">How the hierarchy is read; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of levels is negative.</exception>
    public SafetyVerifier(SafetyVerifierOptions? options = null)
    {
        _options = options ?? new SafetyVerifierOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxLevels, nameof(options));
    }

    /// <inheritdoc />
    public Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        return ((IReadingVerifier)this).VerifyAsync(graph, new RequestReading(request), cancellationToken);
    }

    /// <inheritdoc />
    async Task<ChainVerdict> IReadingVerifier.VerifyAsync(IKnowledgeGraph graph, RequestReading reading, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        VerificationRequest request = reading.Request;
        var findings = new FindingList(VerifierName);
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        QuestionEntities entities = reading.Entities;
        Dictionary<NodeId, KgNode> drugs = GetCandidates(request);
        RelationInfo[] contraindications = [.. metadata.Relations.Where(static relation => relation.Polarity == Polarity.Contraindicated)];
        bool canCheck = contraindications.Length > 0 && entities.Present.Count > 0 && drugs.Count > 0;
        if (canCheck)
        {
            HierarchyRelations hierarchy = HierarchyRelations.For(metadata, _options.HierarchyRelations);
            await CheckAsync(graph, hierarchy, reading, drugs, contraindications, findings, cancellationToken).ConfigureAwait(false);
        }

        string? reason = ExplainUnchecked(metadata, contraindications.Length > 0, canCheck);
        string[] notChecked = reason is null ? NeverChecked : [.. NeverChecked.Append("contraindication").Order(StringComparer.Ordinal)];
        string list = string.Join(", ", notChecked);
        findings.Add(ReasonCodes.SafetyNotChecked, FindingSeverity.Info, null,
            $"Not checked: {list}. {reason}That nothing is said of these must not be read as safe.", null, list);
        return findings.ToVerdict(notChecked: notChecked);
    }

    /// <summary>Returns why contraindications do not count as checked; null when they do.</summary>
    private static string? ExplainUnchecked(KnowledgeGraphMetadata metadata, bool hasContraindications, bool canCheck)
    {
        if (!hasContraindications)
        {
            return "The graph has no relation that states a contraindication. ";
        }

        if (!canCheck)
        {
            return "The question states no condition, or the chain names no drug, that the graph has. ";
        }

        // A relation of unknown meaning may state a contraindication, in which case an edge of it would have been missed.
        string[] unknown =
        [
            .. metadata.Relations.Where(static relation => relation.Meaning == RelationMeaning.Unspecified && relation.Polarity == Polarity.Affirmed)
                .Select(static relation => relation.Relation.Value).Order(StringComparer.Ordinal),
        ];
        string more = unknown.Length > MaxListedRelations ? $" and {unknown.Length - MaxListedRelations} more" : string.Empty;
        return unknown.Length == 0
            ? null
            : "The meaning of these relations of the graph is not known, so that one of them may state a contraindication: "
                + $"{string.Join(", ", unknown.Take(MaxListedRelations))}{more}. ";
    }

    /// <summary>What the chain may recommend: what its evidence and its question speak of.</summary>
    private static Dictionary<NodeId, KgNode> GetCandidates(VerificationRequest request)
    {
        var nodes = new Dictionary<NodeId, KgNode>();
        foreach (KgNode node in request.Links.Select(link => link.Node).OfType<KgNode>().Concat(
            request.Chain.Evidence.Paths.SelectMany(path => path.Path.Nodes)))
        {
            nodes.TryAdd(node.Id, node);
        }

        return nodes;
    }

    private async Task CheckAsync(
        IKnowledgeGraph graph,
        HierarchyRelations hierarchy,
        RequestReading reading,
        Dictionary<NodeId, KgNode> candidates,
        RelationInfo[] contraindications,
        FindingList findings,
        CancellationToken cancellationToken)
    {
        Dictionary<NodeId, NodeId> conditions = await ClimbAsync(graph, hierarchy, reading.Entities.Present, findings, cancellationToken).ConfigureAwait(false);
        NodeId[] ids = [.. candidates.Keys.Order()];
        HashSet<RelationType> reversed =
        [
            .. contraindications.Where(static relation => relation.IsMeaningReversed).Select(static relation => relation.Relation),
        ];
        var options = new NeighborOptions { Filter = new KgFilter { Polarities = [Polarity.Contraindicated] } };
        NeighborBatch batch = await graph.GetNeighborsAsync(ids, options, cancellationToken).ConfigureAwait(false);
        HashSet<NodeId> concluded = GetConcluded(reading, candidates.Values);
        for (int i = 0; i < ids.Length; i++)
        {
            findings.IsUndecided |= batch.IsTruncated(i) && concluded.Contains(ids[i]);
            NodeId[] against =
            [
                .. batch[i].Where(edge => edge.IsForward != reversed.Contains(edge.Relation) && conditions.ContainsKey(edge.Node))
                    .Select(static edge => edge.Node).Distinct(),
            ];
            if (against.Length == 0)
            {
                continue;
            }

            int? step = FindAdvice(reading, candidates[ids[i]]);
            if (step is null && !concluded.Contains(ids[i]))
            {
                continue;
            }

            IReadOnlyList<KgNode?> named = await graph.GetNodesAsync([against[0], conditions[against[0]]], cancellationToken).ConfigureAwait(false);
            string general = named[0]?.Name ?? against[0].Value;
            string stated = named[1]?.Name ?? conditions[against[0]].Value;
            findings.Add(
                ReasonCodes.ContraindicatedRecommendation, FindingSeverity.Error, step is >= 0 ? step : null,
                "The chain recommends a drug that the graph calls contraindicated in a condition that the question states.",
                against[0] == conditions[against[0]]
                    ? $"nothing contraindicated in {stated}"
                    : $"nothing contraindicated in {general}, of which {stated} is a kind",
                candidates[ids[i]].Name);
        }
    }

    /// <summary>The conditions and all more general ones, each with the condition it comes from.</summary>
    private async Task<Dictionary<NodeId, NodeId>> ClimbAsync(
        IKnowledgeGraph graph, HierarchyRelations hierarchy, IReadOnlyList<NodeId> conditions, FindingList findings, CancellationToken cancellationToken)
    {
        var found = new Dictionary<NodeId, NodeId>();
        foreach (NodeId condition in conditions)
        {
            found.TryAdd(condition, condition);
        }

        var options = new NeighborOptions { Filter = new KgFilter { Relations = hierarchy.All } };
        NodeId[] level = hierarchy.IsEmpty ? [] : [.. found.Keys.Order()];
        for (int depth = 0; level.Length > 0; depth++)
        {
            if (depth == _options.MaxLevels)
            {
                findings.IsUndecided = true;
                break;
            }

            NeighborBatch batch = await graph.GetNeighborsAsync(level, options, cancellationToken).ConfigureAwait(false);
            var next = new List<NodeId>();
            for (int i = 0; i < level.Length; i++)
            {
                findings.IsUndecided |= batch.IsTruncated(i);
                foreach (KgNeighbor edge in batch[i])
                {
                    if (hierarchy.LeadsUp(edge.Relation, edge.IsForward) && found.TryAdd(edge.Node, found[level[i]]))
                    {
                        next.Add(edge.Node);
                    }
                }
            }

            level = [.. next.Order()];
        }

        return found;
    }

    private static HashSet<NodeId> GetConcluded(RequestReading reading, IEnumerable<KgNode> candidates)
    {
        VerificationRequest request = reading.Request;
        if (!RecommendationReader.IsRecommended(request.Question, reading.Question))
        {
            return [];
        }

        var answer = new TextMatch(request.Chain.Answer ?? string.Empty);
        return [.. reading.Entities.OfOption(request.Chain.AnswerLabel), .. candidates.Where(answer.IsNameOf).Select(node => node.Id)];
    }

    /// <summary>The step that recommends a drug in words, -1 for the conclusion; null where none does.</summary>
    private static int? FindAdvice(RequestReading reading, KgNode drug)
    {
        ReasoningChain chain = reading.Request.Chain;
        for (int i = 0; i <= chain.Steps.Count; i++)
        {
            ProseText text = i < chain.Steps.Count ? reading.Step(i) : ProseText.Read(ChainSections.FindConclusion(chain.Text) ?? string.Empty);
            foreach (ProseSpan span in text.Find(drug))
            {
                var sentence = ProseText.Read(text.SentenceText(text.Words[span.First].Sentence));
                if (sentence.Find(drug).Any(place => RecommendationReader.Recommends(sentence, place)))
                {
                    return i < chain.Steps.Count ? i : -1;
                }
            }
        }

        return null;
    }
}
