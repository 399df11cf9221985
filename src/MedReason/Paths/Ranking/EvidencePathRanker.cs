using System.Runtime.CompilerServices;
using MedReason.Graph;
using MedReason.Paths;
using MedReason.Shared;

namespace MedReason;

/// <summary>The ranker that needs no model: degrees, length and directions score each path, few and different ones are chosen, options are compared.</summary>
/// <remarks>
/// <para>
/// A score is the natural logarithm of a path's weight, greater is better, and its parts add up: <c>degree</c> (each end of a hop divides
/// by its damped degree, as in the degree-weighted path count), <c>length</c>, <c>direction</c> (changes of direction), <c>specificity</c> (hubs inside),
/// <c>sought</c> (an affirmed path where the question seeks what is absent or to be avoided) and <c>rationale</c> (0.5 for a path over an entity that only
/// the source's rationale names, where the answer is shown).
/// </para>
/// <para>
/// A hop that holds affirmed and other relations gives two paths, one for each side. The stance refers to the option that a path leads to: a path
/// opposes it if one of its hops states an absence or a contraindication that the question does not seek, or, where it seeks one, where a direct edge
/// affirms the contrary. For an EXCEPT question that which opposes an option speaks for it as the answer, which <see cref="EvidenceSet.FavoredLabel"/> heeds.
/// A finding that the question denies starts no supporting path; a direct edge from it opposes, unless the edge states the absence.
/// </para>
/// <para>Where the answer is hidden or treated as unknown, entities of answer and rationale are passed over, and every option that has paths at all gets
/// equally many, options in seeded order. Safe for concurrent use; the same request gives the same evidence.</para>
/// </remarks>
public sealed class EvidencePathRanker : IPathRanker, IWarmableStage
{
    private const string SoughtPart = "sought";
    private const string RationalePart = "rationale";

    // Enough to come before a path of a like weight, not before one that is twice as good.
    private const double RationaleBonus = 0.5;
    private static readonly Polarity[] NotAffirmed = [Polarity.Absent, Polarity.Contraindicated];

    private readonly EvidencePathRankerOptions _options;
    private readonly GraphCache<IAdjacencyView, PairSignificance?> _significance = new();

    /// <summary>Creates a ranker.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">A weight, penalty, gap or lead is negative or not finite.</exception>
    public EvidencePathRanker(EvidencePathRankerOptions? options = null)
    {
        _options = options ?? new EvidencePathRankerOptions();
        _options.Validate(nameof(options));
    }

    /// <inheritdoc />
    public async Task<EvidenceSet> RankAsync(IKnowledgeGraph graph, RankingRequest request, CancellationToken cancellationToken = default) =>
        (await RankAsync(graph, request, null, cancellationToken).ConfigureAwait(false)).Decided;

