using System.Globalization;
using System.Text;
using MedReason.Paths;
using MedReason.Questions;
using MedReason.Shared;

namespace MedReason.Chains;

/// <summary>Composes a chain out of sentences for one request.</summary>
internal sealed class ChainComposer
{
    // A sentence names at most this many findings, which a reader can hold at once; the paths list the rest.
    private const int MaxNamed = 5;

    // Where a reader may look first; the references of the evidence list all.
    private const int MaxPublications = 3;

    private static readonly string[] FurtherSupport = ["Likewise, ", "In addition, ", "Further, ", "Along another line, "];
    private static readonly string[] WeakerOption = ["By comparison, ", "As for the alternatives, ", "Turning to another option, ", "Elsewhere, "];

    private readonly WritingRequest _request;
    private readonly PathWording _wording;
    private readonly ChainConclusion _conclusion;
    private readonly HashSet<NodeId> _denied;
    private readonly Dictionary<NodeId, int> _order;
    private readonly IReadOnlyList<OptionCombination> _combinations;
    private readonly ILookup<KgEdge, KgEdgeAttributes> _references;
    private readonly List<ChainStep> _steps = [];
    private readonly int _variant;

    private ChainComposer(WritingRequest request, KnowledgeGraphMetadata metadata)
    {
        _request = request;
        _wording = new PathWording(metadata, request.Links);
        _conclusion = ChainConclusion.Draw(request);
        var entities = QuestionEntities.Read(request.Question, request.Links);
        _denied = [.. entities.Denied];
        _combinations = entities.Combinations;
        _order = entities.Present.Select((id, index) => (id, index)).ToDictionary(entry => entry.id, entry => entry.index);

        _references = request.Evidence.References
            .SelectMany(static edge => edge.Attributes, static (edge, statement) => (Edge: edge with { Attributes = [] }, statement))
            .ToLookup(static entry => entry.Edge, static entry => entry.statement);

        // Chains of one run should not all read alike, and the same question always reads the same.
        _variant = (int)(StableHash.Of(request.Seed, request.Question.Id) % (ulong)FurtherSupport.Length);
    }

    private IReadOnlyList<EvidencePath> Paths => _request.Evidence.Paths;

    private bool IsExcept => _request.Question.Ask == QuestionAsk.Except;

    /// <summary>Composes the chain.</summary>
    /// <param name="request">Question, links and evidence.</param>
    /// <param name="metadata">The graph's relations in words.</param>
    /// <param name="version">The template's version.</param>
    /// <returns>The chain.</returns>
    public static ReasoningChain Compose(WritingRequest request, KnowledgeGraphMetadata metadata, string version)
    {
        var composer = new ChainComposer(request, metadata);
        composer.AddQuestion();
        if (request.Evidence.Statement is { } statement)
        {
            composer.AddStatement(statement);
        }
        else if (composer.IsExcept)
        {
            composer.AddOtherOptions();
            composer.AddException();
        }
        else
        {
            composer.AddSupport();
            composer.AddOpposition();
            composer.AddOtherOptions();
        }

        composer.AddUndecided();
        composer.AddSilence();
        return new ReasoningChain
        {
            Text = ChainText.Render(composer._steps, composer.Paths, composer._wording, composer.DescribeConclusion()),
            Steps = composer._steps,
            Answer = composer._conclusion.Answer,
            AnswerLabel = composer._conclusion.Label,
            Evidence = request.Evidence,
            PromptVersion = version,
        };
    }

    private void AddQuestion()
    {
        if (_request.Evidence.Statement is { } statement)
        {
            AddBackground(DescribeStatement(statement));
            return;
        }

        IEnumerable<int> argued = _conclusion.Supporting.Concat(_conclusion.Opposing);
        string[] starts =
        [
            .. (IsExcept || !argued.Any() ? Enumerable.Range(0, Paths.Count) : argued)
                .Select(index => Paths[index].Path.Nodes[0])
                .Where(node => !_denied.Contains(node.Id))
                .DistinctBy(node => node.Id)
                .OrderBy(node => _order.GetValueOrDefault(node.Id, int.MaxValue))
                .Select(_wording.Name)
                .Take(MaxNamed),
        ];
        var text = new StringBuilder();
        if (starts.Length > 0)
        {
            text.Append("The question states ").Append(PlainText.List(starts)).Append('.');
        }

        // Of what is left out only that matters which is of a kind that argues here: no organ where findings and diseases do.
        HashSet<NodeType> types = [.. Paths.SelectMany(static path => path.Path.Nodes).Select(static node => node.Type)];
        AddLeftOut(text, Assertion.Absent, types, "which the question denies");
        AddLeftOut(text, Assertion.Family, types, "which the question states of a relative");
        AddBackground(text.ToString());
    }

