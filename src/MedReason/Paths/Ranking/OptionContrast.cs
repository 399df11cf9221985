namespace MedReason.Paths;

/// <summary>Compares the evidence of the options.</summary>
internal static class OptionContrast
{
    /// <summary>Compares the options.</summary>
    /// <param name="question">The question.</param>
    /// <param name="combinations">Its options that stand for others.</param>
    /// <param name="linked">The labels of options of which at least one entity is in the graph.</param>
    /// <param name="candidates">All candidates, chosen or not.</param>
    /// <param name="paths">The chosen paths.</param>
    /// <returns>One entry for each option, in the question's order.</returns>
    public static IReadOnlyList<OptionEvidence> Compare(
        MedicalQuestion question,
        IReadOnlyList<OptionCombination> combinations,
        HashSet<string> linked,
        IReadOnlyList<RankedCandidate> candidates,
        IReadOnlyList<EvidencePath> paths)
    {
        var own = new Dictionary<string, OptionEvidence>(StringComparer.Ordinal);
        foreach (AnswerOption option in question.Options)
        {
            own[option.Label] = Weigh(option.Label, linked, candidates, paths);
        }

        var contrast = new List<OptionEvidence>(question.Options.Count);
        foreach (AnswerOption option in question.Options)
        {
            OptionCombination? combination = combinations.FirstOrDefault(entry => string.Equals(entry.Label, option.Label, StringComparison.Ordinal));
            contrast.Add(combination is null ? own[option.Label] : Combine(combination, own, paths));
        }

        return contrast;
    }

    /// <summary>Returns the strength of the support of a conclusion: for each start the best of its ends, summed.</summary>
    /// <param name="candidates">The supporting candidates of one conclusion.</param>
    /// <returns>The strength, rounded; 0 without candidates.</returns>
    public static double GetStrength(IEnumerable<RankedCandidate> candidates)
    {
        double strength = 0;
        foreach (IGrouping<NodeId, RankedCandidate> start in candidates.GroupBy(candidate => candidate.From).OrderBy(group => group.Key))
        {
            // The square root is a compromise between a sum, which one well studied pair would dominate, and a count of linked entities.
            strength += start.GroupBy(candidate => candidate.To).Max(end => PathScoring.Round(Math.Sqrt(SumWeights(end))));
        }

        return PathScoring.Round(strength);
    }

    private static double SumWeights(IEnumerable<RankedCandidate> candidates) => candidates
        .OrderBy(candidate => candidate.Evidence.Path).ThenBy(candidate => candidate.Sequence, StringComparer.Ordinal)
        .Sum(candidate => Math.Exp(candidate.Evidence.Score));

    /// <summary>Returns the option that the evidence favors.</summary>
    /// <param name="question">The question.</param>
    /// <param name="combinations">Its options that stand for others.</param>
    /// <param name="contrast">The options' evidence.</param>
    /// <param name="minLead">The minimum lead of the favored option, as a share of its own strength.</param>
    /// <returns>Its label; null when the evidence does not decide.</returns>
    public static string? GetFavored(
        MedicalQuestion question, IReadOnlyList<OptionCombination> combinations, IReadOnlyList<OptionEvidence> contrast, double minLead)
    {
        List<OptionEvidence> single =
        [
            .. contrast.Where(option => combinations.All(entry => !string.Equals(entry.Label, option.Label, StringComparison.Ordinal))),
        ];
        return question.Ask == QuestionAsk.Except
            ? GetException(single, combinations, minLead)
            : GetSupported(single, combinations, contrast, minLead);
    }

    private static OptionEvidence Weigh(string label, HashSet<string> linked, IReadOnlyList<RankedCandidate> candidates, IReadOnlyList<EvidencePath> paths)
    {
        RankedCandidate[] own = [.. candidates.Where(candidate => string.Equals(candidate.Evidence.OptionLabel, label, StringComparison.Ordinal))];
        RankedCandidate[] supporting = [.. own.Where(candidate => candidate.Evidence.Stance == EvidenceStance.Supports)];
        bool opposed = supporting.Length < own.Length;
        return Point(
            new OptionEvidence
            {
                Label = label,
                Support = !linked.Contains(label) ? OptionSupport.NotLinked : (supporting.Length > 0, opposed) switch
                {
                    (true, true) => OptionSupport.Mixed,
                    (true, false) => OptionSupport.Supported,
                    (false, true) => OptionSupport.Opposed,
                    _ => OptionSupport.NoEvidence,
                },
                Score = GetStrength(supporting),
            },
            paths);
    }

    /// <summary>Adds to an option's entry the indexes of the chosen paths that are its own, or its parts'.</summary>
    /// <param name="option">The entry.</param>
    /// <param name="paths">The chosen paths.</param>
    /// <returns>The entry with its indexes and distinct nodes.</returns>
    public static OptionEvidence Point(OptionEvidence option, IReadOnlyList<EvidencePath> paths)
    {
        IReadOnlyList<string> labels = option.CombinedLabels.Count > 0 ? option.CombinedLabels : [option.Label];
        var supportingPaths = new List<int>();
        var opposingPaths = new List<int>();
        var distinct = new SortedSet<NodeId>();
        var others = new HashSet<NodeId>();
        for (int i = 0; i < paths.Count; i++)
        {
            bool isOwn = paths[i].OptionLabel is { } label && labels.Contains(label, StringComparer.Ordinal);
            bool supports = paths[i].Stance == EvidenceStance.Supports;
            if (isOwn)
            {
                (supports ? supportingPaths : opposingPaths).Add(i);
            }

            if (supports && paths[i].OptionLabel is not null)
            {
                for (int j = 1; j < paths[i].Path.Nodes.Count - 1; j++)
                {
                    _ = isOwn ? distinct.Add(paths[i].Path.Nodes[j].Id) : others.Add(paths[i].Path.Nodes[j].Id);
                }
            }
        }

        distinct.ExceptWith(others);
        return option with { SupportingPaths = supportingPaths, OpposingPaths = opposingPaths, DistinctNodes = [.. distinct] };
    }

