using MedReason.Diagnosis;
using MedReason.Graph;
using MedReason.Telemetry;

namespace MedReason;

/// <summary>
/// Ranks the diseases of a graph by the likelihood of a patient's findings, with the hierarchy of the findings, without a model.
/// </summary>
/// <remarks>
/// <para>Any graph serves that has affirmed relations which mean <see cref="RelationMeaning.Presents"/> and can list its nodes
/// (<see cref="INodeCatalog"/>). Relations that mean <see cref="RelationMeaning.IsA"/> propagate an annotation to the more general findings;
/// frequencies, sexes and publications are read from <see cref="IEdgeAttributes"/> when the graph has them.</para>
/// <para>A finding counts log2(1 + 0.6 LR) to the power of 0.8, where LR is its frequency in the disease over its frequency over all diseases, scaled
/// down by the root of how many findings the disease is expected to show; a disease that lacks the finding gets 0.3 of the ratio of the best concept that
/// both share, and findings that overlap count less. To the sum are added 1.8 times the mean information that the findings of the disease share with those
/// of the patient, 0.3 log2(1 + published patients) and log2(1 + annotated findings). A less described form of a numbered series, by the names of the
/// diseases and the overlap of their findings, is raised towards the best other form (<see cref="RankedDisease.SeriesDisease"/>). Findings that the name of a
/// disease states count as annotated (<see cref="DiagnosisRankerOptions.ReadsNames"/>). Excluded findings do not count: in published cases they are
/// often the known findings of the very disease.</para>
/// <para>The index is computed once per graph and ranker: by <see cref="IWarmableStage"/> or at the first call. Safe for concurrent use, deterministic.</para>
/// </remarks>
public sealed class DiagnosisRanker : IDiagnosisRanker, IWarmableStage
{
    private readonly GraphCache<IKnowledgeGraph, DiagnosisIndexes?> _indexes = new();
    private readonly DiagnosisRankerOptions _options;

    /// <summary>Creates a ranker.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    public DiagnosisRanker(DiagnosisRankerOptions? options = null)
    {
        options ??= new DiagnosisRankerOptions();
        _options = new DiagnosisRankerOptions
        {
            DiseasePrefixes = [.. options.DiseasePrefixes],
            MergesEqualNames = options.MergesEqualNames,
            ReadsNames = options.ReadsNames,
        };
    }

    /// <inheritdoc />
    public async ValueTask<DiagnosisResult> RankAsync(IKnowledgeGraph graph, DiagnosisRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        if (request.MaxDiseases < 0)
        {
            throw new ArgumentException($"MaxDiseases cannot be negative, but was {request.MaxDiseases}.", nameof(request));
        }

        NodeId[] asked = [.. request.Observed.Concat(request.Excluded).Distinct()];
        Dictionary<NodeId, KgNode> nodes = [];
        await AddNodesAsync(graph, asked, nodes, cancellationToken).ConfigureAwait(false);
        NodeId[] unknown = [.. asked.Where(id => !nodes.ContainsKey(id))];
        DiagnosisIndexes? indexes = await GetIndexAsync(graph, cancellationToken).ConfigureAwait(false);
        NodeId[] observed = [.. request.Observed.Distinct().Where(nodes.ContainsKey)];
        if (indexes is null || observed.Length == 0)
        {
            DiagnosisOutcome outcome = indexes is null ? DiagnosisOutcome.NoAnnotations : DiagnosisOutcome.NoFindings;
            return new DiagnosisResult { Outcome = outcome, UnknownFindings = unknown };
        }

        NodeId[] excluded = [.. request.Excluded.Distinct().Where(nodes.ContainsKey)];
        Ranked[] ranked = Rank(indexes.For(request.Sex), request, observed, excluded, cancellationToken);
        await AddNodesAsync(graph, ranked.SelectMany(static item => item.GetNodes()), nodes, cancellationToken).ConfigureAwait(false);
        return new DiagnosisResult
        {
            Outcome = ranked.Length == 0 && request.MaxDiseases > 0 ? DiagnosisOutcome.NoMatch : DiagnosisOutcome.Ranked,
            Diseases = [.. ranked.Select(item => item.ToDisease(nodes))],
            UnknownFindings = unknown,
        };
    }

