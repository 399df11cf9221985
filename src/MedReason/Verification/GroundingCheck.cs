using MedReason.Questions;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>The check of one chain against what was read of the graph.</summary>
internal sealed class GroundingCheck(
    KnowledgeGraphMetadata metadata, RequestReading reading, EdgeLookup lookup, NodeNames names, ProseCheck prose, FindingList findings)
{
    private readonly VerificationRequest _request = reading.Request;
    private readonly HashSet<int> _groundedSteps = [];
    private readonly HashSet<ChainClaim> _claims = [];
    private readonly HashSet<ChainClaim> _standing = [];
    private HashSet<NodeId>? _asked;

    private ReasoningChain Chain => _request.Chain;

    private IReadOnlyList<EvidencePath> Paths => _request.Chain.Evidence.Paths;

    /// <summary>Checks citations, claims and words, step by step.</summary>
    /// <param name="mentions">What the lexicon finds in each step; null where the graph has none.</param>
    public void CheckSteps(IReadOnlyList<IReadOnlyList<EntityMention>>? mentions)
    {
        CheckTextOrder();
        var before = new List<ProseText>(Chain.Steps.Count);
        var text = new TextMatch(Chain.Text);
        if (Chain.Steps.Count == 0)
        {
            Add(ReasonCodes.NoStep, null, "The chain has no step.");
        }

        for (int i = 0; i < Chain.Steps.Count; i++)
        {
            ChainStep step = Chain.Steps[i];
            ProseText words = reading.Step(i);
            before.Add(words);
            bool resolves = CheckCitations(i, step, words);
            bool areInGraph = CheckClaims(i, step);
            prose.CheckStep(i, step, words, mentions?[i], before);
            if (!text.Names(step.Text))
            {
                Add(ReasonCodes.StepNotInText, i, "The chain's text does not contain this step.");
            }

            if (!step.IsBackground && resolves && areInGraph && step.PathIndexes.Count > 0 && step.Claims.Count > 0)
            {
                _groundedSteps.Add(i);
            }
        }
    }

    /// <summary>Checks what the chain concludes.</summary>
    public void CheckConclusion()
    {
        MedicalQuestion question = _request.Question;
        if (string.IsNullOrWhiteSpace(Chain.Answer) && Chain.AnswerLabel is null)
        {
            Add(ReasonCodes.NoConclusion, null, "The chain reaches no answer.");
            return;
        }

        AnswerOption? option = question.FindOption(Chain.AnswerLabel);
        bool isOption = Chain.AnswerLabel is null || (option is not null && (Chain.Answer is null || TextMatch.IsSame(Chain.Answer, option.Text)
            || (IsKnownLabel(option.Label) && TextMatch.IsSame(Chain.Answer, question.Answer))));
        if (!isOption)
        {
            Add(
                ReasonCodes.UnknownOption, null, "The chain's label and answer are not those of an option.",
                option is null ? string.Join(", ", question.Options.Select(entry => entry.Label)) : option.Text,
                option is null ? Chain.AnswerLabel : Chain.Answer);
        }

        CheckConclusionWords(option);
        CheckReach(option);
        if (_request.Mode == ReasoningMode.Explain && !IsKnownAnswer())
        {
            Add(ReasonCodes.AnswerMismatch, null, "The chain concludes something else than the known answer.", Format(
                question.AnswerLabel, question.Answer), Format(Chain.AnswerLabel, Chain.Answer));
        }
    }

    /// <summary>What came out.</summary>
    public ChainVerdict GetVerdict() => findings.ToVerdict(Measure());

    /// <summary>The text gives the steps in their order.</summary>
    private void CheckTextOrder()
    {
        int at = 0;
        for (int i = 0; i < Chain.Steps.Count; i++)
        {
            int place = Chain.Text.IndexOf(Chain.Steps[i].Text, at, StringComparison.Ordinal);
            if (place < 0 && Chain.Text.Contains(Chain.Steps[i].Text, StringComparison.Ordinal))
            {
                Add(ReasonCodes.StepOrder, i, "The chain's text gives this step before an earlier one.");
                return;
            }

            at = place < 0 ? at : place + Chain.Steps[i].Text.Length;
        }
    }

    private bool CheckCitations(int index, ChainStep step, ProseText text)
    {
        bool resolves = true;
        if (step.PathIndexes.Count == 0 && !step.IsBackground)
        {
            Add(ReasonCodes.StepWithoutCitation, index, "The step cites no path and is not marked as background.");
        }

        if (step.Claims.Count == 0 && !step.IsBackground)
        {
            Add(ReasonCodes.StepWithoutClaim, index, "The step makes no claim in the graph's terms and is not marked as background.");
        }

        foreach (int citation in step.PathIndexes)
        {
            if (citation < 0 || citation >= Paths.Count)
            {
                resolves = false;
                Add(
                    ReasonCodes.CitationUnresolved, index, "The step cites a path that was not offered.",
                    $"0 to {Paths.Count - 1}", citation.ToString(System.Globalization.CultureInfo.InvariantCulture));
                continue;
            }

            resolves &= CheckPath(index, Paths[citation].Path);
            CheckOrigin(index, Paths[citation].Path);
            if (step.Claims.Any(claim => IsOnPath(claim, citation)))
            {
                continue;
            }

            foreach (KgNode node in Paths[citation].Path.Nodes.Where(node => !names.IsNamed(text, node.Id)))
            {
                Add(ReasonCodes.EntityNotNamed, index, "The step makes no claim on a path that it cites, and does not name one of its entities.", node.Name,
                    null);
            }
        }

        return resolves;
    }

    /// <summary>Evidence starts, or if it runs the other way ends, at what the question names.</summary>
    private void CheckOrigin(int index, KgPath path)
    {
        HashSet<NodeId> asked = _asked ??=
        [
            .. _request.Links.Where(link => link is { Node: not null, Mention.Role: MentionRole.Question or MentionRole.Context })
                .SelectMany(static link => link.Twins.Prepend(link.Node!.Id)),
        ];
        if (_request.IsEvidenceOffered && asked.Count > 0 && !asked.Contains(path.Nodes[0].Id) && !asked.Contains(path.Nodes[^1].Id))
        {
            Add(ReasonCodes.PathOfOtherQuestion, index, "A cited path touches nothing that the question names.", null, path.ToString());
        }
    }

    private bool CheckPath(int index, KgPath path)
    {
        for (int i = 0; i < path.Hops.Count; i++)
        {
            KgNode from = path.Nodes[i];
            KgNode to = path.Nodes[i + 1];
            foreach (KgHopRelation relation in path.Hops[i].Relations)
            {
                (NodeId source, NodeId target) = relation.IsForward ? (from.Id, to.Id) : (to.Id, from.Id);
                bool hasEdge = relation.IsForward
                    ? lookup.HasEdge(source, relation.Relation, target)
                    : lookup.GetRelations(from.Id, to.Id).Contains((relation.Relation, false)) || IsSymmetricEdge(from.Id, relation.Relation, to.Id);
                if (hasEdge && lookup.FindRelation(relation.Relation)?.Polarity == relation.Polarity)
                {
                    continue;
                }

                if (!hasEdge && lookup.IsUndecided(from.Id, to.Id))
                {
                    AddUndecided(index, source, relation.Relation, target);
                }
                else
                {
                    Add(ReasonCodes.CitedPathNotInGraph, index, "A cited path holds an edge that the graph does not.", null, Format(
                        source, relation.Relation, target));
                }

                return false;
            }
        }

        return true;
    }

    private bool IsSymmetricEdge(NodeId from, RelationType relation, NodeId to) =>
        lookup.FindRelation(relation) is { IsSymmetric: true } && lookup.GetRelations(from, to).Contains((relation, true));

    private bool CheckClaims(int index, ChainStep step)
    {
        bool areInGraph = true;
        foreach (ChainClaim claim in step.Claims)
        {
            _claims.Add(claim);
            if (!CheckClaim(index, claim))
            {
                areInGraph = false;
                continue;
            }

            _standing.Add(claim);
            if (step.PathIndexes.Count > 0 && !step.PathIndexes.Any(citation => IsOnPath(claim, citation)))
            {
                Add(
                    ReasonCodes.ClaimNotCited, index, "The graph contains the claim, but none of the paths that the step cites does.", null,
                    Format(claim.Subject, claim.Relation, claim.Object), FindingSeverity.Warning);
            }
        }

        return areInGraph;
    }

    private bool CheckClaim(int index, ChainClaim claim)
    {
        string stated = Format(claim.Subject, claim.Relation, claim.Object);
        if (lookup.FindNode(claim.Subject) is null || lookup.FindNode(claim.Object) is null)
        {
            NodeId unknown = lookup.FindNode(claim.Subject) is null ? claim.Subject : claim.Object;
            Add(ReasonCodes.ClaimEntityUnknown, index, "A claim speaks of a node that the graph does not have.", null, unknown.Value);
            return false;
        }

        if (lookup.HasEdge(claim.Subject, claim.Relation, claim.Object))
        {
            Polarity polarity = lookup.FindRelation(claim.Relation)?.Polarity ?? Polarity.Affirmed;
            if (polarity == claim.Polarity)
            {
                return true;
            }

            Add(ReasonCodes.ClaimPolarity, index, "The graph contains the claimed edge with another polarity.", polarity.ToString(),
                claim.Polarity.ToString());
            return false;
        }

        IReadOnlyCollection<(RelationType Relation, bool IsForward)> relations = lookup.GetRelations(claim.Subject, claim.Object);
        if (relations.Any(entry => entry.Relation == claim.Relation))
        {
            Add(ReasonCodes.ClaimDirection, index, "The claimed edge runs the other way.", Format(claim.Object, claim.Relation, claim.Subject), stated);
        }
        else if (lookup.IsUndecided(claim.Subject, claim.Object))
        {
            AddUndecided(index, claim.Subject, claim.Relation, claim.Object);
        }
        else if (relations.Count > 0)
        {
            Add(
                ReasonCodes.ClaimRelation, index, "Other relations join the two nodes, the claimed one does not.",
                string.Join(", ", relations.Select(entry => entry.Relation.Value).Distinct()), claim.Relation.Value);
        }
        else
        {
            Add(ReasonCodes.ClaimNotInGraph, index, "No edge joins the two nodes of a claim.", null, stated);
        }

        return false;
    }

    private void CheckConclusionWords(AnswerOption? option)
    {
        string? words = ChainSections.FindConclusion(Chain.Text);
        prose.CheckConclusion(words ?? string.Empty);
        var text = new TextMatch(words ?? (Chain.Steps.Count > 0 ? Chain.Steps[^1].Text : Chain.Text));
        bool isNamed = (Chain.Answer is not null && text.Names(Chain.Answer)) || (option is not null && text.Names($"option {option.Label}"));
        if (!isNamed)
        {
            Add(ReasonCodes.ConclusionNotNamed, null, "The conclusion's words do not name the chain's answer.", Chain.Answer ?? Chain.AnswerLabel, words);
        }
    }

    private void CheckReach(AnswerOption? option)
    {
        if (_request.Mode == ReasoningMode.Explain && PolarChoice.Of(_request.Question) is not null)
        {
            CheckStatement(option);
            return;
        }

        bool isExcept = _request.Question.Ask == QuestionAsk.Except && option is not null;
        bool isReached = isExcept ? IsExceptionArgued(option!) : GetConclusionParts(option).All(IsReached);
        if (!isReached)
        {
            Add(ReasonCodes.AnswerNotReached, null, isExcept
                ? "No grounded step reaches one of the other options."
                : "No grounded step reaches an entity of the conclusion.", Format(Chain.AnswerLabel, Chain.Answer), null);
        }

        OptionEvidence? contrast = Chain.Evidence.Contrast.FirstOrDefault(entry => string.Equals(entry.Label, option?.Label, StringComparison.Ordinal));
        if (contrast is null)
        {
            return;
        }

        bool isUnsupported = isExcept
            ? contrast.Score > 0 && Chain.Evidence.Contrast.All(entry => entry == contrast || entry.Score < contrast.Score)
            : contrast.Support == OptionSupport.Opposed;
        if (isUnsupported)
        {
            Add(
                ReasonCodes.ConclusionUnsupported, null,
                isExcept ? "The evidence supports the exception best of all options." : "The evidence opposes what the chain concludes.", null, option!.Label);
        }
    }

    /// <summary>A yes/no question is answered by evidence that joins the two ends of its statement, and that does not say the contrary.</summary>
    private void CheckStatement(AnswerOption? option)
    {
        ReadStatement? statement = StatementReader.Read(metadata, _request.Question, _request.Links);
        KgPath[] cited = statement is null
            ? []
            :
            [
                .. _groundedSteps.SelectMany(index => Chain.Steps[index].PathIndexes).Distinct().Select(index => Paths[index].Path)
                    .Where(statement.IsJoinedBy),
            ];
        if (cited.Length == 0)
        {
            Add(
                ReasonCodes.AnswerNotReached, null, statement is null
                    ? "The question was not read as a statement about two entities, so that no step reaches an answer."
                    : "No grounded step joins the two ends of the statement that is asked about.",
                Format(Chain.AnswerLabel, Chain.Answer), null);
            return;
        }

        string? answer = option?.Text ?? Chain.Answer;
        StatementSupport support = statement!.Judge(cited, lookup.FindRelation);
        if ((PolarChoice.IsYes(answer) && support == StatementSupport.Contradicted) || (PolarChoice.IsNo(answer) && support == StatementSupport.Stated))
        {
            Add(ReasonCodes.ConclusionUnsupported, null, "The evidence opposes what the chain concludes.", null, answer);
        }
    }

    private bool IsOpenSearch => _request.Mode == ReasoningMode.Answer && _request.Question.Options.Count == 0;

    /// <summary>Whether a grounded step rests on a supporting path that ends at one of the nodes, and makes a claim about it.</summary>
    /// <remarks>
    /// A path that only sets out from such a node, or passes it on the way to another option, does not reach it. Where an open question's answer is
    /// sought, paths run among the question's own entities and the conclusion may be anywhere on them.
    /// </remarks>
    private bool IsReached(IReadOnlyCollection<NodeId> nodes) => _groundedSteps.Any(index => Chain.Steps[index].PathIndexes.Any(citation =>
        Paths[citation].Stance == EvidenceStance.Supports
        && (IsOpenSearch ? Paths[citation].Path.Nodes.Any(node => nodes.Contains(node.Id)) : nodes.Contains(Paths[citation].Path.Nodes[^1].Id))
        && Chain.Steps[index].Claims.Any(claim => nodes.Contains(claim.Subject) || nodes.Contains(claim.Object))));

    private bool IsExceptionArgued(AnswerOption option) => _groundedSteps.Any(index => Chain.Steps[index].PathIndexes.Any(citation =>
    {
        bool isOwn = string.Equals(Paths[citation].OptionLabel, option.Label, StringComparison.Ordinal);
        return isOwn
            ? Paths[citation].Stance == EvidenceStance.Opposes
            : Paths[citation].OptionLabel is not null && Paths[citation].Stance == EvidenceStance.Supports;
    }));

    /// <summary>The entities of the conclusion; those of each part where the conclusion is that all of several options hold.</summary>
    private IReadOnlyList<IReadOnlyCollection<NodeId>> GetConclusionParts(AnswerOption? option)
    {
        QuestionEntities entities = reading.Entities;
        OptionCombination? combination = entities.Combinations.FirstOrDefault(entry => string.Equals(entry.Label, option?.Label, StringComparison.Ordinal));
        if (combination is { Kind: OptionCombinationKind.All })
        {
            return [.. combination.Labels.Select(label => entities.OfOption(label))];
        }

        HashSet<NodeId> nodes = [.. entities.OfOption(option?.Label)];
        if (nodes.Count > 0)
        {
            return [nodes];
        }

        // An open answer: what the answer's text was linked to, and what the evidence itself calls by that name; not what only the rationale names.
        if (IsKnownAnswer())
        {
            nodes.UnionWith(entities.Answer);
        }

        var answer = new TextMatch(Chain.Answer ?? string.Empty);
        foreach (KgNode node in Chain.Evidence.Paths.SelectMany(path => path.Path.Nodes))
        {
            if (answer.IsNameOf(lookup.FindNode(node.Id) ?? node))
            {
                nodes.Add(node.Id);
            }
        }

        return [nodes];
    }

    private bool IsKnownLabel(string? label) => label is not null && string.Equals(label, _request.Question.AnswerLabel, StringComparison.Ordinal);

    /// <summary>Whether the chain concludes the known answer: by label, by words, or by the entity that the whole answer names.</summary>
    private bool IsKnownAnswer()
    {
        MedicalQuestion question = _request.Question;
        if (Chain.AnswerLabel is not null && question.AnswerLabel is not null && IsKnownLabel(Chain.AnswerLabel))
        {
            return true;
        }

        if (TextMatch.IsSame(Chain.Answer, question.Answer ?? question.FindOption(question.AnswerLabel)?.Text))
        {
            return true;
        }

        return _request.Links.Any(link => link is { Node: { } node, Mention.Role: MentionRole.Answer }
            && TextMatch.IsSame(link.Mention.Text, question.Answer)
            && new TextMatch(Chain.Answer ?? string.Empty).IsNameOf(node));
    }

    private bool IsOnPath(ChainClaim claim, int citation)
    {
        if (citation < 0 || citation >= Paths.Count)
        {
            return false;
        }

        KgPath path = Paths[citation].Path;
        for (int i = 0; i < path.Hops.Count; i++)
        {
            bool isForward = path.Nodes[i].Id == claim.Subject && path.Nodes[i + 1].Id == claim.Object;
            bool isReverse = path.Nodes[i].Id == claim.Object && path.Nodes[i + 1].Id == claim.Subject;
            if ((isForward || isReverse) && path.Hops[i].Relations.Any(relation => relation.Relation == claim.Relation))
            {
                return true;
            }
        }

        return false;
    }

    private GroundingMeasures Measure()
    {
        HashSet<KgEdge> reference = [.. (_request.ReferenceEdges ?? CitedEdges()).Select(Canonical)];
        HashSet<KgEdge> claimed =
            [.. _claims.Select(claim => Canonical(new KgEdge { Source = claim.Subject, Relation = claim.Relation, Target = claim.Object }))];
        HashSet<KgEdge> recalled = [.. reference.Where(claimed.Contains)];
        HashSet<NodeId> referenceNodes = [.. reference.SelectMany(Ends)];
        HashSet<NodeId> claimedNodes = [.. claimed.SelectMany(Ends)];
        int stepCount = Chain.Steps.Count(step => !step.IsBackground);
        return new GroundingMeasures
        {
            NodeCoverage = Share(referenceNodes.Count(claimedNodes.Contains), referenceNodes.Count),
            StructuralCorrectness = Share(recalled.Count, reference.Count),
            ChainCompleteness = Share(PairComponents.Largest([.. recalled.Select(edge => (edge.Source, edge.Target))]), reference.Count),
            IsSelfReferenced = _request.ReferenceEdges is null,
            ClaimPrecision = Share(_standing.Count, _claims.Count),
            GroundedStepShare = Share(_groundedSteps.Count, stepCount),
            ReadClaimShare = Share(prose.ReadClaims, Chain.Steps.Sum(step => step.Claims.Count)),
            ClaimCount = _claims.Count,
            StepCount = stepCount,
        };
    }

    private IEnumerable<KgEdge> CitedEdges()
    {
        foreach (int citation in Chain.Steps.SelectMany(step => step.PathIndexes).Where(index => index >= 0 && index < Paths.Count).Distinct())
        {
            KgPath path = Paths[citation].Path;
            for (int i = 0; i < path.Hops.Count; i++)
            {
                foreach (KgHopRelation relation in path.Hops[i].Relations)
                {
                    yield return new KgEdge
                    {
                        Source = path.Nodes[relation.IsForward ? i : i + 1].Id,
                        Relation = relation.Relation,
                        Target = path.Nodes[relation.IsForward ? i + 1 : i].Id,
                    };
                }
            }
        }
    }

    /// <summary>One form for both directions of a symmetric relation.</summary>
    private KgEdge Canonical(KgEdge edge) => lookup.FindRelation(edge.Relation) is { IsSymmetric: true } && edge.Target < edge.Source
        ? edge with { Source = edge.Target, Target = edge.Source }
        : edge;

    private static NodeId[] Ends(KgEdge edge) => [edge.Source, edge.Target];

    private static double? Share(int part, int whole) => whole == 0 ? null : Math.Round((double)part / whole, 9);

    private void AddUndecided(int index, NodeId source, RelationType relation, NodeId target)
    {
        findings.IsUndecided = true;
        Add(
            ReasonCodes.GraphTruncated, index, "The graph cut the list of a node's edges, so that the edge can be neither confirmed nor denied.", null,
            Format(source, relation, target), FindingSeverity.Warning);
    }

    private static string Format(NodeId source, RelationType relation, NodeId target) => $"{source} {relation} {target}";

    private static string? Format(string? label, string? answer) => label is null ? answer : answer is null ? label : $"{label}: {answer}";

    private void Add(
        string code, int? step, string message, string? expected = null, string? actual = null, FindingSeverity severity = FindingSeverity.Error) =>
        findings.Add(code, severity, step, message, expected, actual);
}
