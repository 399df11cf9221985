using MedReason.Shared;

namespace MedReason.Chains;

/// <summary>What a template chain concludes, and on which of the offered paths. Immutable.</summary>
internal sealed record ChainConclusion
{
    /// <summary>The answer's text; null where the evidence does not decide.</summary>
    public string? Answer { get; init; }

    /// <summary>The option's label; null when no option is concluded.</summary>
    public string? Label { get; init; }

    /// <summary>Indexes of the paths that support it, best first.</summary>
    public IReadOnlyList<int> Supporting { get; init; } = [];

    /// <summary>Indexes of the paths that oppose it, best first.</summary>
    public IReadOnlyList<int> Opposing { get; init; } = [];

    /// <summary>Draws the conclusion: the given answer where it is seen, else what the evidence favours.</summary>
    /// <param name="request">Question, links and evidence.</param>
    /// <returns>The conclusion.</returns>
    public static ChainConclusion Draw(WritingRequest request)
    {
        MedicalQuestion question = request.Question;
        EvidenceSet evidence = request.Evidence;
        string? label = question.FindOption(question.AnswerLabel)?.Label;
        if (label is null && question.Answer is null)
        {
            label = question.FindOption(evidence.FavoredLabel)?.Label;
        }

        if (label is not null)
        {
            OptionEvidence? contrast = evidence.Contrast.FirstOrDefault(option => string.Equals(option.Label, label, StringComparison.Ordinal));
            return new ChainConclusion
            {
                Answer = PlainText.Clean(question.Answer ?? question.FindOption(label)!.Text),
                Label = label,
                Supporting = contrast?.SupportingPaths ?? Of(evidence, path => IsFor(path, label), EvidenceStance.Supports),
                Opposing = contrast?.OpposingPaths ?? Of(evidence, path => IsFor(path, label), EvidenceStance.Opposes),
            };
        }

        if (question.Answer is not null)
        {
            return new ChainConclusion
            {
                Answer = PlainText.Clean(question.Answer),
                Supporting = Of(evidence, path => path.OptionLabel is null, EvidenceStance.Supports),
                Opposing = Of(evidence, path => path.OptionLabel is null, EvidenceStance.Opposes),
            };
        }

        return question.Options.Count > 0 ? new ChainConclusion() : DrawOpen(request);
    }

    /// <summary>The best evidenced entity: where the paths end, or, where they run among the question's own entities, where they cross.</summary>
    private static ChainConclusion DrawOpen(WritingRequest request)
    {
        HashSet<NodeId> asked = Asked(request);
        EvidenceSet evidence = request.Evidence;
        var weights = new SortedDictionary<NodeId, double>();
        var names = new Dictionary<NodeId, KgNode>();
        foreach (EvidencePath path in evidence.Paths.Where(path => path.Stance == EvidenceStance.Supports))
        {
            foreach (KgNode node in Candidates(path.Path, asked))
            {
                weights[node.Id] = weights.GetValueOrDefault(node.Id) + Math.Exp(path.Score);
                names[node.Id] = node;
            }
        }

        double best = weights.Count == 0 ? 0 : weights.Values.Max(weight => Math.Round(weight, 9));
        NodeId[] leading = [.. weights.Where(entry => Math.Round(entry.Value, 9) == best).Select(entry => entry.Key)];

        // Two that are equally well evidenced are no decision.
        if (leading.Length != 1)
        {
            return new ChainConclusion();
        }

        NodeId chosen = leading[0];
        return new ChainConclusion
        {
            Answer = PlainText.Clean(names[chosen].Name),
            Supporting = Of(evidence, path => Candidates(path.Path, asked).Any(node => node.Id == chosen), EvidenceStance.Supports),
            Opposing = Of(evidence, path => path.Path.Nodes[^1].Id == chosen, EvidenceStance.Opposes),
        };
    }

    /// <summary>The entities that the question itself names.</summary>
    public static HashSet<NodeId> Asked(WritingRequest request) =>
    [
        .. request.Links.Where(link => link is { Node: not null, Mention.Role: MentionRole.Question or MentionRole.Context }).Select(link => link.Node!.Id),
    ];

    /// <summary>What a path may conclude of an open question: its end, or, where it ends in the question itself, what lies on it.</summary>
    public static IEnumerable<KgNode> Candidates(KgPath path, HashSet<NodeId> asked) => asked.Contains(path.Nodes[^1].Id)
        ? path.Nodes.Skip(1).SkipLast(1).Where(node => !asked.Contains(node.Id))
        : [path.Nodes[^1]];

    private static bool IsFor(EvidencePath path, string label) => string.Equals(path.OptionLabel, label, StringComparison.Ordinal);

    private static IReadOnlyList<int> Of(EvidenceSet evidence, Func<EvidencePath, bool> isMeant, EvidenceStance stance) =>
    [
        .. Enumerable.Range(0, evidence.Paths.Count)
            .Where(index => evidence.Paths[index].Stance == stance && isMeant(evidence.Paths[index]))
            .OrderByDescending(index => evidence.Paths[index].Score)
            .ThenBy(index => index),
    ];
}
