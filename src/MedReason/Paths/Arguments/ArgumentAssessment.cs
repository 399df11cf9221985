using MedReason.Questions;

namespace MedReason.Paths;

/// <summary>Weighs the arguments for each conclusion, and grades the evidence for the answer. Immutable.</summary>
/// <remarks>
/// A finding is worth its information: the logarithm of how much it narrows down what could be at the other end of its step, so that fever, which many
/// diseases present, is worth little; more where the condition presents it always, less where seldom. Findings add up only where they meet: at the
/// answer, or at one and the same condition on the way to it. What a conclusion is worth is the sum over the kinds of arguments, what counts against it
/// subtracted. Denied findings do not subtract.
/// </remarks>
internal sealed class ArgumentAssessment
{
    /// <summary>The lead in bits over every other option that a decision needs: odds of about twenty to one were the findings independent.</summary>
    public const double DecisionLead = 4.3;

    /// <summary>The level at which an answer without options is told apart from answers drawn at random.</summary>
    public const double DrawLevel = 0.05;

    // An answer in which nearly everything takes part, such as metabolism, is too general for anything to argue for it.
    private const double MinEndShare = 0.4;

    // What holds no more than these is a group that a person can list, however small the graph.
    private const int ListableEnds = 50;

    // A finding that every sixth of ten thousand diseases presents, such as an abnormal laboratory value, counts as nothing.
    private const double MinFindingShare = 0.2;

    // What one in four does says little against any of them.
    private const double MinOppositionBits = 2;

    private static readonly ArgumentStep PresentedBy = new(RelationMeaning.Presents, false);
    private static readonly ArgumentStep ToClass = new(RelationMeaning.IsA, true);
    private static readonly ArgumentStep CausesIt = new(RelationMeaning.Causes, true);

    private readonly Weighed[][] _byGroup;
    private readonly double[] _strengths;
    private readonly MeaningCounts _counts;
    private readonly FindingFrequencies _frequencies;
    private readonly IReadOnlyDictionary<NodeId, NodeId> _representatives;

    /// <summary>Weighs arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="groups">The conclusions.</param>
    /// <param name="representatives">The node by which each start is counted and listed, in the order of the question.</param>
    /// <param name="counts">Determines what a step is worth.</param>
    /// <param name="frequencies">How often the conditions on the paths present their findings.</param>
    public ArgumentAssessment(
        IReadOnlyList<FoundArgument> arguments,
        IReadOnlyList<ConclusionGroup> groups,
        IReadOnlyDictionary<NodeId, NodeId> representatives,
        MeaningCounts counts,
        FindingFrequencies frequencies)
    {
        _counts = counts;
        _frequencies = frequencies;
        _representatives = representatives;
        var position = new Dictionary<NodeId, int>();
        foreach (NodeId start in representatives.Values)
        {
            position.TryAdd(start, position.Count);
        }

        _byGroup =
        [
            .. groups.Select(group => Weigh(arguments.Where(argument => group.Nodes.Contains(argument.End) && EndsAtSomething(argument)), position)
                .OrderByDescending(static weighed => weighed.Argument.Bits).ToArray()),
        ];
        _strengths = [.. _byGroup.Select(static group => Math.Round(group.Sum(static weighed => weighed.Worth), 6))];
    }

    public IReadOnlyList<EvidenceArgument> GetArguments(int group) => [.. _byGroup[group].Select(static weighed => weighed.Argument)];

    /// <summary>
    /// Returns the paths that the arguments for a conclusion rest on: those that support it, and where none supports any, those that make it plausible.
    /// </summary>
    public IEnumerable<KgPath> GetPaths(int group)
    {
        ArgumentEffect effect = Enumerable.Range(0, _byGroup.Length).Any(IsArgued) ? ArgumentEffect.Supports : ArgumentEffect.SupportsWeakly;
        return _byGroup[group].Where(weighed => weighed.Argument.Effect == effect)
            .SelectMany(static weighed => weighed.Found).Select(static found => found.Path);
    }

