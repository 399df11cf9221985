using System.Globalization;
using MedReason.Paths;
using MedReason.Questions;
using MedReason.Verification;

namespace MedReason.Pipeline;

/// <summary>Finds what argues for each conclusion, offers the ranker these paths alone, and grades what it chose.</summary>
/// <param name="stages">The parts of the pipeline.</param>
/// <param name="options">The options of the run.</param>
internal sealed class ArgumentStage(PipelineStages stages, RunOptions options)
{
    private const string NoMeaning =
        "None of the graph's relations has a meaning that an argument uses; give it a relation table, or set MinGrade to None.";

    /// <summary>Determines what the question asks for, and chooses among nodes of one name those that can carry an argument for it.</summary>
    public async Task<QuestionProgress> ChooseTwinsAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        if (options.MinGrade == EvidenceGrade.None)
        {
            return progress;
        }

        IntentReading intent = await options.IntentReader.ReadAsync(progress.View!.ForArguing, cancellationToken).ConfigureAwait(false);
        return progress with
        {
            Intent = intent,
            Links = await TwinLinks.ChooseAsync(
                stages.Graph, progress.Links, [.. options.Arguments.For(intent.Intent)], cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Finds the arguments of a question.</summary>
    /// <returns>The arguments; null when none are sought: by the options, for an exception, or without anything that may be concluded.</returns>
    public async Task<QuestionArguments?> FindAsync(QuestionProgress progress, CancellationToken cancellationToken)
    {
        Conclusions conclusions = progress.Conclusions!;
        if (options.MinGrade == EvidenceGrade.None || conclusions.Groups.Count == 0)
        {
            return null;
        }

        MedicalQuestion question = conclusions.WrittenQuestion;
        IntentReading intent = progress.Intent!;
        var search = new ArgumentSearch(stages.Graph, stages.Finder, options.Arguments);
        var counts = MeaningCounts.For(stages.Graph);
        HashSet<NodeId> excluded = ArgumentStarts.FindExcluded(progress, [.. options.Arguments.For(intent.Intent)], counts);
        NodeId[] starts = [.. progress.Search!.Pairs.Select(static pair => pair.Pair.From).Where(start => !excluded.Contains(start)).Distinct()];
        HashSet<NodeId> narrowed = FindNarrowed(progress.Links);
        HashSet<NodeId> asked = ArgumentStarts.FindAsked(progress);
        async Task<(IReadOnlyList<FoundArgument> Found, ArgumentAssessment Assessment)> ArgueAsync(
            IEnumerable<PathPair> pairs, IReadOnlyList<ConclusionGroup> groups)
        {
            IReadOnlyList<FoundArgument> all = await search.RunAsync(
                intent.Intent, [.. pairs], progress.Metadata!, options.Filter, options.MaxExpandedEdges, cancellationToken).ConfigureAwait(false);
            FoundArgument[] found = [.. all.Where(argument => (!narrowed.Contains(argument.End) || !EndsInClass(argument.Line))
                && (asked.Contains(argument.Start) || !IsMembership(argument.Line)))];
            FindingFrequencies frequencies = await FindingFrequencies.ReadAsync(stages.Graph, found, cancellationToken).ConfigureAwait(false);
            return (found, new ArgumentAssessment(found, groups, TwinLinks.GetRepresentatives(progress.Links), counts, frequencies));
        }

        (IReadOnlyList<FoundArgument> found, ArgumentAssessment assessment) = await ArgueAsync(
            question.Ask == QuestionAsk.Except ? [] : progress.Search.Pairs.Select(static pair => pair.Pair).Where(pair => !excluded.Contains(pair.From)),
            conclusions.Groups).ConfigureAwait(false);
        double? pValue = null;
        if (options.Mode == ReasoningMode.Explain && question.Options.Count == 0 && conclusions.Groups.Count == 1 && found.Count > 0)
        {
            IReadOnlyList<ConclusionGroup> drawn = await new AnswerDraws(stages.Graph, options.Seed).DrawAsync(
                conclusions.Groups[0].Nodes, starts, question.Id, node => CanEnd(node, intent, counts), cancellationToken).ConfigureAwait(false);
            (_, ArgumentAssessment others) = await ArgueAsync(
                starts.SelectMany(start => drawn.Select(group => new PathPair { From = start, To = group.Nodes[0] })), drawn).ConfigureAwait(false);
            pValue = drawn.Count == 0 ? null : AnswerDraws.GetPValue(assessment.GetStrength(0), others, drawn.Count);
        }

        return new QuestionArguments(intent, found, assessment)
        {
            Parts = Compare(progress, assessment),
            Paths = [.. Enumerable.Range(0, conclusions.Groups.Count).SelectMany(assessment.GetPaths).Distinct()],
            PValue = pValue,
        };
    }

    /// <summary>Returns what the ranker chooses from: the arguments for a conclusion and direct counter-evidence; everything when nothing argues.</summary>
    public static PathSearchResult Narrow(PathSearchResult search, QuestionArguments? arguments, IReadOnlyList<NodeId> denied)
    {
        ILookup<PathPair, KgPath>? byPair = arguments?.Paths.ToLookup(static path => new PathPair { From = path.Nodes[0].Id, To = path.Nodes[^1].Id });
        if (byPair is null or { Count: 0 })
        {
            return search;
        }

        return search with
        {
            Pairs =
            [
                .. search.Pairs.Select(pair => pair with
                {
                    Paths =
                    [
                        .. byPair[pair.Pair],
                        .. pair.Paths.Where(path => IsCounterEvidence(path, denied)),
                    ],
                }),
            ],
        };
    }

    /// <summary>Adds to the evidence what its paths argue, how the options compare, and its grade.</summary>
    /// <returns>The evidence, and why the question ends here; null when the evidence suffices.</returns>
    public (EvidenceSet Evidence, (string Reason, string Detail)? Refusal) Grade(EvidenceSet evidence, QuestionArguments arguments, QuestionProgress progress)
    {
        Conclusions conclusions = progress.Conclusions!;
        MedicalQuestion question = conclusions.WrittenQuestion;
        List<ConclusionGroup> groups = [.. conclusions.Groups];
        ArgumentAssessment assessment = arguments.Assessment;
        var names = arguments.Found.GroupBy(static one => one.Path).ToDictionary(static group => group.Key, static group => group.First().Line.Name);
        int? favored = FindFavored(arguments);
        IReadOnlyList<int> subject = options.Mode == ReasoningMode.Answer
            ? favored is { } best ? [best] : []
            : progress.Answer!.AreFromRationale ? []
            : FindAnswer(groups, conclusions.Answer, progress.View!.Known);
        (EvidenceGrade grade, string? reason, int? stronger) = assessment.Grade(subject, IsComparable(question, groups, arguments), arguments.PValue);
        (string Reason, string Detail)? gap = FindGap(grade, progress, subject, arguments);
        grade = gap is null ? grade : EvidenceGrade.Associated;
        grade = IsByAbsence(evidence, progress.View!.Known) ? EvidenceGrade.Absence : grade;
        EvidenceSet graded = AddOpposition(evidence, groups, assessment) with
        {
            Intent = arguments.Intent,
            Grade = grade,
            PValue = arguments.PValue,
            ContestedBy = stronger is { } group && !conclusions.AreLabelsMadeUp ? conclusions.Groups[group].Label : null,
            FavoredLabel = question.Ask == QuestionAsk.Except ? evidence.FavoredLabel : favored is { } first ? conclusions.Groups[first].Label : null,
        };
        graded = graded with
        {
            Paths = [.. graded.Paths.Select(path => names.TryGetValue(path.Path, out string? name) ? path with { Argument = name } : path)],
            Contrast = [.. graded.Contrast.Select(option => AddArguments(option, groups, arguments))],
        };
        (string Reason, string Detail)? refusal = Refuse(grade, gap, reason, stronger, subject, arguments);
        if (refusal is not null && progress.Answer!.AreFromRationale)
        {
            refusal = (ReasonCodes.NoArgument, "Only the rationale names what the paths lead to, and not the answer, so that they argue for no answer.");
        }

        return (graded, refusal is { } refused && !CanArgue(progress.Metadata!) ? (refused.Reason, NoMeaning) : refusal);
    }

    /// <summary>Returns whether a question asks for the exception, and what singles the answer out is that the graph holds no path to it.</summary>
    private static bool IsByAbsence(EvidenceSet evidence, MedicalQuestion known) => known.Ask == QuestionAsk.Except
        && !evidence.Paths.Any(path => string.Equals(path.OptionLabel, known.AnswerLabel, StringComparison.Ordinal));

    /// <summary>Finds what arguments that support the answer leave open; null when nothing.</summary>
    private (string Reason, string Detail)? FindGap(EvidenceGrade grade, QuestionProgress progress, IReadOnlyList<int> subject, QuestionArguments arguments)
    {
        List<ConclusionGroup> groups = [.. progress.Conclusions!.Groups];
        ArgumentAssessment assessment = arguments.Assessment;
        if (grade <= EvidenceGrade.Associated)
        {
            return null;
        }

        if (!subject.All(group => IsWhollyArgued(progress.Links, groups[group], assessment.GetPaths(group))))
        {
            return (ReasonCodes.NoArgument, "The answer names several things, and not each of them is argued for.");
        }

        bool isCompared = progress.Conclusions.WrittenQuestion.Options.Count == 0 || !subject.All(assessment.RestsOnOneFinding)
            || IsAnyOtherComparable(groups, subject, arguments);
        return isCompared ? null : (
            ReasonCodes.NotSpecific,
            "One finding argues for the answer, and the graph could have argued for no other option, so that it does not distinguish them.");
    }

    /// <summary>
    /// Whether the arguments for a conclusion end at all that its text names: for two drugs given together, what treats by one of them is no argument.
    /// </summary>
    private static bool IsWhollyArgued(IReadOnlyList<EntityLink> links, ConclusionGroup group, IEnumerable<KgPath> paths)
    {
        HashSet<NodeId> ends = [.. paths.Select(static path => path.Nodes[^1].Id)];
        return links.Where(link => link is { Node: not null, Mention.Role: MentionRole.Option }
                && string.Equals(link.Mention.OptionLabel, group.Label, StringComparison.Ordinal))
            .GroupBy(static link => link.Mention.Start)
            .All(part => part.Any(link => ends.Contains(link.Node!.Id) || link.Twins.Any(ends.Contains)));
    }

    private static bool EndsInClass(ArgumentLine line) => line.Steps[^1] is { IsForward: true } last && last.Meaning == RelationMeaning.IsA;

    /// <summary>Whether a path states no more than that the answer belongs to a class, which is an argument where the question asks for such.</summary>
    private static bool IsMembership(ArgumentLine line) =>
        line.Steps.All(static step => step is { IsForward: false } && step.Meaning == RelationMeaning.IsA);

    /// <summary>
    /// Finds nodes that answers name by more words than the nodes' own names have: what holds of another kind of "aortic aneurysm" does not hold of a
    /// "ruptured abdominal aortic aneurysm", even where the graph lists that as a synonym.
    /// </summary>
    private static HashSet<NodeId> FindNarrowed(IReadOnlyList<EntityLink> links) =>
    [
        .. links.Where(static link => link.Node is not null && link.Mention.Role is MentionRole.Option or MentionRole.Answer)
            .GroupBy(static link => link.Node!.Id)
            .Where(static group => group.All(static link => IsNarrower(link.Mention.Text, link.Node!.Name)))
            .Select(static group => group.Key),
    ];

    private static bool IsNarrower(string words, string name)
    {
        HashSet<string> own = [.. ProseText.Keys(name)];
        return own.IsProperSubsetOf(ProseText.Keys(words));
    }

    /// <summary>Whether any relation of the graph means what a step of an argument needs.</summary>
    private bool CanArgue(KnowledgeGraphMetadata metadata) => options.Arguments.Lines.SelectMany(static line => line.Steps)
        .Any(step => metadata.Relations.Any(relation => relation.Meaning == step.Meaning));

    /// <summary>Whether a path states an absence or a contraindication; one in what the patient does not have says nothing.</summary>
    private static bool IsCounterEvidence(KgPath path, IReadOnlyList<NodeId> denied) => path.Hops.Any(hop =>
        hop.Relations.All(static relation => relation.Polarity != Polarity.Affirmed)
        && (hop.Has(Polarity.Absent) || !denied.Contains(path.Nodes[0].Id)));

    /// <summary>Whether the graph could have argued for every option: each names a node at which some argument of the intent ends.</summary>
    private bool IsComparable(MedicalQuestion question, List<ConclusionGroup> groups, QuestionArguments arguments)
    {
        var counts = MeaningCounts.For(stages.Graph);
        return groups.Count >= question.Options.Count && groups.TrueForAll(group => group.Nodes.Any(node => CanEnd(node, arguments.Intent, counts)));
    }

    /// <summary>Whether the graph could have argued for an option beside the answer, so that a single finding can distinguish the answer.</summary>
    private bool IsAnyOtherComparable(List<ConclusionGroup> groups, IReadOnlyList<int> subject, QuestionArguments arguments)
    {
        var counts = MeaningCounts.For(stages.Graph);
        return groups.Where((_, index) => !subject.Contains(index)).Any(group => group.Nodes.Any(node => CanEnd(node, arguments.Intent, counts)));
    }

    private bool CanEnd(NodeId node, IntentReading intent, MeaningCounts counts) =>
        options.Arguments.For(intent.Intent).Any(line => line.Effect == ArgumentEffect.Supports && counts.CanEnd(node, line.Steps));

    /// <summary>Adds what counts against a conclusion though its relations are affirmed, such as a harm that the drug causes.</summary>
    private static EvidenceSet AddOpposition(EvidenceSet evidence, List<ConclusionGroup> groups, ArgumentAssessment assessment)
    {
        List<EvidencePath> paths = [.. evidence.Paths];
        bool isChanged = false;
        for (int i = 0; i < groups.Count; i++)
        {
            foreach (FoundArgument against in assessment.GetOpposition(i))
            {
                // Where nothing argues for any conclusion, the path may have been offered as an ordinary one.
                var path = new EvidencePath { Path = against.Path, Score = 0, Stance = EvidenceStance.Opposes, OptionLabel = groups[i].Label };
                int index = paths.FindIndex(other => other.Path == path.Path);
                isChanged |= index < 0 || paths[index].Stance != path.Stance;
                if (index < 0)
                {
                    paths.Add(path);
                }
                else
                {
                    paths[index] = paths[index] with { Stance = path.Stance };
                }
            }
        }

        return !isChanged ? evidence : evidence with { Paths = paths, Contrast = [.. evidence.Contrast.Select(option => Point(option, paths))] };
    }

    private static OptionEvidence Point(OptionEvidence option, List<EvidencePath> paths)
    {
        if (option.CombinedLabels.Count == 0 && !paths.Exists(path => string.Equals(path.OptionLabel, option.Label, StringComparison.Ordinal)))
        {
            return option;
        }

        OptionEvidence pointed = OptionContrast.Point(option, paths);
        return pointed.CombinedLabels.Count > 0 || pointed.OpposingPaths.Count == 0 ? pointed : pointed with
        {
            Support = pointed.SupportingPaths.Count > 0 ? OptionSupport.Mixed : OptionSupport.Opposed,
        };
    }

    private static OptionEvidence AddArguments(OptionEvidence option, List<ConclusionGroup> groups, QuestionArguments arguments)
    {
        int group = groups.FindIndex(group => string.Equals(group.Label, option.Label, StringComparison.Ordinal));
        return group < 0 ? option : option with
        {
            Arguments = arguments.Assessment.GetArguments(group),
            Strength = arguments.Assessment.GetStrength(group),
            Parts = arguments.Parts[group],
        };
    }

    /// <summary>
    /// Finds the conclusion that leads: by its arguments where an answer is explained, by all parts where it is sought; null when none leads.
    /// </summary>
    private int? FindFavored(QuestionArguments arguments)
    {
        double Weigh(int group) => options.Mode == ReasoningMode.Answer
            ? arguments.Parts[group].Sum(static part => part.Value)
            : arguments.Assessment.GetStrength(group);
        int[] order = [.. Enumerable.Range(0, arguments.Parts.Count).OrderByDescending(Weigh)];
        return order.Length > 0 && Weigh(order[0]) > (order.Length > 1 ? Weigh(order[1]) : 0) ? order[0] : null;
    }

    /// <summary>
    /// Weighs for each conclusion its arguments, and the words that the question shares with what is joined to it and with its definition. A conclusion
    /// without a definition counts as the mean of those that have one.
    /// </summary>
    private IReadOnlyList<ScorePart>[] Compare(QuestionProgress progress, ArgumentAssessment assessment)
    {
        IReadOnlyList<ConclusionGroup> groups = progress.Conclusions!.Groups;
        var words = NodeWords.For(stages.Graph);
        HashSet<int> text = words is null ? [] : ReadStated(progress, words);
        ILookup<NodeId, NodeId> twins = progress.Links.Where(static link => link.Node is not null)
            .SelectMany(static link => link.Twins.Select(twin => (link.Node!.Id, Twin: twin)))
            .ToLookup(static pair => pair.Id, static pair => pair.Twin);
        double?[] defined = [.. groups.Select(group => group.Nodes.Concat(group.Nodes.SelectMany(node => twins[node]))
            .Max(node => words?.MeasureDefinition(text, node)))];
        double mean = defined.Average() ?? 0;
        return [.. Enumerable.Range(0, groups.Count).Select(group => OptionWeights.Weigh(
            assessment.GetStrength(group),
            words is null ? 0 : groups[group].Nodes.Max(node => words.Measure(text, node)),
            (defined[group] ?? mean) - mean))];
    }

    /// <summary>Returns the words of question and context, without those of what is denied or is another's.</summary>
    private static HashSet<int> ReadStated(QuestionProgress progress, NodeWords words)
    {
        MedicalQuestion question = progress.View!.ForArguing;
        HashSet<int> text = words.Read(question.Text + " " + question.Context);
        EntityMention[] mentions = [.. progress.Links.Select(static link => link.Mention)
            .Where(static mention => mention.Role is MentionRole.Question or MentionRole.Context)];
        bool IsStated(EntityMention mention) => mention.Assertion is Assertion.Present or Assertion.Historical or Assertion.Possible;
        HashSet<int> denied = [.. mentions.Where(mention => !IsStated(mention)).SelectMany(mention => words.Read(mention.Text))];
        denied.ExceptWith(mentions.Where(IsStated).SelectMany(mention => words.Read(mention.Text)));
        text.ExceptWith(denied);
        return text;
    }

    /// <summary>Finds the groups of the known answer: its option, else all that it stands for.</summary>
    private static IReadOnlyList<int> FindAnswer(List<ConclusionGroup> groups, IReadOnlyCollection<NodeId> answer, MedicalQuestion known)
    {
        int labelled = groups.FindIndex(group => group.Label is not null && string.Equals(group.Label, known.AnswerLabel, StringComparison.Ordinal)
            && group.Nodes.Any(answer.Contains));
        return labelled >= 0 ? [labelled] : [.. Enumerable.Range(0, groups.Count).Where(group => groups[group].Nodes.All(answer.Contains))];
    }

    private (string Reason, string Detail)? Refuse(
        EvidenceGrade grade,
        (string Reason, string Detail)? gap,
        string? reason,
        int? stronger,
        IReadOnlyList<int> subject,
        QuestionArguments arguments)
    {
        ArgumentAssessment assessment = arguments.Assessment;
        if (options.Mode == ReasoningMode.Answer)
        {
            return options.MinGrade <= EvidenceGrade.Associated || grade == EvidenceGrade.Discriminating ? null
                : (ReasonCodes.Undecided, "No option has arguments that lead those of every other by the margin that a decision needs.");
        }

        if (grade >= options.MinGrade || gap is not null)
        {
            return grade >= options.MinGrade ? null : gap;
        }

        string intent = arguments.Intent.Intent.ToString();
        return reason switch
        {
            ReasonCodes.Contested => (ReasonCodes.Contested, string.Create(
                CultureInfo.InvariantCulture,
                $"The graph argues more strongly for another option ({assessment.GetStrength(stronger!.Value):0.0} bits"
                    + $" against {subject.Min(assessment.GetStrength):0.0}).")),
            ReasonCodes.NotSpecific => (ReasonCodes.NotSpecific, "The graph argues as strongly for another option as for the answer."),
            null => (ReasonCodes.Undecided, "The arguments for the answer do not lead those of every other option by the margin that the grade needs."),
            _ when arguments.Intent.Intent == QuestionIntent.Other => (
                ReasonCodes.NoArgument, "What the question asks for could not be determined, so that no path counts as an argument."),
            _ when subject.SelectMany(assessment.GetArguments).FirstOrDefault(static one => one.Effect == ArgumentEffect.CountsAgainst) is { } against => (
                ReasonCodes.NoArgument, $"Asked for {intent}, the graph counts against the answer: {against.Name}."),
            _ => (ReasonCodes.NoArgument, $"Paths join question and answer, but asked for {intent} none of them is an argument for it."),
        };
    }
}
