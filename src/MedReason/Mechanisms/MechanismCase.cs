using System.Globalization;
using MedReason.Verification;

namespace MedReason.Mechanisms;

/// <summary>One question about a mechanism, on its way to its answer.</summary>
internal sealed class MechanismCase
{
    // How much longer than the shortest a way may be: through a stated link, and to be weighed of an added link.
    private const int Detour = 2;

    // Two thirds of the signed ways raise.
    private const double ClearlyRaising = -1d / 3;

    private const double PrecedentWeight = 0.25;
    private const double Indifferent = 1e-9;

    // How many ways to a link are tried to be gone on without a node visited twice.
    private const int MaxStarts = 64;

    private readonly MechanismSpace _space;
    private readonly EdgeLookup _edges;
    private readonly MechanismQuestion _question;
    private readonly MechanismReaderOptions _options;
    private readonly MechanismEvidence _evidence;

    public MechanismCase(IKnowledgeGraph graph, MechanismSpace space, EdgeLookup edges, MechanismQuestion question, MechanismReaderOptions options)
    {
        (_space, _edges, _question, _options) = (space, edges, question, options);
        _evidence = new MechanismEvidence(graph, space);
    }

    /// <summary>Answers the question.</summary>
    public async Task<MechanismAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        KgEdge? link = _question.Link;
        if (new[] { _question.Drug, _question.Disease }.FirstOrDefault(id => _edges.FindNode(id) is null) is { IsEmpty: false } unknown)
        {
            return Answer(false, $"The graph has no node '{unknown}', so it has no mechanism.") with { IsLinkOnPath = link is null ? null : false };
        }

