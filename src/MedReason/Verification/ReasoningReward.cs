using MedReason.Verification;

namespace MedReason;

/// <summary>Rewards completions for training: the answer, and how far the graph supports the way to it.</summary>
/// <remarks>
/// <para>A deterministic function of graph, question and completion: the same text gives the same bits at any concurrency. It calls no model and obeys nothing
/// that a text says. What repeats, pads or surrounds the argument gains nothing: a pair of nodes counts once, only pairs between question and answer count, all
/// others dilute the share, invisible characters are removed before reading.</para>
/// <para>Node coverage, structural correctness and chain completeness are recall against a reference (arXiv 2512.13510): the supplied gold subgraph, else the
/// text's own compared pairs. Each is multiplied by the supported share, so that claiming everything recalls nothing. Safe for concurrent use.</para>
/// </remarks>
public sealed class ReasoningReward
{
    private readonly ReasoningRewardOptions _options;
    private readonly ForeignChainAuditor _auditor;

    /// <summary>Initializes a new instance of the <see cref="ReasoningReward"/> class.</summary>
    /// <param name="options">The weights; null for the defaults.</param>
    /// <param name="auditor">Reads the texts; null for one with default options.</param>
    /// <exception cref="ArgumentException">A weight is out of range, or the weights sum to more than 1.</exception>
    public ReasoningReward(ReasoningRewardOptions? options = null, ForeignChainAuditor? auditor = null)
    {
        _options = options ?? new ReasoningRewardOptions();
        _options.Validate();
        _auditor = auditor ?? new ForeignChainAuditor();
    }

    /// <summary>Rewards one completion.</summary>
    /// <param name="graph">The graph; it must offer <see cref="INodeIndex"/> and <see cref="INodeCatalog"/>.</param>
    /// <param name="request">The completion.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The reward and its parts.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability.</exception>
    public async Task<RewardScore> ScoreAsync(IKnowledgeGraph graph, RewardRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        IReadOnlyList<RewardScore> scores = await ScoreAsync(graph, [request], cancellationToken).ConfigureAwait(false);
        return scores[0];
    }

    /// <summary>Rewards a batch; a question that several completions answer is linked once.</summary>
    /// <param name="graph">The graph; it must offer <see cref="INodeIndex"/> and <see cref="INodeCatalog"/>.</param>
    /// <param name="requests">The completions.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A reward for each completion, in their order.</returns>
    /// <exception cref="KnowledgeGraphException">The graph cannot be read, or lacks a capability.</exception>
    public async Task<IReadOnlyList<RewardScore>> ScoreAsync(
        IKnowledgeGraph graph, IReadOnlyList<RewardRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(requests);
        var scores = new RewardScore[requests.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = _options.MaxConcurrency == 0 ? Environment.ProcessorCount : _options.MaxConcurrency,
            CancellationToken = cancellationToken,
        };
        int[][] groups =
        [
            .. Enumerable.Range(0, requests.Count).GroupBy(i => Key(requests[i].Question), StringComparer.Ordinal).Select(group => group.ToArray()),
        ];
        var links = new IReadOnlyList<EntityLink>[requests.Count];
        await Parallel.ForEachAsync(groups, options, async (group, token) =>
        {
            MedicalQuestion question = ForeignChainReader.ResolveAnswer(requests[group[0]].Question);
            IReadOnlyList<EntityLink> found = await _auditor.LinkAsync(graph, question, token).ConfigureAwait(false);
            Array.ForEach(group, i => links[i] = found);
        }).ConfigureAwait(false);
        await Parallel.ForAsync(0, requests.Count, options, async (i, token) =>
            scores[i] = await ScoreAsync(graph, requests[i], links[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return scores;
    }

    private static string Key(MedicalQuestion question) => string.Join(
        '\u0001',
        question.Options.SelectMany(option => (string[])[option.Label, option.Text])
            .Concat([question.Text, question.Context ?? string.Empty, question.Answer ?? string.Empty, question.AnswerLabel ?? string.Empty]));

    private async Task<RewardScore> ScoreAsync(
        IKnowledgeGraph graph, RewardRequest request, IReadOnlyList<EntityLink> links, CancellationToken cancellationToken)
    {
        string text = CompletionText.Clean(request.Completion);
        AuditedChain read = await _auditor.AuditAsync(graph, request.Question, text, links, cancellationToken).ConfigureAwait(false);
        var structure = RewardStructure.Measure(read, request.ReferenceEdges, _options.WantedPairs);
        var form = CompletionText.Read(text, read);
        double contradiction = Math.Min(1, structure.FalseClaims * _options.ContradictionStep);
        double length = Math.Clamp((double)(form.Words - _options.MaxWords) / _options.MaxWords, 0, 1);
        double gain = (_options.FormatWeight * form.Format) + (_options.AnswerWeight * form.Answer)
            + (_options.NodeCoverageWeight * structure.NodeCoverage) + (_options.StructuralCorrectnessWeight * structure.StructuralCorrectness)
            + (_options.ChainCompletenessWeight * structure.ChainCompleteness) + (_options.SupportedShareWeight * structure.SupportedShare);
        double loss = (_options.ContradictionWeight * contradiction) + (_options.RepetitionWeight * form.Repetition) + (_options.LengthWeight * length);
        return new RewardScore
        {
            Total = Round(gain - loss),
            Format = form.Format,
            Answer = form.Answer,
            NodeCoverage = Round(structure.NodeCoverage),
            StructuralCorrectness = Round(structure.StructuralCorrectness),
            ChainCompleteness = Round(structure.ChainCompleteness),
            SupportedShare = Round(structure.SupportedShare),
            Contradiction = Round(contradiction),
            Repetition = Round(form.Repetition),
            Length = Round(length),
            IsSelfReferenced = request.ReferenceEdges is null,
            Verdict = read.Verdict.Status,
        };
    }

    private static double Round(double value) => Math.Round(value, 9);
}