    private static OptionEvidence Combine(OptionCombination combination, Dictionary<string, OptionEvidence> own, IReadOnlyList<EvidencePath> paths)
    {
        OptionEvidence[] parts = [.. combination.Labels.Select(label => own[label])];
        bool anyLinked = parts.Any(part => part.Support != OptionSupport.NotLinked);
        if (combination.Kind == OptionCombinationKind.None)
        {
            // It claims that nothing supports the others: what supports one of them opposes it, and their lack of support is not a path.
            bool anySupported = parts.Any(part => part.Support is OptionSupport.Supported or OptionSupport.Mixed);
            return new OptionEvidence
            {
                Label = combination.Label,
                Support = anySupported ? OptionSupport.Opposed : anyLinked ? OptionSupport.NoEvidence : OptionSupport.NotLinked,
                OpposingPaths = [.. parts.SelectMany(part => part.SupportingPaths).Order()],
            };
        }

        bool isAny = combination.Kind == OptionCombinationKind.Any;
        OptionSupport[] supports = [.. parts.Select(part => part.Support)];
        bool supported = isAny ? supports.Any(IsSupported) : supports.All(IsSupported);
        bool opposed = isAny
            ? supports.All(support => support is OptionSupport.Opposed)
            : supports.Any(support => support is OptionSupport.Opposed or OptionSupport.Mixed);
        var combined = new OptionEvidence
        {
            Label = combination.Label,
            Support = !anyLinked ? OptionSupport.NotLinked : (supported, opposed) switch
            {
                (true, true) => OptionSupport.Mixed,
                (true, false) => OptionSupport.Supported,
                (false, true) => OptionSupport.Opposed,
                _ => OptionSupport.NoEvidence,
            },
            Score = supported ? isAny ? parts.Max(part => part.Score) : parts.Min(part => part.Score) : 0,
            CombinedLabels = combination.Labels,
        };
        return Point(combined, paths);
    }

    private static string? GetSupported(
        List<OptionEvidence> single,
        IReadOnlyList<OptionCombination> combinations,
        IReadOnlyList<OptionEvidence> contrast,
        double minLead)
    {
        List<OptionEvidence> supported = [.. single.Where(option => option.Support == OptionSupport.Supported)];
        if (supported.Count == 0)
        {
            supported = [.. single.Where(option => option.Support == OptionSupport.Mixed)];
        }

        if (supported.Count == 0)
        {
            // Nothing supports any option: only "none of the above" states that, and only if every option could have been supported.
            OptionCombination? none = combinations.FirstOrDefault(entry => entry.Kind == OptionCombinationKind.None);
            return none is not null && single.Count > 0 && single.All(option => option.Support is OptionSupport.NoEvidence or OptionSupport.Opposed)
                ? none.Label
                : null;
        }

        supported.Sort((left, right) => right.Score.CompareTo(left.Score));
        foreach (OptionCombination combination in combinations
            .Where(entry => entry.Kind != OptionCombinationKind.None).OrderByDescending(entry => entry.Labels.Count))
        {
            OptionEvidence evidence = contrast.First(option => string.Equals(option.Label, combination.Label, StringComparison.Ordinal));
            OptionEvidence[] parts = [.. supported.Where(option => combination.Labels.Contains(option.Label))];
            double weakest = parts.Length == combination.Labels.Count ? parts.Min(part => part.Score) : 0;
            double outside = supported.Where(option => !combination.Labels.Contains(option.Label)).Select(option => option.Score).DefaultIfEmpty().Max();

            // All parts must be supported about equally well: below half of the best, one part rather than all of them is meant.
            if (evidence.Support == OptionSupport.Supported && weakest >= supported[0].Score / 2 && weakest > outside)
            {
                return combination.Label;
            }
        }

        double lead = supported[0].Score - (supported.Count > 1 ? supported[1].Score : 0);
        return lead > 0 && lead >= minLead * supported[0].Score ? supported[0].Label : null;
    }

    private static string? GetException(List<OptionEvidence> single, IReadOnlyList<OptionCombination> combinations, double minLead)
    {
        List<OptionEvidence> known = [.. single.Where(option => option.Support != OptionSupport.NotLinked)];
        if (known.Count < 2 || !known.Exists(option => IsSupported(option.Support)))
        {
            return null;
        }

        OptionEvidence[] opposed = [.. known.Where(option => option.Support == OptionSupport.Opposed)];
        if (opposed.Length > 0)
        {
            return opposed.Length == 1 ? opposed[0].Label : null;
        }

        known.Sort((left, right) => left.Score.CompareTo(right.Score));
        OptionCombination? none = combinations.FirstOrDefault(entry => entry.Kind == OptionCombinationKind.None);
        if (none is not null && known.Count == single.Count && known.TrueForAll(option => option.Support == OptionSupport.Supported)
            && known[0].Score >= known[^1].Score / 2)
        {
            return none.Label;
        }

        double lead = known[1].Score - known[0].Score;
        return lead > 0 && lead >= minLead * known[1].Score ? known[0].Label : null;
    }

    private static bool IsSupported(OptionSupport support) => support is OptionSupport.Supported or OptionSupport.Mixed;
}