    private void AddLeftOut(StringBuilder text, Assertion assertion, HashSet<NodeType> types, string why)
    {
        string[] names =
        [
            .. Named(assertion).Where(node => types.Contains(node.Type) && !_order.ContainsKey(node.Id)).Select(_wording.Name).Take(MaxNamed),
        ];
        if (names.Length > 0)
        {
            text.Append(text.Length > 0 ? " " : string.Empty).Append("Left out of the argument: ").Append(PlainText.List(names)).Append(", ")
                .Append(why).Append('.');
        }
    }

    /// <summary>What a yes/no question asks about.</summary>
    private string DescribeStatement(QuestionStatement statement)
    {
        string from = Paths.Count == 0 ? string.Empty : NameOf(statement.From);
        string to = Paths.Count == 0 ? string.Empty : NameOf(statement.To);
        return statement.IsFromRationale
            ? $"The question asks about {from}, by the words \"{PlainText.Clean(statement.Cue)}\". It is the rationale of the source that names {to}."
            : $"The question asks about {from} and {to}, by the words \"{PlainText.Clean(statement.Cue)}\".";
    }

    private string NameOf(IReadOnlyList<NodeId> nodes) => Paths.SelectMany(static path => (KgNode[])[path.Path.Nodes[0], path.Path.Nodes[^1]])
        .Where(node => nodes.Contains(node.Id)).Select(_wording.Name).FirstOrDefault() ?? string.Empty;

    /// <summary>What the graph states of the statement: the edge that says it, the one that says the contrary, and else how it joins the two ends.</summary>
    private void AddStatement(QuestionStatement statement)
    {
        if (statement.Support != StatementSupport.Absent)
        {
            AddSupport();
            AddOpposition();
            AddOtherOptions();
            return;
        }

        for (int i = 0; i < Paths.Count; i++)
        {
            Add($"The graph joins the two in another way: {DescribePath(i)}.", [i]);
        }

        AddBackground("It holds no edge that says what is asked, and none that says the contrary: absence of evidence, not evidence of absence.");
    }

    private void AddSupport()
    {
        int count = 0;
        foreach (List<int> group in GroupByTail(_conclusion.Supporting))
        {
            KgPath path = Paths[group[0]].Path;
            string opener = count == 0 ? string.Empty : FurtherSupport[(_variant + count) % FurtherSupport.Length];
            if (path.Length == 1 && count == 0 && _conclusion.Supporting.Any(index => Paths[index].Path.Length > 1))
            {
                opener = "Most directly, ";
            }

            Add(opener + DescribeGroup(group) + DescribeSources(group), group);
            count++;
        }
    }

    private void AddOpposition()
    {
        foreach (int index in _conclusion.Opposing)
        {
            Add("Against this stands that " + DescribePath(index) + ".", [index]);
        }
    }

    private void AddOtherOptions()
    {
        int count = 0;
        foreach (OptionEvidence option in _request.Evidence.Contrast)
        {
            if (string.Equals(option.Label, _conclusion.Label, StringComparison.Ordinal) || IsPartOfConclusion(option.Label) || IsCombination(option.Label))
            {
                continue;
            }

            string name = OptionName(option.Label);
            // What counts against an option for which nothing argues decides nothing.
            bool isArgued = _request.Evidence.Grade is null || option.SupportingPaths.Count > 0;
            List<int> cited = [.. option.SupportingPaths.Take(1), .. option.OpposingPaths.Take(1)];
            if (cited.Count == 0 || !isArgued)
            {
                continue;
            }

            var text = new StringBuilder();
            if (IsExcept && option.SupportingPaths.Count > 0)
            {
                text.Append(PlainText.Capitalize(name)).Append(" does belong: ").Append(DescribePath(option.SupportingPaths[0]));
            }
            else if (option.SupportingPaths.Count > 0)
            {
                text.Append(WeakerOption[(_variant + count) % WeakerOption.Length]).Append(name).Append(" has some support as well: ")
                    .Append(DescribePath(option.SupportingPaths[0])).Append(Weigh(option));
            }

            if (option.OpposingPaths.Count > 0)
            {
                text.Append(text.Length > 0 ? ". " : string.Empty)
                    .Append(option.SupportingPaths.Count > 0 ? "What speaks against it: " : $"Against {name} stands that ")
                    .Append(DescribePath(option.OpposingPaths[0]));
            }

            Add(text.Append('.').ToString(), cited);
            count++;
        }
    }

