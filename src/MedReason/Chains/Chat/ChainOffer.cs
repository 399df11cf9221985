using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MedReason.Chat;
using MedReason.Questions;
using MedReason.Shared;
using MedReason.Text;

namespace MedReason.Chains;

/// <summary>
/// What a model may choose from when it writes one chain: paths, their statements and answers, each under an id; and what its choice means. Immutable.
/// </summary>
internal sealed partial class ChainOffer
{
    private const int MaxSteps = 40;
    private const int MaxTextLength = 4_000;
    private const int MaxOwnAnswerLength = 300;
    private const string NoAnswer = "none";

    private readonly WritingRequest _request;
    private readonly PathWording _wording;
    private readonly Dictionary<string, int> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Path, ChainClaim Claim)> _claims = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Choice> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<NodeId, KgNode> _nodes;

    private ChainOffer(WritingRequest request, KnowledgeGraphMetadata metadata, Dictionary<NodeId, KgNode> nodes, int maxPartLength)
    {
        _request = request;
        _wording = new PathWording(metadata, request.Links);
        _nodes = nodes;
        OfferAnswers();
        Evidence = DescribeEvidence();
        Contrast = DescribeContrast();
        Answers = string.Join('\n', _answers.Select(entry => $"{entry.Key}: {entry.Value.Text}"));
        Question = QuestionPart.Cut(request.Question.Text, maxPartLength);
        Context = QuestionPart.Cut(request.Question.Context ?? string.Empty, maxPartLength);
        KnownAnswer = IsAnswerShown ? DescribeKnownAnswer(maxPartLength) : string.Empty;
    }

    /// <summary>The question. This and all following texts are untrusted; a missing one is empty.</summary>
    public string Question { get; }

    /// <summary>What comes with the question.</summary>
    public string Context { get; }

    /// <summary>The answers that can be chosen, a line each.</summary>
    public string Answers { get; }

    /// <summary>The paths with their statements.</summary>
    public string Evidence { get; }

    /// <summary>What the evidence says of each option.</summary>
    public string Contrast { get; }

    /// <summary>The right answer; empty where it is not shown.</summary>
    public string KnownAnswer { get; }

    /// <summary>Whether the question has options.</summary>
    public bool HasOptions => _request.Question.Options.Count > 0;

    private bool IsAnswerShown => _request is { Mode: ReasoningMode.Explain, Visibility: AnswerVisibility.Shown, Question.Answer: not null };

    private IReadOnlyList<EvidencePath> Paths => _request.Evidence.Paths;

    /// <summary>Prepares the offer of one request.</summary>
    public static async Task<ChainOffer> CreateAsync(IKnowledgeGraph graph, WritingRequest request, int maxPartLength, CancellationToken cancellationToken)
    {
        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        KgNode[] onPaths = [.. request.Evidence.Paths.SelectMany(path => path.Path.Nodes).DistinctBy(node => node.Id)];
        IReadOnlyList<KgNode?> known = await graph.GetNodesAsync([.. onPaths.Select(node => node.Id)], cancellationToken).ConfigureAwait(false);
        return new ChainOffer(request, metadata, onPaths.Select((node, index) => known[index] ?? node).ToDictionary(node => node.Id), maxPartLength);
    }

    /// <summary>What the prompt says of this question: what is asked, what is known of the answer, and how to read marks where the evidence has some.</summary>
    public string DescribeTask()
    {
        var task = new StringBuilder(IsAnswerShown
            ? "The right answer stands in the part \"answer\". Reason towards it from question and evidence; never speak of a given answer, nor assert it "
                + "before the evidence is told."
            : "Decide by question, evidence and medical knowledge, by one standard for all answers.");
        if (_request.Question.Ask == QuestionAsk.Except)
        {
            task.Append(
                " The question asks for the exception: the option that the evidence does not bear out. Show for the others that they belong, and tell the "
                + "missing support as what it is.");
        }

        task.Append(_request.Question.Seeks switch
        {
            Polarity.Contraindicated => " The question asks what should be avoided: here a contraindication speaks for an option.",
            Polarity.Absent => " The question asks what is absent: here a stated absence speaks for an option.",
            _ => string.Empty,
        });
        if (_claims.Values.Any(offered => offered.Claim.Polarity != Polarity.Affirmed))
        {
            task.Append(" In \"evidence\" [absence] marks what is not so, [contraindication] what is to be avoided: neither is ordinary support.");
        }

        return task.ToString();
    }

    /// <summary>What the prompt says of the form of the answer.</summary>
    public string DescribeAnswerForm() => HasOptions
        ? $"the id of one of the \"options\", or {NoAnswer} where nothing decides"
        : $"the id of one of the \"candidates\"; where none of them answers the question, the answer itself in at most ten words; {NoAnswer} where "
            + "nothing decides";

    /// <summary>Why a reply cannot be used, without its words; null where it can.</summary>
    public string? Check(ChainReply reply)
    {
        HashSet<string> planned = new(StringComparer.Ordinal);
        foreach (ChainReplyPath entry in reply.Skeleton)
        {
            if (!_paths.ContainsKey(entry.Path) || !planned.Add(entry.Path))
            {
                return "the skeleton names a path that is not offered, or one twice";
            }

            if (entry.Toward.Length > 0 && !_answers.ContainsKey(entry.Toward))
            {
                return "\"toward\" in the skeleton takes the id of an offered answer, or nothing";
            }
        }

        if (reply.Steps.Count is 0 or > MaxSteps)
        {
            return $"there should be 1 to {MaxSteps} steps";
        }

        for (int i = 0; i < reply.Steps.Count; i++)
        {
            if (Check(reply.Steps[i], planned) is { } complaint)
            {
                return string.Create(CultureInfo.InvariantCulture, $"step {i + 1}: {complaint}");
            }
        }

        if (Tidy(reply.Conclusion).Length == 0 || reply.Conclusion.Length > MaxTextLength)
        {
            return $"the conclusion should have words, at most {MaxTextLength} characters";
        }

        string answer = Tidy(reply.Answer);
        return answer == NoAnswer || _answers.ContainsKey(answer) || (!HasOptions && answer.Length is > 0 and <= MaxOwnAnswerLength)
            ? null
            : "\"answer\" should be " + DescribeAnswerForm();
    }

    /// <summary>The chain that a checked reply means.</summary>
    public ReasoningChain Read(ChainReply reply)
    {
        ChainStep[] steps = [.. reply.Steps.Select(Read)];
        string answer = Tidy(reply.Answer);
        Choice? choice = answer == NoAnswer ? null : _answers.TryGetValue(answer, out Choice? offered) ? offered : new Choice(answer, null);
        string conclusion = Tidy(reply.Conclusion);
        if (choice is not null && !new TextMatch(conclusion).Names(choice.Text))
        {
            string name = choice.Text.TrimEnd('.', ' ');
            conclusion += choice.Label is null ? $" The answer is {name}." : $" The answer is {name} (option {PlainText.Clean(choice.Label)}).";
        }

        return new ReasoningChain
        {
            Text = ChainText.Render(steps, Paths, _wording, conclusion),
            Steps = steps,
            Answer = choice?.Text,
            AnswerLabel = choice?.Label,
            Evidence = _request.Evidence,
        };
    }

    /// <summary>A model's words as one line in which no character hides, without ids in brackets: citations are written by us.</summary>
    public static string Tidy(string text) => PlainText.Clean(BracketedIds().Replace(UntrustedText.Create(text).Clean, string.Empty));

    [GeneratedRegex(@"\s*[\[(]P\d+(\.\d+)?(\s*[,;]\s*P\d+(\.\d+)?)*[\])]", RegexOptions.CultureInvariant)]
    private static partial Regex BracketedIds();

    private string? Check(ChainReplyStep step, HashSet<string> planned)
    {
        string text = Tidy(step.Text);
        if (text.Length == 0 || step.Text.Length > MaxTextLength)
        {
            return $"it should have words, at most {MaxTextLength} characters";
        }

        if (step.Background)
        {
            return step.Paths.Count + step.Claims.Count == 0 ? null : "background cites no path and makes no claim";
        }

        if (step.Paths.Count == 0 || step.Claims.Count == 0)
        {
            return "it should cite at least one path and make at least one claim, or be background";
        }

        if (!step.Paths.All(planned.Contains))
        {
            return "it cites a path that is not in the skeleton";
        }

        if (!step.Claims.All(id => _claims.TryGetValue(id, out (int Path, ChainClaim Claim) claim) && step.Paths.Any(path => _paths[path] == claim.Path)))
        {
            return "it claims a statement that is not one of the paths it cites";
        }

        var words = new TextMatch(text);
        string? unnamed = step.Paths.FirstOrDefault(path => Paths[_paths[path]].Path.Nodes.Any(node => !IsNamed(words, node)));
        return unnamed is null ? null : $"its text does not name every entity of path {unnamed}";
    }

    private bool IsNamed(TextMatch words, KgNode node)
    {
        KgNode known = _nodes[node.Id];
        return words.Names(known) || words.Names(_wording.Name(node)) || !TextMatch.IsSame(known.Name, known.Name);
    }

    private ChainStep Read(ChainReplyStep step) => new()
    {
        Text = Tidy(step.Text),
        PathIndexes = [.. step.Paths.Select(path => _paths[path]).Distinct()],
        Claims = [.. step.Claims.Select(claim => _claims[claim].Claim).Distinct()],
        IsBackground = step.Background,
    };

    private void OfferAnswers()
    {
        if (HasOptions)
        {
            // Labels are the source's: they serve as ids only where they look like ids.
            IReadOnlyList<AnswerOption> options = _request.Question.Options;
            bool isPlain = options.All(option => PlainLabel().IsMatch(option.Label) && option.Label != NoAnswer);
            for (int i = 0; i < options.Count; i++)
            {
                string id = isPlain ? options[i].Label : (i + 1).ToString(CultureInfo.InvariantCulture);
                _answers.Add(id, new Choice(PlainText.Clean(options[i].Text), options[i].Label));
            }

            return;
        }

        List<string> names = IsAnswerShown ? [PlainText.Clean(_request.Question.Answer!)] : [];
        HashSet<NodeId> asked = ChainConclusion.Asked(_request);
        names.AddRange(Paths.SelectMany(path => ChainConclusion.Candidates(path.Path, asked)).DistinctBy(node => node.Id).Select(_wording.Name));
        foreach (string name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            _answers.Add(string.Create(CultureInfo.InvariantCulture, $"T{_answers.Count + 1}"), new Choice(name, null));
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9]{1,4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainLabel();

    private string DescribeEvidence()
    {
        HashSet<NodeId> denied = [.. QuestionEntities.Read(_request.Question, _request.Links).Denied];
        var text = new StringBuilder();
        for (int i = 0; i < Paths.Count; i++)
        {
            int index = i;
            EvidencePath evidence = Paths[i];
            string path = string.Create(CultureInfo.InvariantCulture, $"P{i + 1}");
            _paths.Add(path, i);
            text.Append(path);
            string? option = FindId(evidence.OptionLabel);
            bool opposes = evidence.Stance == EvidenceStance.Opposes;
            text.Append((option, opposes) switch
            {
                (null, false) => string.Empty,
                (null, true) => ", speaks against where it ends",
                (_, false) => $" for {option}",
                _ => $" against {option}",
            });
            text.Append(denied.Contains(evidence.Path.Nodes[0].Id) ? ", the question denies where it starts: " : ": ");
            int number = 0;
            text.Append(_wording.Line(evidence.Path, claim =>
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{path}.{++number}");
                _claims.Add(id, (index, claim));
                return id + claim.Polarity switch
                {
                    Polarity.Absent => " [absence] ",
                    Polarity.Contraindicated => " [contraindication] ",
                    _ => " ",
                };
            })).Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }

    private string DescribeContrast()
    {
        List<(string Id, string Said)> lines = [];
        foreach (OptionEvidence option in _request.Evidence.Contrast)
        {
            if (FindId(option.Label) is not { } id)
            {
                continue;
            }

            List<string> said = [];
            string[] parts = [.. option.CombinedLabels.Select(FindId).OfType<string>()];
            if (parts.Length > 0)
            {
                said.Add("stands for " + PlainText.List(parts));
            }

            if (option.SupportingPaths.Count > 0)
            {
                double strength = _request.Evidence.Grade is null ? option.Score : option.Strength;
                said.Add(string.Create(CultureInfo.InvariantCulture, $"strength {strength:0.##}"));
            }

            said.AddRange(option.Arguments.Select(DescribeArgument));

            if (option.OpposingPaths.Count > 0)
            {
                said.Add("opposed");
            }

            string[] distinct = [.. option.DistinctNodes.Where(_nodes.ContainsKey).Take(2).Select(node => _wording.Name(_nodes[node]))];
            if (distinct.Length > 0)
            {
                said.Add("alone leads over " + PlainText.List(distinct));
            }

            if (option.Support == OptionSupport.NoEvidence && parts.Length == 0)
            {
                said.Add("nothing found: absence of evidence");
            }
            else if (option.Support == OptionSupport.NotLinked && parts.Length == 0)
            {
                said.Add("not in the graph: nothing can be said");
            }

            lines.Add((id, string.Join("; ", said)));
        }

        return string.Join('\n', lines.GroupBy(option => option.Said, StringComparer.Ordinal).Select(
            same => $"{string.Join(", ", same.Select(option => option.Id))}: {same.Key}"));
    }

    private string DescribeArgument(EvidenceArgument argument)
    {
        string[] starts = [.. _request.Links.Select(static link => link.Node).OfType<KgNode>().DistinctBy(static node => node.Id)
            .Where(node => argument.Starts.Contains(node.Id)).Select(_wording.Name)];
        string effect = argument.Effect switch
        {
            ArgumentEffect.Supports => "for",
            ArgumentEffect.SupportsWeakly => "weakly for",
            _ => "against",
        };
        return $"{effect} it: {argument.Name} ({PlainText.List(starts)})";
    }

    private string DescribeKnownAnswer(int maxPartLength)
    {
        string? id = FindId(_request.Question.AnswerLabel);
        string answer = PlainText.Clean(QuestionPart.Cut(_request.Question.Answer!, maxPartLength));
        return id is null ? answer : $"{id}: {answer}";
    }

    private string? FindId(string? label) => label is null
        ? null
        : _answers.Where(entry => string.Equals(entry.Value.Label, label, StringComparison.Ordinal)).Select(entry => entry.Key).FirstOrDefault();

    /// <summary>An answer that can be chosen.</summary>
    private sealed record Choice(string Text, string? Label);
}