        MechanismAnswer answer = link is null
            ? await AskExistenceAsync(cancellationToken).ConfigureAwait(false)
            : _question.Change == MechanismChange.Add
                ? await AskAddedAsync(link, cancellationToken).ConfigureAwait(false)
                : await AskStatedAsync(link, cancellationToken).ConfigureAwait(false);
        return answer with
        {
            IsLinkInGraph = link is not null && _edges.HasEdge(link.Source, link.Relation, link.Target),
            IsTruncated = _space.IsTruncated,
        };
    }

    private async Task<MechanismAnswer> AskExistenceAsync(CancellationToken cancellationToken)
    {
        MechanismCorridor corridor = await MechanismAsync(_options.MaxHops, 1, null, cancellationToken).ConfigureAwait(false);
        if (corridor.Hops is not { } hops)
        {
            return Answer(_space.IsTruncated ? null : false, $"No path of at most {_options.MaxHops} hops leads from {Drug} to {Disease}{Cut}.");
        }

        (double narrow, double wide) = (corridor.Weigh(0).Lean, corridor.Weigh(1).Lean);
        bool isPlain = hops <= _options.MaxPlainHops;
        bool holds = isPlain ? narrow >= ClearlyRaising || wide >= ClearlyRaising : narrow + wide > 0;
        await _evidence.AddAsync(ChoosePaths(corridor, 1, holds ? -1 : 1), null, cancellationToken).ConfigureAwait(false);
        string signs = narrow + wide > 0 ? "the signs lower it" : narrow + wide < 0 ? "the signs raise it" : "the signs do not lean either way";
        string reason = holds || isPlain ? signs : $"{signs}, and a path of more than {_options.MaxPlainHops} hops needs signs that lower it";
        return Answer(holds, $"{Drug} reaches {Disease} in {hops} hops; {reason}.") with { Margin = Math.Min(1, Math.Abs(narrow + wide) / 2) };
    }

    private async Task<MechanismAnswer> AskStatedAsync(KgEdge link, CancellationToken cancellationToken)
    {
        string words = Words(link);
        int[]? through = null;
        bool isUndecided = false;
        MechanismStep? found = FindStep(link);
        if (found is { } step)
        {
            through = await FindThroughAsync(step, cancellationToken).ConfigureAwait(false);
            isUndecided = through is null && _space.IsTruncated;
            _evidence.AddLink(new KgEdge { Source = _space.IdOf(step.Source), Relation = step.Relation, Target = _space.IdOf(step.Target) }, step.Effect);
        }
        else if (_edges.IsUndecided(link.Source, link.Target))
        {
            isUndecided = true;
        }

        MechanismStep? removed = through is null ? null : found;
        MechanismCorridor rest = await MechanismAsync(_options.MaxHops + Detour, 0, removed, cancellationToken).ConfigureAwait(false);
        List<int[]> others = rest.FindPaths(through is null ? _options.MaxPaths : 1, 0);
        await _evidence.AddAsync(through is null ? others : [through], null, cancellationToken).ConfigureAwait(false);
        KgPath? bypass = through is null || others.Count == 0
            ? null
            : await _evidence.ToPathAsync(others[0], null, removed, cancellationToken).ConfigureAwait(false);
        if (isUndecided)
        {
            return Answer(null, $"The search was cut before a path through '{words}' was found or excluded.");
        }

        return Answer(Decide(through is not null, others.Count > 0), Describe(words, through is not null, others.Count > 0)) with
        {
            IsLinkOnPath = through is not null,
            Bypass = bypass,
        };
    }

    private bool? Decide(bool isOnPath, bool hasOther) => _question.Change switch
    {
        MechanismChange.None => isOnPath,
        MechanismChange.Invert when isOnPath && _space.Effects.Of(_question.Link!.Relation) == MechanismEffect.Keeps => null,
        _ when isOnPath => false,
        _ => hasOther || !_space.IsTruncated ? hasOther : null,
    };

    private string Describe(string words, bool isOnPath, bool hasOther)
    {
        string mechanism = hasOther ? $"the way from {Drug} to {Disease} stands without it" : $"no way from {Drug} to {Disease} was found{Cut}";
        if (!isOnPath)
        {
            return $"No path from {Drug} to {Disease} runs through '{words}'; {mechanism}.";
        }

        string other = hasOther ? "another path remains" : $"no other path was found{Cut}";
        return Decide(isOnPath, hasOther) is null
            ? $"A path runs through '{words}', whose relation has no sign that could be inverted; {other}."
            : _question.Change switch
            {
                MechanismChange.None => $"A path from {Drug} to {Disease} runs through '{words}'.",
                MechanismChange.Delete => $"The path from {Drug} to {Disease} through '{words}' breaks without it; {other}.",
                _ => $"The path from {Drug} to {Disease} through '{words}' turns its effect with it; {other}.",
            };
    }

    private async Task<MechanismAnswer> AskAddedAsync(KgEdge link, CancellationToken cancellationToken)
    {
        string words = Words(link);
        if (new[] { link.Source, link.Target }.FirstOrDefault(id => _edges.FindNode(id) is null) is { IsEmpty: false } unknown)
        {
            return Answer(false, $"The graph has no node '{unknown}', so that the link leads nowhere.");
        }

        if (_space.Effects.Of(link.Relation) is not { } effect)
        {
            return Answer(false, $"'{words}' denies, warns or compares, so that no effect passes by it.");
        }

        if (link.Target == _question.Drug || link.Source == _question.Disease)
        {
            return Answer(false, $"'{words}' leads back to {Drug} or away from {Disease}.");
        }

        var step = new MechanismStep(_space.KeyOf(link.Source), _space.KeyOf(link.Target), link.Relation, effect);
        (int drug, int disease) = (_space.KeyOf(_question.Drug), _space.KeyOf(_question.Disease));
        MechanismCorridor? before = step.Source == drug ? null : await OpenAsync(drug, step.Source, cancellationToken).ConfigureAwait(false);
        MechanismCorridor? after = step.Target == disease ? null : await OpenAsync(step.Target, disease, cancellationToken).ConfigureAwait(false);
        if (before is { Hops: null } || after is { Hops: null })
        {
            string gap = before is { Hops: null } ? $"from {Drug} to {Name(link.Source)}" : $"from {Name(link.Target)} to {Disease}";
            return Answer(_space.IsTruncated ? null : false, $"No path leads {gap}{Cut}, so that '{words}' joins nothing.");
        }

        if (effect == MechanismEffect.Keeps)
        {
            return Answer(null, $"'{words}' has no sign, so that its effect is open.");
        }

        int entry = before is null ? 1 : SignOfEntry(drug, step.Source, before);
        double onward = after is null ? -1 : after.Weigh(Detour).PassedLean;
        (double lean, List<MechanismStep> precedents) = await PrecedentsAsync(step, cancellationToken).ConfigureAwait(false);
        double score = entry * step.Sign * (onward + (PrecedentWeight * lean));
        bool? holds = Math.Abs(score) <= Indifferent ? null : score > 0;
        _evidence.AddLink(link, effect);
        await AddPathsAsync(step, before, after, entry, Math.Sign(onward), cancellationToken).ConfigureAwait(false);
        _evidence.AddPrecedents(precedents.Take(_options.MaxPrecedents));
        string verdict = holds is null ? "the signs for and against are equal" : $"{Drug} would act {(holds.Value ? "against" : "in favour of")} {Disease}";
        return Answer(holds, $"With '{words}' {verdict}: {Reasons(link, entry, onward, lean, precedents.Count)}.") with
        {
            Margin = Math.Min(1, Math.Abs(score) / (1 + PrecedentWeight)),
        };

        Task<MechanismCorridor> OpenAsync(int from, int to, CancellationToken token) =>
            MechanismCorridor.OpenAsync(_space, from, to, _options.MaxHops, Detour, null, token);
    }

    private string Reasons(KgEdge link, int entry, double onward, double lean, int precedents)
    {
        string share = string.Create(CultureInfo.InvariantCulture, $"{50 * (1 + Math.Abs(onward)):0} %");
        string way = link.Target == _question.Disease
            ? "the link ends at the disease"
            : $"{share} of the ways from {Name(link.Target)} to it {(onward > 0 ? "lower" : "raise")} it";
        string acts = lean > 0 ? "raises" : lean < 0 ? "lowers" : "raises and lowers alike";
        string others = precedents == 0 ? string.Empty : $", and what other drugs do to {Name(link.Target)} {acts} it";
        string start = entry switch
        {
            > 0 => string.Empty,
            0 => $"{Drug} raises and lowers {Name(link.Source)} alike; ",
            _ => $"{Drug} lowers {Name(link.Source)}; ",
        };
        return start + way + others;
    }

    private int SignOfEntry(int drug, int source, MechanismCorridor before)
    {
        int direct = _space.From(drug).Where(step => step.Target == source).Sum(static step => step.Sign);
        if (direct != 0)
        {
            return Math.Sign(direct);
        }

        double lean = before.Weigh(Detour).PassedLean;
        return Math.Abs(lean) <= Indifferent ? 0 : -Math.Sign(lean);
    }

    /// <summary>Returns what other nodes of the drug's type do to the target of an added link: 1 where all of them raise it, -1 where all lower it.</summary>
    private async Task<(double Lean, List<MechanismStep> Steps)> PrecedentsAsync(MechanismStep link, CancellationToken cancellationToken)
    {
        await _space.ExpandAsync([link.Target], cancellationToken).ConfigureAwait(false);
        NodeId[] sources = [.. _space.To(link.Target).Select(step => _space.IdOf(step.Source))];
        await _evidence.LoadAsync(sources, cancellationToken).ConfigureAwait(false);
        NodeType type = _edges.FindNode(_question.Drug)!.Type;
        List<MechanismStep> steps =
        [
            .. _space.To(link.Target)
                .Where(step => step.Effect != MechanismEffect.Keeps && step != link && _evidence.FindNode(step.Source)?.Type == type)
                .OrderBy(step => step.Source, Comparer<int>.Create(_space.Compare)).ThenBy(static step => step.Relation),
        ];
        return (steps.Count == 0 ? 0 : steps.Average(static step => step.Sign), steps);
    }

    private async Task AddPathsAsync(
        MechanismStep link, MechanismCorridor? before, MechanismCorridor? after, int entry, int onward, CancellationToken cancellationToken)
    {
        int[] start = before is null ? [link.Source] : ChoosePaths(before, Detour, entry)[0];
        List<int[]> ends = after is null ? [[link.Target]] : ChoosePaths(after, Detour, -onward);
        List<int[]> paths = [.. ends.Select(end => (int[])[.. start, .. end]).Where(static path => path.Distinct().Count() == path.Length)];
        await _evidence.AddAsync(paths, link, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns paths of the sign that decided, or, where parallel edges leave no path a sign, any.</summary>
    private List<int[]> ChoosePaths(MechanismCorridor corridor, int slack, int sign)
    {
        List<int[]> paths = sign == 0 ? [] : corridor.FindPaths(_options.MaxPaths, slack, sign);
        return paths.Count > 0 ? paths : corridor.FindPaths(_options.MaxPaths, 0);
    }

    /// <summary>Opens what leads from drug to disease in two hops or more: that one is given for the other is no mechanism.</summary>
    private Task<MechanismCorridor> MechanismAsync(int maxHops, int slack, MechanismStep? without, CancellationToken cancellationToken)
    {
        (int drug, int disease) = (_space.KeyOf(_question.Drug), _space.KeyOf(_question.Disease));
        return MechanismCorridor.OpenAsync(
            _space, drug, disease, maxHops, slack, step => step != without && !(step.Source == drug && step.Target == disease), cancellationToken);
    }

    private MechanismStep? FindStep(KgEdge link)
    {
        (NodeId source, NodeId target) = (link.Source, link.Target);
        if (!_edges.HasEdge(source, link.Relation, target) || _space.Effects.Of(link.Relation) is not { } effect)
        {
            return null;
        }

        // A symmetric edge is walked as it is stored, whichever way it is asked for.
        bool isStored = _edges.GetRelations(source, target).Contains((link.Relation, true));
        return new MechanismStep(_space.KeyOf(isStored ? source : target), _space.KeyOf(isStored ? target : source), link.Relation, effect);
    }

    private async Task<int[]?> FindThroughAsync(MechanismStep link, CancellationToken cancellationToken)
    {
        (int drug, int disease) = (_space.KeyOf(_question.Drug), _space.KeyOf(_question.Disease));
        if (link.Source == disease || link.Target == drug || (link.Source == drug && link.Target == disease))
        {
            return null;
        }

        int most = _options.MaxHops + Detour;
        foreach (int slack in (int[])[0, Detour])
        {
            MechanismCorridor? before = link.Source == drug ? null : await OpenAsync(drug, link.Source, slack).ConfigureAwait(false);
            List<int[]> starts = before is null ? [[drug]] : before.FindPaths(MaxStarts, slack, null, new HashSet<int> { link.Target, disease });
            MechanismCorridor? after = link.Target == disease ? null : await OpenAsync(link.Target, disease, slack).ConfigureAwait(false);
            foreach (int[] start in starts)
            {
                int[]? end = after is null ? [disease] : after.FindPaths(1, slack, null, start.ToHashSet()).FirstOrDefault();
                if (end is not null && start.Length + end.Length - 1 <= most)
                {
                    return [.. start, .. end];
                }
            }
        }

        return null;

        Task<MechanismCorridor> OpenAsync(int from, int to, int slack) =>
            MechanismCorridor.OpenAsync(_space, from, to, most - 1, slack, null, cancellationToken);
    }

    private string Drug => Name(_question.Drug);

    private string Disease => Name(_question.Disease);

    private string Cut => _space.IsTruncated ? ", as far as the search went" : string.Empty;

    private string Name(NodeId id) => _edges.FindNode(id)?.Name ?? id.ToString();

    private string Words(KgEdge link) =>
        $"{Name(link.Source)} {_edges.FindRelation(link.Relation)?.ForwardPhrase ?? link.Relation.Value.Replace('_', ' ')} {Name(link.Target)}";

    private MechanismAnswer Answer(bool? holds, string detail) => new()
    {
        Question = _question,
        Holds = holds,
        DecidingEdges = _evidence.Edges,
        Paths = _evidence.Paths,
        Detail = detail,
    };
}