    private void AddException()
    {
        if (_conclusion.Label is null)
        {
            return;
        }

        string name = OptionName(_conclusion.Label);
        foreach (int index in _conclusion.Opposing)
        {
            Add($"{PlainText.Capitalize(name)} does not: {DescribePath(index)}.", [index]);
        }

        if (_conclusion.Supporting.Count > 0)
        {
            int index = _conclusion.Supporting[0];
            Add($"{PlainText.Capitalize(name)} has the weakest link of all: {DescribePath(index)}.", [index]);
        }
        else if (_conclusion.Opposing.Count == 0)
        {
            AddBackground($"For {name} the graph holds no such path. That is absence of evidence, and the reason to single it out; it is no proof.");
        }
    }

    /// <summary>Paths that no conclusion claims, where the evidence does not decide or an open question has candidates beside the chosen one.</summary>
    private void AddUndecided()
    {
        HashSet<int> cited = [.. _steps.SelectMany(step => step.PathIndexes)];
        bool isOpen = _request.Question.Options.Count == 0;
        if (!isOpen && _conclusion.Answer is not null)
        {
            return;
        }

        var ends = new HashSet<NodeId>();
        for (int i = 0; i < Paths.Count; i++)
        {
            if (!cited.Contains(i) && ends.Add(Paths[i].Path.Nodes[^1].Id))
            {
                string lead = Paths[i].Stance == EvidenceStance.Opposes ? "On the other side, "
                    : _conclusion.Answer is null ? string.Empty : "A weaker thread leads elsewhere: ";
                Add(lead + DescribePath(i) + ".", [i]);
            }
        }
    }

    private void AddSilence()
    {
        if (_request.Evidence.Statement is not null)
        {
            // No path leads to yes or no themselves: that none does says nothing.
            return;
        }

        bool isGraded = _request.Evidence.Grade is not null;
        bool IsUncited(OptionEvidence option) => option.Support == OptionSupport.NoEvidence || (isGraded && option.Support == OptionSupport.Opposed);
        string[] silent = Labels(option => IsUncited(option) && !IsArguedWeakly(option));
        if (silent.Length > 0)
        {
            string sought = isGraded ? "argument" : "path";
            AddBackground(
                $"For {PlainText.List(silent)} the graph holds no {sought} within the limits of the search: absence of evidence, not evidence of absence.");
        }

        string[] weak = Labels(option => IsUncited(option) && IsArguedWeakly(option));
        if (weak.Length > 0)
        {
            AddBackground($"For {PlainText.List(weak)} the graph holds only weaker arguments, which are not cited.");
        }

        string[] unknown = Labels(option => option.Support == OptionSupport.NotLinked);
        if (unknown.Length > 0)
        {
            AddBackground(
                $"No entity of the graph was found for {PlainText.List(unknown, "or")}, so that nothing can be said for or against "
                + (unknown.Length == 1 ? "it." : "them."));
        }
    }

    // What none of the cited paths stands for: too little for an argument of its own, and yet not nothing.
    private bool IsArguedWeakly(OptionEvidence option) => _request.Evidence.Grade is not null
        && option.Arguments.Any(static argument => argument.Effect != ArgumentEffect.CountsAgainst);