    /// <inheritdoc />
    async Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        await GetIndexAsync(graph, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<DiagnosisIndexes?> GetIndexAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        IKnowledgeGraph inner = ObservedKnowledgeGraph.Unwrap(graph);
        return _indexes.GetAsync(inner, () => DiagnosisIndexBuilder.BuildAsync(inner, _options), cancellationToken);
    }

    private static async ValueTask AddNodesAsync(
        IKnowledgeGraph graph, IEnumerable<NodeId> ids, Dictionary<NodeId, KgNode> nodes, CancellationToken cancellationToken)
    {
        NodeId[] missing = [.. ids.Where(id => !nodes.ContainsKey(id)).Distinct()];
        if (missing.Length > 0)
        {
            foreach (KgNode node in (await graph.GetNodesAsync(missing, cancellationToken).ConfigureAwait(false)).OfType<KgNode>())
            {
                nodes[node.Id] = node;
            }
        }
    }

    private static Ranked[] Rank(
        DiagnosisIndex index, DiagnosisRequest request, NodeId[] observed, NodeId[] excluded, CancellationToken cancellationToken)
    {
        var ignored = request.ExcludedPublications.ToHashSet(StringComparer.OrdinalIgnoreCase);
        int[] candidates = [.. ignored.SelectMany(publication => index.ByPublication.GetValueOrDefault(publication, [])).Distinct()];
        Func<Statement, bool>? applies = candidates.Length == 0 ? null : statement => statement.RestsOnMoreThan(ignored);
        using var scorer = new DiagnosisScorer(index, [.. observed.Select(index.Hierarchy.Find).Where(static number => number >= 0)], applies, candidates);
        ReadOnlySpan<double> scores = scorer.Score();
        cancellationToken.ThrowIfCancellationRequested();
        HashSet<int> concepts = index.Hierarchy.FindConcepts(observed.Concat(excluded).Select(index.Hierarchy.Find).Where(static number => number >= 0));
        int[] selected = SelectBest(scores, request.MaxDiseases);
        var ranked = new Ranked[selected.Length];
        for (int i = 0; i < ranked.Length; i++)
        {
            var matcher = new FindingMatcher(index, scorer, concepts, applies, selected[i]);
            ranked[i] = new Ranked(
                index.Diseases[selected[i]],
                scores[selected[i]],
                [.. observed.Select(id => matcher.Match(id, index.Hierarchy.Find(id)))],
                [.. excluded.Select(id => matcher.MatchExcluded(id, index.Hierarchy.Find(id))).OfType<MatchedFinding>()],
                scorer.FindLender(selected[i]) is { } lender ? (index.Diseases[lender.Disease].Id, lender.Raise) : null);
        }

        return ranked;
    }

    /// <summary>Returns the diseases with the highest scores, best first, ties by number.</summary>
    private static int[] SelectBest(ReadOnlySpan<double> scores, int count)
    {
        var best = new PriorityQueue<int, (double Score, int Order)>();
        for (int disease = 0; disease < scores.Length; disease++)
        {
            if (!double.IsNegativeInfinity(scores[disease]))
            {
                best.Enqueue(disease, (scores[disease], -disease));
                if (best.Count > count)
                {
                    best.Dequeue();
                }
            }
        }

        int[] selected = new int[best.Count];
        for (int i = selected.Length - 1; i >= 0; i--)
        {
            selected[i] = best.Dequeue();
        }

        return selected;
    }

    private sealed record Ranked(
        DiseaseEntry Disease, double Score, MatchedFinding[] Findings, MatchedFinding[] Excluded, (NodeId Id, double Raise)? Lender)
    {
        public IEnumerable<NodeId> GetNodes() =>
            Findings.Concat(Excluded).SelectMany(static match => new[] { match.Matched, match.Shared }).Append(Lender?.Id).OfType<NodeId>().Append(Disease.Id);

        public RankedDisease ToDisease(IReadOnlyDictionary<NodeId, KgNode> nodes) => new()
        {
            Disease = nodes[Disease.Id],
            EquivalentDiseases = Disease.Equivalents,
            Score = Score,
            SeriesDisease = Lender is { } lender ? nodes[lender.Id] : null,
            SeriesScore = Lender?.Raise ?? 0,
            Findings = [.. Findings.Select(match => match.ToMatch(nodes))],
            Excluded = [.. Excluded.Select(match => match.ToMatch(nodes))],
        };
    }
}