    /// <summary>Returns what counts against a conclusion: for each kind of argument its most informative path.</summary>
    public IEnumerable<FoundArgument> GetOpposition(int group) => _byGroup[group]
        .Where(static weighed => weighed.Argument is { Effect: ArgumentEffect.CountsAgainst, Bits: >= MinOppositionBits })
        .Select(weighed => weighed.Found.MaxBy(found => GetInformation(found, MeetingPlace(found.Line)).Bits)!);

    public double GetStrength(int group) => _strengths[group];

    /// <summary>Returns whether all that supports a conclusion is one finding that it presents.</summary>
    public bool RestsOnOneFinding(int group)
    {
        FoundArgument[] found = [.. _byGroup[group].Where(static weighed => weighed.Argument.Effect == ArgumentEffect.Supports)
            .SelectMany(static weighed => weighed.Found)];
        return found.Length > 0 && found.All(static argument => argument.Line.Steps.Contains(PresentedBy))
            && found.Select(GetRepresentative).Distinct().Count() == 1;
    }

    /// <summary>Grades the evidence for a conclusion against the others.</summary>
    /// <param name="subject">Its groups: several for an answer that stands for several options, each of which must be argued for.</param>
    /// <param name="isComparable">
    /// Whether the graph could have argued for every conclusion: that it says nothing of one is no lead over it.
    /// </param>
    /// <param name="pValue">The probability of as strong arguments for an answer drawn at random; null where answers are not drawn.</param>
    /// <returns>The grade, and why it is no higher: a reason code and, when contested, the group that is stronger.</returns>
    public (EvidenceGrade Grade, string? Reason, int? Stronger) Grade(
        IReadOnlyList<int> subject, bool isComparable, double? pValue)
    {
        if (subject.Count == 0 || !subject.All(IsArgued))
        {
            return (EvidenceGrade.Associated, ReasonCodes.NoArgument, null);
        }

        double own = subject.Min(GetStrength);
        int[] others = [.. Enumerable.Range(0, _byGroup.Length).Except(subject).OrderByDescending(GetStrength)];
        if (others.Length > 0 && GetStrength(others[0]) > own)
        {
            return (EvidenceGrade.Associated, ReasonCodes.Contested, others[0]);
        }

        // What argues as strongly for another option argues for neither: the graph cannot tell them apart. What only makes the answer plausible, or counts
        // against the other, is no argument for the answer.
        double argued = subject.Min(GetSupport);
        if (others.Any(other => GetStrength(other) >= own || (GetSupport(other) >= argued && IsArgued(other))))
        {
            return (EvidenceGrade.Associated, ReasonCodes.NotSpecific, null);
        }

        bool isTold = others.Length > 0 ? isComparable && own - GetStrength(others[0]) >= DecisionLead : pValue <= DrawLevel;
        return isTold
            ? (EvidenceGrade.Discriminating, null, null)
            : (EvidenceGrade.Supporting, null, null);
    }

    private bool IsArgued(int group) => GetStrength(group) > 0 && GetSupport(group) > 0;

    /// <summary>Returns what the arguments that support a conclusion are worth, in bits.</summary>
    private double GetSupport(int group) => Math.Round(
        _byGroup[group].Where(static weighed => weighed.Argument.Effect == ArgumentEffect.Supports).Sum(static weighed => weighed.Argument.Bits), 6);

    /// <summary>Returns whether an argument that ends at what holds others, such as a pathway or a class, ends at one that is specific.</summary>
    private bool EndsAtSomething(FoundArgument argument)
    {
        ArgumentStep last = argument.Line.Steps[^1];
        bool isContainer = last.IsForward == true
            && (last.Meaning == RelationMeaning.IsA || last.Meaning == RelationMeaning.PartOf || last.Meaning == RelationMeaning.ParticipatesIn
                || last.Meaning == RelationMeaning.LocatedIn || last.Meaning == RelationMeaning.ExpressedIn);
        ArgumentStep members = last with { IsForward = false };
        return !isContainer || _counts.CountEnds(argument.End, members) <= ListableEnds || _counts.Get(argument.End, members).Share >= MinEndShare;
    }

