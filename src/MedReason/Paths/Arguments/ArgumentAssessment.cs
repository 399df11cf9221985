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

    // What one in four does says little against any of them.
    private const double MinOppositionBits = 2;

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

    private IEnumerable<Weighed> Weigh(IEnumerable<FoundArgument> arguments, Dictionary<NodeId, int> position)
    {
        foreach (IGrouping<ArgumentLine, FoundArgument> kind in arguments.GroupBy(static argument => argument.Line))
        {
            ArgumentLine line = kind.Key;
            int meeting = MeetingPlace(line);
            Weighed? best = null;
            foreach (IGrouping<NodeId, FoundArgument> met in kind.GroupBy(argument => argument.Path.Nodes[meeting].Id).OrderBy(static group => group.Key))
            {
                // A start that reaches the place by several ways counts once, by its most informative one.
                Dictionary<NodeId, StepInformation> starts = met
                    .GroupBy(argument => _representatives.GetValueOrDefault(argument.Start, argument.Start))
                    .ToDictionary(
                        static start => start.Key,
                        start => start.Select(argument => GetInformation(argument, meeting)).MaxBy(static information => information.Bits));
                StepInformation[] ordered = [.. starts.OrderBy(static pair => pair.Key).Select(static pair => pair.Value)];
                double weighed = Math.Round(ordered.Sum(static information => information.Bits) * line.Weight, 6);
                bool isEnough = ordered.Sum(static information => information.Share) >= line.MinShare && starts.Count >= line.MinStarts;
                if (isEnough && (best is null || weighed > best.Argument.Bits))
                {
                    var argument = new EvidenceArgument
                    {
                        Name = line.Name,
                        Effect = line.Effect,
                        Bits = weighed,
                        Starts = [.. starts.Keys.OrderBy(node => position.GetValueOrDefault(node, int.MaxValue)).ThenBy(static node => node)],
                    };
                    best = new Weighed(argument, [.. met]);
                }
            }

            if (best is not null)
            {
                yield return best;
            }
        }
    }

    private StepInformation GetInformation(FoundArgument argument, int meeting)
    {
        StepInformation information = _counts.Get(argument.Path.Nodes[meeting - 1].Id, argument.Line.Steps[meeting - 1]);
        return information with { Bits = Math.Max(0, information.Bits + _frequencies.GetBits(argument.Path, meeting - 1)) };
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

    /// <summary>An argument with what was found for it.</summary>
    private sealed record Weighed(EvidenceArgument Argument, IReadOnlyList<FoundArgument> Found)
    {
        public double Worth => Argument.Effect == ArgumentEffect.CountsAgainst ? -Argument.Bits : Argument.Bits;
    }
}