    private string DescribeConclusion()
    {
        if (_conclusion.Answer is null)
        {
            return _request.Question.Options.Count > 0
                ? "The cited evidence does not decide between the options."
                : "The cited evidence does not single out an answer.";
        }

        string name = _conclusion.Label is null ? _conclusion.Answer.TrimEnd('.', ' ') : Name(_conclusion.Answer, _conclusion.Label);
        OptionCombination? combination = _combinations
            .FirstOrDefault(entry => string.Equals(entry.Label, _conclusion.Label, StringComparison.Ordinal));
        if (combination is { Kind: not OptionCombinationKind.None })
        {
            string parts = PlainText.List([.. combination.Labels.Select(OptionName)], combination.Kind == OptionCombinationKind.All ? "and" : "or");
            name = $"{name}, that is {parts}";
        }

        string text = (_request.Question.Ask, _request.Question.Seeks) switch
        {
            (QuestionAsk.Except, _) => $"The exception is {name}: the evidence bears out the other options, and not this one.",
            (_, Polarity.Contraindicated) => $"What should be avoided is therefore {name}.",
            (_, Polarity.Absent) => $"What is absent is therefore {name}.",
            _ when _request.Evidence.Statement is { Support: StatementSupport.Absent } =>
                $"The answer is {name}, for which no edge speaks; the absence of one is all that the graph offers.",
            _ when _conclusion.Supporting.Count == 0 => $"The answer is {name}, although no path in the graph supports it.",
            _ when _conclusion.Supporting.Count == 1 => $"This points to {name}.",
            _ => _variant % 2 == 0 ? $"Taken together, the evidence points to {name}." : $"These lines of evidence converge on {name}.",
        };
        string? favored = _request.Evidence.FavoredLabel;
        return favored is not null && _conclusion.Label is not null && !string.Equals(favored, _conclusion.Label, StringComparison.Ordinal)
            ? $"{text} The graph by itself would lean towards {OptionName(favored)}, so that this conclusion rests on more than the strength of the paths."
            : text;
    }

    private string Weigh(OptionEvidence option)
    {
        if (_conclusion.Label is null || _conclusion.Supporting.Count == 0)
        {
            return string.Empty;
        }

        OptionEvidence? own = _request.Evidence.Contrast.FirstOrDefault(entry => string.Equals(entry.Label, _conclusion.Label, StringComparison.Ordinal));
        if (own is null)
        {
            return string.Empty;
        }

        if (_request.Evidence.Grade is not null)
        {
            // Where arguments were weighed, the scores of paths say nothing: they order the paths of one option.
            NodeId[] shared = [.. StartsOf(option)];
            string[] lacking =
            [
                .. StartsOf(own).Except(shared).Select(id => Paths.Select(static path => path.Path.Nodes[0]).FirstOrDefault(node => node.Id == id))
                    .OfType<KgNode>().Select(_wording.Name).Take(MaxNamed),
            ];
            return lacking.Length > 0 ? $". No argument for it starts from {PlainText.List(lacking, "or")}"
                : option.Strength < own.Strength ? ". The graph argues less for it" : string.Empty;
        }

        if (option.Score > own.Score)
        {
            return $". By the graph's measure this is the stronger link ({Figure(option.Score)} against {Figure(own.Score)})";
        }

        int length = Paths[option.SupportingPaths[0]].Path.Length;
        int ownLength = Paths[_conclusion.Supporting[0]].Path.Length;
        return length > ownLength
            ? $". That is a longer way round, {Count(length)} against {Count(ownLength)}"
            : $". That link is less specific ({Figure(option.Score)} against {Figure(own.Score)})";
    }

    private static IEnumerable<NodeId> StartsOf(OptionEvidence option) => option.Arguments
        .Where(static argument => argument.Effect == ArgumentEffect.Supports).SelectMany(static argument => argument.Starts).Distinct();

    /// <summary>Sets paths together that differ in their first node alone.</summary>
    private List<List<int>> GroupByTail(IReadOnlyList<int> indexes)
    {
        var groups = new List<List<int>>();
        foreach (int index in indexes)
        {
            List<int>? group = groups.Find(candidate => HasSameTail(Paths[candidate[0]].Path, Paths[index].Path));
            if (group is null || _denied.Contains(Paths[index].Path.Nodes[0].Id))
            {
                groups.Add([index]);
            }
            else
            {
                group.Add(index);
            }
        }

        return groups;
    }

    private bool HasSameTail(KgPath left, KgPath right)
    {
        if (left.Length != right.Length || left.Hops[0].Relations.Count == 0 || _denied.Contains(left.Nodes[0].Id)
            || !string.Equals(_wording.Phrase(left.Hops[0]), _wording.Phrase(right.Hops[0]), StringComparison.Ordinal))
        {
            return false;
        }

        return left.Nodes.Skip(1).Select(node => node.Id).SequenceEqual(right.Nodes.Skip(1).Select(node => node.Id))
            && left.Hops.Skip(1).SequenceEqual(right.Hops.Skip(1));
    }