    private IEnumerable<Weighed> Weigh(IEnumerable<FoundArgument> arguments, Dictionary<NodeId, int> position) => arguments
        .GroupBy(static argument => FamilyOf(argument.Line))
        .SelectMany(family => family
            .GroupBy(static argument => argument.Path.Nodes[MeetingPlace(argument.Line)].Id)
            .OrderBy(static met => met.Key)
            .Select(met => Meet([.. met]))
            .OfType<Meeting>()
            .MaxBy(static met => met.Weight) is { } best ? Describe(best, position) : []);

    /// <summary>
    /// Returns what the lines have in common whose findings add up: those that differ only in how the finding is joined to the feature within a hierarchy,
    /// or the condition that presents it to the answer, so that the findings of an answer and of a kind of it count once. Any other line is alone.
    /// </summary>
    private static object FamilyOf(ArgumentLine line) =>
        line is { Effect: not ArgumentEffect.CountsAgainst, MinStarts: 1 } && (IsMetAtEnd(line) || IsMetAtKind(line))
            ? (line.Effect, line.Steps[MeetingPlace(line) - 1])
            : line;

    private static bool IsMetAtEnd(ArgumentLine line) => MeetingPlace(line) == line.Steps.Count;

    /// <summary>Whether the starts of a line meet at a condition that presents them and is a kind of the answer.</summary>
    private static bool IsMetAtKind(ArgumentLine line)
    {
        int meeting = MeetingPlace(line);
        return meeting < line.Steps.Count && line.Steps[meeting - 1] == PresentedBy && line.Steps.Skip(meeting).All(static step => step == ToClass);
    }

    /// <summary>Weighs the arguments of one family that meet at one node; null where they are too few to be one.</summary>
    private Meeting? Meet(IReadOnlyList<FoundArgument> arguments)
    {
        // A start that reaches the place by several ways counts once, by its most informative one. So does the last node before the place, at which several
        // starts may have met already, and a finding of which another one is a kind: pain beside abdominal pain.
        var counted = new List<Counted>();
        foreach (Counted argument in arguments.Select(Count).OrderByDescending(static one => one.Weight).ThenByDescending(static one => one.Information.Bits))
        {
            if (argument.IsInformative && !counted.Exists(other => IsSameFinding(other.Argument, argument.Argument)))
            {
                counted.Add(argument);
            }
        }

        if (counted.Count == 0)
        {
            return null;
        }

        ArgumentLine line = arguments[0].Line;
        bool isEnough = counted.Sum(static one => one.Information.Share) >= arguments.Min(static argument => argument.Line.MinShare)
            && counted.Count >= line.MinStarts;

        // What is too little for an argument still makes the conclusion plausible, as it does every other one of which the same is known.
        return isEnough || (line.Effect == ArgumentEffect.Supports && IsMetAtEnd(line))
            ? new Meeting(counted, arguments, isEnough ? line.Effect : ArgumentEffect.SupportsWeakly)
            : null;
    }

    private Counted Count(FoundArgument argument)
    {
        StepInformation information = GetInformation(argument, MeetingPlace(argument.Line));
        bool isInformative = argument.Line.Steps[^1] != PresentedBy || GetKnown(argument, argument.Line.Steps.Count).Share >= MinFindingShare;
        return new Counted(argument, information, information.Bits * argument.Line.Weight, isInformative);
    }

    private bool IsSameFinding(FoundArgument left, FoundArgument right)
    {
        NodeId feature = GetFeature(left);
        return GetRepresentative(left) == GetRepresentative(right)
            || _representatives.GetValueOrDefault(feature, feature) == _representatives.GetValueOrDefault(GetFeature(right), GetFeature(right))
            || _counts.IsKindOf(left.Start, right.Start) || _counts.IsKindOf(right.Start, left.Start);
    }

