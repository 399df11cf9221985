using System.Collections.Frozen;
using MedReason.Entities;
using MedReason.Text;

namespace MedReason;

/// <summary>Links mentions to nodes with the whole question in view: names, type hints, nearness in the graph, specificity. Needs no model.</summary>
/// <remarks>
/// <para>
/// A mention's own <see cref="EntityMention.Candidates"/> are weighed where the extractor gave some; all other mentions are looked up in the graph's
/// <see cref="INodeIndex"/> with one call a question, and those that still have no candidate good enough in the approximate index, if the graph offers
/// one under the service key <see cref="LinkMethods.Embedding"/>, with one more. A text that is itself the id of a node names that node.
/// </para>
/// <para>
/// Candidates from <see cref="EntityLinkerOptions.ConsiderScore"/> on are ordered by their name score plus small shares for a matching type hint (0.10),
/// for nearness to the other nodes of the question (0.15) and for words of the node's name that the text supports (0.05), so that context decides
/// between names that fit alike and never lifts a name that does not fit. A hint that the type contradicts costs a tenth of the name score. The score
/// of a link is the name score times its share of belief, a softmax of that sum with temperature 0.02: two homonyms that nothing distinguishes get one
/// half each. Mentions of one wording in one part of a question get one answer.
/// </para>
/// <para>Safe for concurrent use; keeps nothing of a question. Deterministic; ties go as <see cref="EntityLinkerOptions.RefuseAmbiguous"/> says.</para>
/// </remarks>
public sealed class EntityLinker : IEntityLinker, IWarmableStage
{
    private const double HintWeight = 0.10;
    private const double CoherenceWeight = 0.15;
    private const double SupportWeight = 0.05;

    // More than coherence: of nodes of one name the question's type comes first.
    private const double NeedWeight = 0.20;
    private const double OtherTypeFactor = 0.9;
    private const double BeliefTemperature = 0.02;
    private const double VoteWeight = 0.5;
    private const int MaxContestedVoters = 8;
    private const int MaxVotersCandidates = 4;
    private readonly EntityLinkerOptions _options;
    private readonly LinkWords _words;