    private string DescribeGroup(List<int> group)
    {
        KgPath path = Paths[group[0]].Path;
        if (group.Count == 1)
        {
            return DescribePath(group[0]) + ".";
        }

        string others = PlainText.List([.. group.Skip(1).Select(index => _wording.Name(Paths[index].Path.Nodes[0]))]);
        string head = $"{_wording.Name(path.Nodes[0])} {_wording.Phrase(path.Hops[0])} {_wording.Name(path.Nodes[1])}, and the same holds for {others}.";
        return path.Length == 1 ? head : $"{head} {PlainText.Capitalize(_wording.Clause(path, 1, inTurn: true))}.";
    }

    /// <summary>What the sources of the graph state of the paths: how often each finding is seen, and where that is published; empty when nothing.</summary>
    private string DescribeSources(List<int> group)
    {
        List<string> frequencies = [];
        var publications = new SortedSet<string>(StringComparer.Ordinal);
        foreach (KgPath path in group.Select(index => Paths[index].Path))
        {
            foreach (KgEdge edge in EvidenceReferences.EdgesOf(path))
            {
                publications.UnionWith(_references[edge].SelectMany(static statement => statement.Publications));
                if (_references[edge].Select(static statement => statement.Frequency).OfType<KgFrequency>().FirstOrDefault() is { } frequency)
                {
                    string stated = frequency.Term is null ? $"in {frequency} of cases" : frequency.ToString();
                    frequencies.Add($"{_wording.Name(path.Nodes.First(node => node.Id == edge.Target))} {stated}");
                }
            }
        }

        string[] parts = [PlainText.List([.. frequencies.Distinct(StringComparer.Ordinal)]), string.Join(", ", publications.Take(MaxPublications))];
        string text = PlainText.Clean(string.Join("; ", parts.Where(static part => part.Length > 0)));
        return text.Length == 0 ? string.Empty : $" Stated by the sources: {text}.";
    }

    /// <summary>A path as a clause, with what the question says of its start where that turns its meaning.</summary>
    private string DescribePath(int index)
    {
        EvidencePath path = Paths[index];
        string text = _wording.Clause(path.Path);
        if (!_denied.Contains(path.Path.Nodes[0].Id))
        {
            return text;
        }

        return path.Stance == EvidenceStance.Supports ? $"{text}, in keeping with the question, which denies it" : $"{text}, which the question denies";
    }

    private void Add(string text, IReadOnlyList<int> paths) => _steps.Add(new ChainStep
    {
        Text = PlainText.Capitalize(text),
        PathIndexes = [.. paths],
        Claims = [.. paths.SelectMany(index => _wording.Claims(Paths[index].Path)).Distinct()],
    });

    private void AddBackground(string text)
    {
        if (text.Length > 0)
        {
            _steps.Add(new ChainStep { Text = text, IsBackground = true });
        }
    }

    private IEnumerable<KgNode> Named(Assertion assertion) => _request.Links
        .Where(link => link is { Node: not null, Mention.Role: MentionRole.Question or MentionRole.Context } && link.Mention.Assertion == assertion)
        .Select(link => link.Node!)
        .DistinctBy(node => node.Name, StringComparer.OrdinalIgnoreCase);

    private string[] Labels(Func<OptionEvidence, bool> isMeant) =>
    [
        .. _request.Evidence.Contrast
            .Where(option => isMeant(option) && !string.Equals(option.Label, _conclusion.Label, StringComparison.Ordinal) && !IsCombination(option.Label))
            .Select(option => OptionName(option.Label)),
    ];

    private bool IsCombination(string label) => _combinations.Any(entry => string.Equals(entry.Label, label, StringComparison.Ordinal));

    private bool IsPartOfConclusion(string label) => _combinations
        .Any(entry => string.Equals(entry.Label, _conclusion.Label, StringComparison.Ordinal) && entry.Kind != OptionCombinationKind.None
            && entry.Labels.Contains(label));

    private string OptionName(string label) => Name(_request.Question.FindOption(label)?.Text ?? string.Empty, label);

    private static string Name(string text, string label)
    {
        string clean = PlainText.Clean(text).TrimEnd('.', ' ');
        return clean.Length == 0 ? $"option {PlainText.Clean(label)}" : $"{clean} (option {PlainText.Clean(label)})";
    }

    private static string Figure(double score) => score.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Count(int hops) => hops == 1 ? "one hop" : string.Create(CultureInfo.InvariantCulture, $"{hops} hops");
}