    /// <inheritdoc />
    async Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        await DegreeLookup.LoadAsync(graph, [], cancellationToken).ConfigureAwait(false);
        await GetSignificanceAsync(graph, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ranks the paths, and also chooses a greater number of them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="request">The request.</param>
    /// <param name="maxOffered">The greater number per conclusion; null to choose no more.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The evidence, and the paths of the greater number; these are empty when it is null.</returns>
    internal async Task<(EvidenceSet Decided, IReadOnlyList<EvidencePath> Offered)> RankAsync(
        IKnowledgeGraph graph, RankingRequest request, int? maxOffered, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(request.MaxPaths);
        cancellationToken.ThrowIfCancellationRequested();
        var targets = RankingTargets.Read(request);
        List<RankedCandidate> candidates = await GetCandidatesAsync(graph, request, targets, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<EvidencePath> paths = Choose(request, candidates, request.MaxPaths);
        IReadOnlyList<OptionCombination> combinations = OptionCombination.Parse(request.Question.Options);
        IReadOnlyList<OptionEvidence> contrast = OptionContrast.Compare(request.Question, combinations, targets.LinkedLabels, candidates, paths);
        var decided = new EvidenceSet
        {
            Paths = paths,
            Contrast = contrast,
            FavoredLabel = OptionContrast.GetFavored(request.Question, combinations, contrast, _options.MinLead),
            CandidateCount = candidates.Count,
        };
        return (decided, maxOffered is { } offered ? Choose(request, candidates, offered) : []);
    }

    private async ValueTask<List<RankedCandidate>> GetCandidatesAsync(
        IKnowledgeGraph graph,
        RankingRequest request,
        RankingTargets targets,
        CancellationToken cancellationToken)
    {
        DegreeLookup degrees = await DegreeLookup.LoadAsync(
            graph,
            request.Search.Pairs.SelectMany(pair => pair.Paths).SelectMany(path => path.Nodes).Select(node => node.Id),
            cancellationToken).ConfigureAwait(false);
        PairSignificance? significance = await GetSignificanceAsync(graph, cancellationToken).ConfigureAwait(false);
        int tried = request.Search.Pairs.Select(pair => pair.Pair).Where(pair => pair.From != pair.To).Distinct().Count();
        var candidates = new List<RankedCandidate>();
        var seen = new HashSet<(KgPath, string, EvidenceStance, string)>();
        foreach (PairSearchResult pair in request.Search.Pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double? pValue = pair.Paths.Count > 0 && significance?.Score(pair.Pair.From, pair.Pair.To) is { } score
                ? PairSignificance.Correct(score.PValue, Math.Max(1, tried))
                : null;
            foreach (string? label in targets.GetConclusions(pair.Pair.To))
            {
                foreach (KgPath path in pair.Paths.Where(path => path.Length > 0 && (path.Length == 1 || !(pValue > _options.MaxPValue))))
                {
                    foreach ((KgPath side, EvidenceStance stance) in Split(path, request.Question.Seeks, targets.IsDenied(pair.Pair.From)))
                    {
                        // Two sides of one node sequence, one absent and one contraindicated, are two pieces of evidence.
                        RankedCandidate candidate = Score(side, stance, label, request.Question.Seeks, targets.Rationale, degrees, pValue);
                        if (seen.Add((side, candidate.Sequence, stance, label ?? string.Empty)))
                        {
                            candidates.Add(candidate);
                        }
                    }
                }
            }
        }

        candidates.Sort(RankedCandidate.Compare);
        return candidates;
    }

    private ValueTask<PairSignificance?> GetSignificanceAsync(IKnowledgeGraph graph, CancellationToken cancellationToken) =>
        _options.Significance is null || graph.GetService<IAdjacencyView>() is not { } view
            ? ValueTask.FromResult<PairSignificance?>(null)
            : _significance.GetAsync(view, () => PairSignificance.CreateAsync(graph, _options.Significance).AsTask(), cancellationToken);

    private RankedCandidate Score(
        KgPath path, EvidenceStance stance, string? label, Polarity seeks, HashSet<NodeId> rationale, DegreeLookup degrees, double? pValue)
    {
        List<ScorePart> parts = PathScoring.GetParts(path, degrees, _options.Weights);
        if (rationale.Count > 0 && path.Nodes.Any(node => rationale.Contains(node.Id)))
        {
            parts.Add(new ScorePart { Name = RationalePart, Value = RationaleBonus });
        }

        if (seeks != Polarity.Affirmed && stance == EvidenceStance.Supports && !path.Hops.Any(hop => hop.Has(seeks)))
        {
            parts.Add(new ScorePart { Name = SoughtPart, Value = PathScoring.Round(-_options.UnsoughtPenalty) });
        }

        return new RankedCandidate
        {
            Evidence = new EvidencePath
            {
                Path = path,
                Score = PathScoring.Sum(parts),
                Parts = parts,
                Stance = stance,
                IsStatedFact = path.Length == 1,
                OptionLabel = label,
                PValue = pValue,
            },
            From = path.Nodes[0].Id,
            To = path.Nodes[^1].Id,
            Sequence = PathSequence.Of(path),
        };
    }

    /// <summary>The side of a path that affirms and the side that does not, each with what it does for the conclusion.</summary>
    private static IEnumerable<(KgPath Path, EvidenceStance Stance)> Split(KgPath path, Polarity seeks, bool isDenied)
    {
        bool isFact = path.Length == 1;
        if (HasOnEachHop(path, Polarity.Affirmed))
        {
            bool opposes = isFact && (isDenied || seeks != Polarity.Affirmed);
            if (!isDenied || isFact)
            {
                yield return (KeepAffirmed(path), opposes ? EvidenceStance.Opposes : EvidenceStance.Supports);
            }
        }

        foreach (Polarity polarity in NotAffirmed)
        {
            // A path carries a polarity by one hop at least; its other hops affirm or carry it too.
            if (Has(path, polarity) && HasOnEachHop(path, Polarity.Affirmed, polarity))
            {
                bool supports = polarity == seeks || (polarity == Polarity.Absent && isDenied && seeks == Polarity.Affirmed);
                yield return (Carry(path, polarity), supports ? EvidenceStance.Supports : EvidenceStance.Opposes);
            }
        }
    }

    private static KgPath Carry(KgPath path, Polarity polarity) => new()
    {
        Nodes = path.Nodes,
        Hops = [.. path.Hops.Select(hop => Keep(hop, hop.Has(polarity) ? polarity : Polarity.Affirmed))],
    };

    private static KgPath KeepAffirmed(KgPath path) => !NotAffirmed.Any(polarity => Has(path, polarity))
        ? path
        : new KgPath { Nodes = path.Nodes, Hops = [.. path.Hops.Select(hop => Keep(hop, Polarity.Affirmed))] };

    private static bool Has(KgPath path, Polarity polarity)
    {
        bool isFound = false;
        for (int i = 0; i < path.Hops.Count && !isFound; i++)
        {
            isFound = path.Hops[i].Has(polarity);
        }

        return isFound;
    }

    private static bool HasOnEachHop(KgPath path, params ReadOnlySpan<Polarity> oneOf)
    {
        bool hasAll = true;
        for (int i = 0; i < path.Hops.Count && hasAll; i++)
        {
            hasAll = false;
            foreach (Polarity polarity in oneOf)
            {
                hasAll |= path.Hops[i].Has(polarity);
            }
        }

        return hasAll;
    }

    private static KgHop Keep(KgHop hop, Polarity polarity) => new() { Relations = [.. hop.Relations.Where(relation => relation.Polarity == polarity)] };

    private IReadOnlyList<EvidencePath> Choose(RankingRequest request, List<RankedCandidate> candidates, int maxPaths)
    {
        var groups = new Dictionary<string, List<RankedCandidate>>(StringComparer.Ordinal);
        foreach (RankedCandidate candidate in candidates)
        {
            string label = candidate.Evidence.OptionLabel ?? string.Empty;
            if (!groups.TryGetValue(label, out List<RankedCandidate>? group))
            {
                groups[label] = group = [];
            }

            group.Add(candidate);
        }

        string[] labels = [.. request.Question.Options.Select(option => option.Label).Where(groups.ContainsKey)];
        bool isHidden = request.Visibility == AnswerVisibility.Hidden && labels.Length > 0;
        if (isHidden)
        {
            labels = [.. labels.OrderBy(label => StableHash.Of(request.Seed, request.Question.Id, label)).ThenBy(label => label, StringComparer.Ordinal)];
        }

        var chosen = new List<List<RankedCandidate>>();
        if (groups.TryGetValue(string.Empty, out List<RankedCandidate>? open))
        {
            chosen.Add(PathChoice.Choose(open, maxPaths, _options));
        }

        int first = chosen.Count;
        foreach (string label in labels)
        {
            chosen.Add(PathChoice.Choose(groups[label], maxPaths, _options));
        }

        if (isHidden)
        {
            // A writer that counts paths must not learn the answer from their number.
            int equal = chosen.Skip(first).Min(group => group.Count);
            for (int i = first; i < chosen.Count; i++)
            {
                chosen[i] = chosen[i][..equal];
            }
        }

        return [.. chosen.SelectMany(group => group).Select(candidate => candidate.Evidence)];
    }
}