    private static NodeId GetFeature(FoundArgument argument) => argument.Path.Nodes[MeetingPlace(argument.Line) - 1].Id;

    private IEnumerable<Weighed> Describe(Meeting meeting, Dictionary<NodeId, int> position)
    {
        foreach (IGrouping<ArgumentLine, Counted> kind in meeting.Counted.GroupBy(static one => one.Argument.Line))
        {
            NodeId[] starts = [.. kind.Select(one => GetRepresentative(one.Argument))];
            var argument = new EvidenceArgument
            {
                Name = kind.Key.Name,
                Effect = meeting.Effect,
                Bits = Math.Round(kind.Sum(static one => one.Weight), 6),
                Starts = [.. starts.OrderBy(node => position.GetValueOrDefault(node, int.MaxValue)).ThenBy(static node => node)],
            };
            yield return new Weighed(argument, [.. meeting.All.Where(found => found.Line == kind.Key && starts.Contains(GetRepresentative(found)))]);
        }
    }

    private NodeId GetRepresentative(FoundArgument argument) => _representatives.GetValueOrDefault(argument.Start, argument.Start);

    /// <summary>
    /// Returns the information of a start about the place where it meets others: no more than the least informative node on the way to it, because the
    /// question states the first of them alone and the graph joins the last of them alone. The more of the answer's kinds lack what one of them presents,
    /// the less it says for the answer: in one kind of ten it is ten times rarer in the answer than in that kind.
    /// </summary>
    private StepInformation GetInformation(FoundArgument argument, int meeting)
    {
        StepInformation known = GetKnown(argument, meeting);
        double share = IsMetAtKind(argument.Line) ? _counts.GetShareOfKinds(argument.End, argument.Path.Nodes[meeting - 1].Id) : 1;
        return known with { Bits = Math.Max(0, known.Bits + _frequencies.GetBits(argument.Path, meeting - 1) + Math.Log2(share)) };
    }

    private StepInformation GetKnown(FoundArgument argument, int meeting)
    {
        ArgumentStep step = argument.Line.Steps[meeting - 1];
        if (step == CausesIt)
        {
            // A drug has hundreds of effects: what one of them is worth shows in how few drugs have it.
            return _counts.Get(argument.Path.Nodes[meeting].Id, step with { IsForward = false });
        }

        return argument.Path.Nodes.Take(meeting).Select(node => _counts.Get(node.Id, step))
            .Where(static one => one.FullBits > 0).DefaultIfEmpty().MinBy(static one => one.Share);
    }

    /// <summary>Returns the index of the node at which the starts of a line meet: behind its first step that is not a step within a hierarchy.</summary>
    private static int MeetingPlace(ArgumentLine line)
    {
        for (int i = 0; i < line.Steps.Count; i++)
        {
            if (line.Steps[i].Meaning != RelationMeaning.IsA)
            {
                return i + 1;
            }
        }

        return line.Steps.Count;
    }

    /// <summary>What one start adds at the place where it meets others.</summary>
    private sealed record Counted(FoundArgument Argument, StepInformation Information, double Weight, bool IsInformative);

    /// <summary>The starts of a family of lines that meet at one node.</summary>
    private sealed record Meeting(IReadOnlyList<Counted> Counted, IReadOnlyList<FoundArgument> All, ArgumentEffect Effect)
    {
        public double Weight { get; } = Math.Round(Counted.Sum(static one => one.Weight), 6);
    }

    /// <summary>An argument with what was found for it.</summary>
    private sealed record Weighed(EvidenceArgument Argument, IReadOnlyList<FoundArgument> Found)
    {
        public double Worth => Argument.Effect == ArgumentEffect.CountsAgainst ? -Argument.Bits : Argument.Bits;
    }
}