    /// <summary>A linker.</summary>
    /// <param name="options">How it decides; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public EntityLinker(EntityLinkerOptions? options = null)
    {
        _options = options ?? new EntityLinkerOptions();
        _options.Validate();
        _words = LinkWords.Of(_options.Language);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<EntityLink>> LinkAsync(
        IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(mentions);
        if (mentions.Count == 0)
        {
            return [];
        }

        // A lazy graph loads here and offers its capabilities only afterwards.
        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        List<LinkGroup> groups = Group(mentions);
        await CollectCandidatesAsync(graph, groups, cancellationToken).ConfigureAwait(false);
        var coverage = new LinkCoverage(question, await NameStatistics.ForAsync(graph, _words, cancellationToken).ConfigureAwait(false));
        RemoveHomographs(groups, coverage);
        Weigh(groups, question);
        await AddCoherenceAsync(graph, groups, cancellationToken).ConfigureAwait(false);

        var links = new EntityLink[mentions.Count];
        Dictionary<LinkGroup, EntityLink> decisions = DecideAll(groups, question, coverage);
        foreach ((LinkGroup group, EntityLink decision) in decisions)
        {
            foreach (int position in group.Positions)
            {
                links[position] = _options.RefuseAbsent && mentions[position].Assertion == Assertion.Absent
                    ? decision with { Mention = mentions[position], Node = null, Method = null, NilReason = NilReason.Negated }
                    : decision with { Mention = mentions[position] };
            }
        }

        return links;
    }

    /// <summary>Leaves out homographs of another type, such as the pathway "Disease"; a mention with no other candidate is refused.</summary>
    private static void RemoveHomographs(List<LinkGroup> groups, LinkCoverage coverage)
    {
        foreach (LinkGroup group in groups)
        {
            int removed = group.Candidates.RemoveAll(candidate => candidate.Method != LinkMethods.Id && coverage.IsHomograph(group.First, candidate));
            group.IsHomograph = removed > 0 && group.Candidates.Count == 0;
        }
    }

    private Dictionary<LinkGroup, EntityLink> DecideAll(List<LinkGroup> groups, MedicalQuestion question, LinkCoverage coverage)
    {
        NodeType? needed = NeededType.Find(question, groups, IsTakeable, _words);
        var decisions = new Dictionary<LinkGroup, EntityLink>();
        foreach (LinkGroup group in groups)
        {
            foreach (LinkCandidate candidate in group.Candidates)
            {
                candidate.IsNeeded = candidate.Node.Type == needed && LinkCoverage.IsConclusion(group.First);
                coverage.Measure(group.First, candidate);
            }

            decisions.Add(group, Decide(group));
        }

        if (_options.MinAnswerCoverage > 0)
        {
            RefusePartial(decisions, coverage);
        }

        return decisions;
    }

    /// <summary>Makes NIL of the links of options and answers that stand for too little of them.</summary>
    private void RefusePartial(Dictionary<LinkGroup, EntityLink> decisions, LinkCoverage coverage)
    {
        IEnumerable<LinkGroup> chosen = decisions.Where(static pair => pair.Value.Node is not null && LinkCoverage.IsConclusion(pair.Key.First))
            .Select(static pair => pair.Key);
        foreach (IGrouping<(MentionRole, string?), LinkGroup> part in chosen.ToLookup(static group => (group.First.Role, group.First.OptionLabel)))
        {
            LinkGroup[] groups = [.. part];
            NilReason?[] reasons = coverage.Judge([.. groups.Select(static group => (group.First, group.Candidates[0]))], _options.MinAnswerCoverage);
            for (int i = 0; i < groups.Length; i++)
            {
                decisions[groups[i]] = reasons[i] is { } reason ? Nil(groups[i], reason) : Take(groups[i]);
            }
        }
    }

    /// <inheritdoc />
    Task IWarmableStage.WarmUpAsync(IKnowledgeGraph graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return NameStatistics.ForAsync(graph, _words, cancellationToken).AsTask();
    }

    private static List<LinkGroup> Group(IReadOnlyList<EntityMention> mentions)
    {
        var groups = new List<LinkGroup>();
        var byWording = new Dictionary<(string Text, MentionRole Role, string? Option, NodeType? Hint), List<LinkGroup>>();
        for (int i = 0; i < mentions.Count; i++)
        {
            EntityMention mention = mentions[i] ?? throw new ArgumentException("A mention is null.", nameof(mentions));
            if (!byWording.TryGetValue((mention.Text, mention.Role, mention.OptionLabel, mention.TypeHint), out List<LinkGroup>? alike))
            {
                byWording.Add((mention.Text, mention.Role, mention.OptionLabel, mention.TypeHint), alike = []);
            }

            LinkGroup? group = alike.Find(other => other.First.Candidates.SequenceEqual(mention.Candidates));
            if (group is null)
            {
                group = new LinkGroup { First = mention };
                alike.Add(group);
                groups.Add(group);
            }

            group.Positions.Add(i);
        }

        return groups;
    }

    private async ValueTask CollectCandidatesAsync(IKnowledgeGraph graph, List<LinkGroup> groups, CancellationToken cancellationToken)
    {
        await CollectOfferedAsync(graph, groups, cancellationToken).ConfigureAwait(false);
        List<LinkGroup> open = groups.FindAll(group => group.Candidates.Count == 0);
        if (open.Count > 0)
        {
            INodeIndex index = graph.GetService<INodeIndex>() ?? throw new KnowledgeGraphException(
                "The graph offers no INodeIndex, so mentions without candidates cannot be looked up: return an INodeIndex from its GetService, or use an "
                    + "extractor that gives candidates.");
            await SearchAsync(index, open, cancellationToken).ConfigureAwait(false);
        }

        if (graph.GetService<INodeIndex>(LinkMethods.Embedding) is { } approximate)
        {
            open = groups.FindAll(group => !group.Candidates.Exists(candidate => candidate.NameScore >= _options.AcceptScore));
            if (open.Count > 0)
            {
                await SearchAsync(approximate, open, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask CollectOfferedAsync(IKnowledgeGraph graph, List<LinkGroup> groups, CancellationToken cancellationToken)
    {
        var ids = new List<NodeId>();
        foreach (LinkGroup group in groups)
        {
            IReadOnlyList<MentionCandidate> offered = group.First.Candidates;
            for (int i = 0; i < Math.Min(offered.Count, _options.MaxCandidates); i++)
            {
                ids.Add(offered[i].NodeId);
            }

            if (LooksLikeId(group.First.Text))
            {
                ids.Add(new NodeId(group.First.Text));
            }
        }

        if (ids.Count == 0)
        {
            return;
        }

        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        int next = 0;
        foreach (LinkGroup group in groups)
        {
            EntityMention mention = group.First;
            for (int i = 0; i < Math.Min(mention.Candidates.Count, _options.MaxCandidates); i++)
            {
                MentionCandidate offered = mention.Candidates[i];
                Add(group, nodes[next++], offered);
            }

            if (LooksLikeId(mention.Text))
            {
                Add(group, nodes[next++], new MentionCandidate { NodeId = new NodeId(mention.Text), Score = 1, Method = LinkMethods.Id });
            }
        }
    }

    private async ValueTask SearchAsync(INodeIndex index, List<LinkGroup> open, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (LinkGroup group in open)
        {
            if (positions.TryAdd(group.First.Text, texts.Count))
            {
                texts.Add(group.First.Text);
            }
        }

        var options = new NodeSearchOptions { MaxResults = _options.MaxCandidates, MinScore = _options.ConsiderScore };
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(texts, options, cancellationToken).ConfigureAwait(false);
        foreach (LinkGroup group in open)
        {
            foreach (ScoredNode node in found[positions[group.First.Text]])
            {
                var offered = new MentionCandidate { NodeId = node.Node.Id, Score = node.Score, Method = node.Method, MatchedName = node.MatchedName };
                Add(group, node.Node, offered);
            }
        }
    }

    /// <summary>Adds a candidate; of two that name the same node the better one stays.</summary>
    private static void Add(LinkGroup group, KgNode? node, MentionCandidate offered)
    {
        if (node is null || !(offered.Score > 0))
        {
            return;
        }

        NodeType? hint = group.First.TypeHint;
        bool contradicts = hint is { } expected && node.Type != expected;
        var candidate = new LinkCandidate
        {
            Node = node,
            NameScore = Round(Math.Min(1, offered.Score) * (contradicts ? OtherTypeFactor : 1)),
            Method = offered.Method,
            MatchedName = offered.MatchedName,
            MatchedText = offered.MatchedText,
            Found = offered.Relation,
            MatchesHint = hint is not null && !contradicts,
        };
        int known = group.Candidates.FindIndex(other => other.Node.Id == node.Id);
        if (known < 0)
        {
            group.Candidates.Add(candidate);
        }
        else if (candidate.NameScore > group.Candidates[known].NameScore)
        {
            group.Candidates[known] = candidate;
        }
    }

    private void Weigh(List<LinkGroup> groups, MedicalQuestion question)
    {
        var words = new Dictionary<(MentionRole Role, string? Option), FrozenSet<string>>();
        foreach (LinkGroup group in groups)
        {
            int takeable = group.Candidates.Count(candidate => candidate.NameScore >= _options.AcceptScore);
            group.IsContested = takeable > 1;
            if (!group.IsContested)
            {
                continue;
            }

            (MentionRole, string?) part = (group.First.Role, group.First.OptionLabel);
            if (!words.TryGetValue(part, out FrozenSet<string>? ofPart))
            {
                words.Add(part, ofPart = NameSupport.Words(QuestionParts.SupportingText(question, group.First)));
            }

            foreach (LinkCandidate candidate in group.Candidates)
            {
                candidate.Support = NameSupport.Measure(candidate.Node.Name, ofPart);
            }
        }
    }

    private async ValueTask AddCoherenceAsync(IKnowledgeGraph graph, List<LinkGroup> groups, CancellationToken cancellationToken)
    {
        List<LinkGroup> contested = groups.FindAll(group => group.IsContested);
        if (contested.Count == 0 || groups.Count == 1 || _options.MaxEdgesPerNode == 0)
        {
            return;
        }

        var anchors = new List<NodeId>();
        var seen = new HashSet<NodeId>();
        foreach (LinkGroup group in groups)
        {
            if (anchors.Count < _options.MaxAnchors && !group.IsContested
                && group.Candidates.Find(candidate => candidate.NameScore >= _options.AcceptScore) is { } sure && seen.Add(sure.Node.Id))
            {
                anchors.Add(sure.Node.Id);
            }
        }

        var nodes = new List<NodeId>(anchors);
        foreach (LinkGroup group in contested)
        {
            foreach (LinkCandidate candidate in group.Candidates)
            {
                if (seen.Add(candidate.Node.Id))
                {
                    nodes.Add(candidate.Node.Id);
                }
            }
        }

        CoherenceMap map = await CoherenceMap.LoadAsync(graph, nodes, _options.MaxEdgesPerNode, cancellationToken).ConfigureAwait(false);
        foreach (LinkGroup group in contested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<LinkGroup> voters = contested.FindAll(other => !ReferenceEquals(other, group) && !SharesCandidate(other, group));
            foreach (LinkCandidate candidate in group.Candidates)
            {
                double doubt = 1;
                foreach (NodeId anchor in anchors)
                {
                    doubt *= 1 - map.Nearness(candidate.Node.Id, anchor);
                }

                foreach (LinkGroup voter in voters.Take(MaxContestedVoters))
                {
                    double nearest = 0;
                    foreach (LinkCandidate other in voter.Candidates.Take(MaxVotersCandidates))
                    {
                        nearest = Math.Max(nearest, map.Nearness(candidate.Node.Id, other.Node.Id));
                    }

                    doubt *= 1 - (VoteWeight * nearest);
                }

                candidate.Coherence = Round(1 - doubt);
            }
        }
    }

    /// <summary>Two wordings of the same doubt would only confirm each other.</summary>
    private static bool SharesCandidate(LinkGroup left, LinkGroup right) =>
        left.Candidates.Exists(candidate => right.Candidates.Exists(other => other.Node.Id == candidate.Node.Id));

    private EntityLink Decide(LinkGroup group)
    {
        List<LinkCandidate> candidates = group.Candidates;
        if (candidates.Count == 0)
        {
            return new EntityLink { Mention = group.First, NilReason = group.IsHomograph ? NilReason.Refused : NilReason.NoCandidate };
        }

        foreach (LinkCandidate candidate in candidates)
        {
            candidate.Rank = Round(candidate.NameScore + (HintWeight * (candidate.MatchesHint ? 1 : 0)) + (NeedWeight * (candidate.IsNeeded ? 1 : 0))
                + (CoherenceWeight * candidate.Coherence) + (SupportWeight * candidate.Support));
        }

        double top = candidates.Where(IsTakeable).Select(candidate => candidate.Rank).DefaultIfEmpty(double.NaN).Max();
        if (double.IsNaN(top))
        {
            foreach (LinkCandidate candidate in candidates)
            {
                candidate.Certainty = candidate.NameScore;
            }

            candidates.Sort(ByScore);
            return Nil(group, NilReason.BelowThreshold);
        }

        double belief = candidates.Sum(candidate => Belief(candidate, top));
        foreach (LinkCandidate candidate in candidates)
        {
            candidate.Certainty = Round(candidate.NameScore * Belief(candidate, top) / belief);
        }

        // Those that cannot be distinguished from the first one change places by preference only.
        candidates.Sort((left, right) =>
        {
            bool leftLeads = IsTakeable(left) && top - left.Rank < _options.AmbiguityMargin;
            bool rightLeads = IsTakeable(right) && top - right.Rank < _options.AmbiguityMargin;
            return leftLeads && rightLeads ? ByPreference(left, right)
                : leftLeads != rightLeads ? rightLeads.CompareTo(leftLeads)
                : ByScore(left, right);
        });
        bool isAmbiguous = candidates.Count > 1 && IsTakeable(candidates[1]) && top - candidates[1].Rank < _options.AmbiguityMargin;
        return isAmbiguous && _options.RefuseAmbiguous
            ? Nil(group, NilReason.Ambiguous)
            : Take(group);
    }

    private EntityLink Take(LinkGroup group)
    {
        LinkCandidate chosen = group.Candidates[0];
        string name = NameOf(chosen);
        return new EntityLink
        {
            Mention = group.First,
            Node = chosen.Node,
            Score = chosen.Score,
            Method = chosen.Method,
            Relation = chosen.Relation,
            Coverage = Round(chosen.Coverage),
            Twins = [.. group.Candidates.Skip(1).Where(other => IsTakeable(other) && NameOf(other) == name).Select(static other => other.Node.Id)],
            Candidates = Record(group.Candidates),
        };
    }

    private string NameOf(LinkCandidate candidate) => TermNormalizer.Normalize(candidate.MatchedName ?? candidate.Node.Name, _words.Language);

    private bool IsTakeable(LinkCandidate candidate) => candidate.NameScore >= _options.AcceptScore;

    private static double Belief(LinkCandidate candidate, double top) => Math.Exp((Math.Min(candidate.Rank, top) - top) / BeliefTemperature);

    private EntityLink Nil(LinkGroup group, NilReason reason) => new()
    {
        Mention = group.First,
        Score = group.Candidates[0].Score,
        NilReason = reason,
        Relation = group.Candidates[0].Relation,
        Coverage = Round(group.Candidates[0].Coverage),
        Candidates = Record(group.Candidates),
    };

    private MentionCandidate[] Record(List<LinkCandidate> candidates) =>
        [.. candidates.Take(_options.MaxCandidates).Select(candidate => candidate.ToMentionCandidate())];

    private int ByScore(LinkCandidate left, LinkCandidate right)
    {
        int order = right.Score.CompareTo(left.Score);
        return order != 0 ? order : ByPreference(left, right);
    }

    private int ByPreference(LinkCandidate left, LinkCandidate right)
    {
        int order = Preference(left.Node.Type).CompareTo(Preference(right.Node.Type));
        if (order == 0)
        {
            order = left.Node.Type.CompareTo(right.Node.Type);
        }

        return order != 0 ? order : left.Node.Id.CompareTo(right.Node.Id);
    }

    private int Preference(NodeType type)
    {
        for (int i = 0; i < _options.TypePreference.Count; i++)
        {
            if (_options.TypePreference[i] == type)
            {
                return i;
            }
        }

        return _options.TypePreference.Count;
    }

    private static bool LooksLikeId(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1 && !text.AsSpan().ContainsAny(' ', '\t', '\n');
    }

    private static double Round(double value) => Math.Round(value, 9, MidpointRounding.ToEven);
}
