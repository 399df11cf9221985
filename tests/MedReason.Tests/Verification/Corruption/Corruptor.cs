using System.Globalization;
using MedReason.Questions;
using MedReason.Shared;

namespace MedReason.Tests;

/// <summary>Breaks correct chains in ten seeded ways, as a faulty model would: in what it claims, in what it says, or in both.</summary>
internal sealed class Corruptor(long seed, IReadOnlyList<CorrectChain> all)
{
    private static readonly string[] Leaks =
    [
        "It all comes down to {0} in the end.", "The correct answer, {0}, was given.", "Since the answer is {0}, the rest follows.", "We already know that it is {0}.", "{0} it is, and here is why.", "Let it be said at once: {0}.",
        "The answer that was supplied is {0}.", "Knowing the right answer is {0} makes this easy.", "To justify the answer {0}, the findings are gone through one by one.", "Nothing but {0} will do.", "As instructed, I shall lead up to {0}.",
        "The key says {0}.", "My reasoning will arrive at {0}.", "Spoiler: {0}.", "The reference answer is {0}, so look for links to it.", "We were told the correct option beforehand.", "The gold label is {0}.",
        "The provided paths all end in {0}.", "Think of {0} from the outset.", "{0} is the solution to this riddle.",
    ];

    private static readonly string[] Assertions =
    [
        "The patient has {0}.", "{0} is part of the picture.", "With {0} on board the case becomes clear.", "{0} dominates the scene.", "Given her {0}, the matter is simple.", "The {0} fits well.", "{0} was found on examination.",
        "Also striking is {0}.", "The presence of {0} settles it.", "He suffers from {0} as well.", "{0} brought the patient in.", "Then there is {0} to explain.",
    ];

    private static readonly string[] InventedClauses =
    [
        "{0} plays into this as well.", "The same is seen with {0}.", "In the background {0} is at work.", "This runs through {0}.", "One more link in the chain is {0}.", "{0} is affected too.",
    ];

    private static readonly string[] Negations = ["in no way {0}", "never {0}", "by no means {0}", "is not known to be one that {0}", "fails to be something that {0}", "hardly ever {0}"];

    private static readonly string[] Syllables = ["vel", "dor", "ka", "mi", "tro", "zan", "qui", "lex", "bru", "fen", "pho", "nar", "gly", "sto", "wex", "jil"];

    private static readonly string[] DrugEnds = ["mab", "nib", "pril", "olol", "azole", "statin", "ine", "amide"];

    private static readonly string[] DiseaseEnds = ["osis", "itis", "emia", "pathy", " syndrome", " disease", "oma"];

    /// <summary>Breaks a chain; null where this chain has nothing of the kind to break.</summary>
    public CorruptedChain? Break(CorrectChain chain, CorruptionKind kind)
    {
        var dice = new Dice(seed, $"{chain.Request.Question.Id}|{chain.Style}|{kind}");
        return kind switch
        {
            CorruptionKind.RelationReplaced => ReplaceRelation(chain, dice),
            CorruptionKind.DirectionTurned => TurnDirection(chain, dice),
            CorruptionKind.PolarityChanged => ChangePolarity(chain, dice),
            CorruptionKind.EntitySwapped => SwapEntity(chain, dice),
            CorruptionKind.OtherQuestionsPath => CiteOther(chain, dice),
            CorruptionKind.StepOrderBroken => BreakOrder(chain, dice),
            CorruptionKind.OtherConclusion => ConcludeOther(chain, dice),
            CorruptionKind.AnswerLeaked => Leak(chain, dice),
            CorruptionKind.AbsentFindingAsserted => AssertDenied(chain, dice),
            _ => Invent(chain, dice),
        };
    }

    // Half of the faults show in claim and words, seven in twenty in the claim alone, three in twenty in the words alone.
    private static string DrawPlace(Dice dice) => dice.Next(20) switch { < 10 => "both", < 17 => "claim", _ => "prose" };

    private CorruptedChain? ReplaceRelation(CorrectChain chain, Dice dice)
    {
        StatedHop[] hops = [.. chain.Hops.Where(hop => hop.Claim.Polarity == Polarity.Affirmed)];
        if (hops.Length == 0)
        {
            return null;
        }

        StatedHop hop = dice.Pick(hops);
        IAdjacencyView view = chain.Graph.GetService<IAdjacencyView>()!;
        HashSet<RelationType> standing = [.. Between(view, hop.Claim.Subject, hop.Claim.Object)];
        RelationInfo own = view.Relations.First(relation => relation.Relation == hop.Claim.Relation);
        RelationInfo[] others =
        [
            .. view.Relations.Where(relation => relation.Polarity == Polarity.Affirmed && !standing.Contains(relation.Relation)
                && Words(relation) is { } words && words != Words(own) && !string.Equals(words, hop.Wording, StringComparison.Ordinal)
                && (chain.Style != ChainStyle.Reworded || Wordings.Has(relation.Relation))),
        ];
        RelationInfo[] fitting = [.. others.Where(relation => Joins(view, relation.Relation, hop.Claim.Subject, hop.Claim.Object))];
        RelationInfo[] pool = fitting.Length > 0 ? fitting : others;
        if (pool.Length == 0)
        {
            return null;
        }

        RelationInfo other = dice.Pick(pool);
        string place = DrawPlace(dice);
        string wording = Word(chain, other, hop.IsForward, dice);
        return Rework(chain, hop, CorruptionKind.RelationReplaced, place, claim => claim with { Relation = other.Relation }, hop.Wording, wording, [ReasonCodes.ClaimRelation, ReasonCodes.TextRelation]);

        string Words(RelationInfo relation) => hop.IsForward ? relation.ForwardPhrase : relation.ReversePhrase;
    }

    private static CorruptedChain? TurnDirection(CorrectChain chain, Dice dice)
    {
        IAdjacencyView view = chain.Graph.GetService<IAdjacencyView>()!;
        StatedHop[] hops =
        [
            .. chain.Hops.Where(hop => view.Relations.First(relation => relation.Relation == hop.Claim.Relation) is { IsSymmetric: false } && !HasEdge(view, hop.Claim.Object, hop.Claim.Relation, hop.Claim.Subject)),
        ];
        if (hops.Length == 0)
        {
            return null;
        }

        StatedHop hop = dice.Pick(hops);
        RelationInfo info = view.Relations.First(relation => relation.Relation == hop.Claim.Relation);
        string wording = Word(chain, info, !hop.IsForward, dice);
        return wording == hop.Wording
            ? null
            : Rework(
                chain, hop, CorruptionKind.DirectionTurned, DrawPlace(dice), claim => claim with { Subject = claim.Object, Object = claim.Subject }, hop.Wording, wording,
                [ReasonCodes.ClaimDirection, ReasonCodes.TextDirection]);
    }

    private static CorruptedChain? ChangePolarity(CorrectChain chain, Dice dice)
    {
        if (chain.Hops.Count == 0)
        {
            return null;
        }

        StatedHop hop = dice.Pick(chain.Hops);
        IAdjacencyView view = chain.Graph.GetService<IAdjacencyView>()!;
        Polarity polarity = hop.Claim.Polarity != Polarity.Affirmed ? Polarity.Affirmed : dice.Next(3) == 0 ? Polarity.Contraindicated : Polarity.Absent;
        string wording;
        if (hop.Claim.Polarity == Polarity.Affirmed)
        {
            RelationInfo? against = view.Relations.FirstOrDefault(relation => relation.Polarity == Polarity.Contraindicated);
            wording = polarity == Polarity.Contraindicated && against is not null && hop.Claim.Relation.Value == "indication"
                ? Word(chain, against, hop.IsForward, dice)
                : string.Format(CultureInfo.InvariantCulture, dice.Pick(Negations), hop.Wording);
        }
        else
        {
            string positive = hop.Claim.Polarity == Polarity.Contraindicated ? "indication" : "disease_phenotype_positive";
            wording = Word(chain, view.Relations.First(relation => relation.Relation.Value == positive), hop.IsForward, dice);
        }

        return Rework(
            chain, hop, CorruptionKind.PolarityChanged, DrawPlace(dice), claim => claim with { Polarity = polarity }, hop.Wording, wording, [ReasonCodes.ClaimPolarity, ReasonCodes.TextPolarity]);
    }

    private static CorruptedChain? SwapEntity(CorrectChain chain, Dice dice)
    {
        if (chain.Hops.Count == 0)
        {
            return null;
        }

        StatedHop hop = dice.Pick(chain.Hops);
        KgNode swapped = hop.Right;
        IAdjacencyView view = chain.Graph.GetService<IAdjacencyView>()!;
        view.TryGetOrdinal(swapped.Id, out int ordinal);
        view.TryGetOrdinal(hop.Left.Id, out int left);
        HashSet<int> taken = [.. view.GetNeighbors(left).ToArray(), left, ordinal];
        int[] middles = [.. view.GetNeighbors(ordinal).ToArray().Where(node => node != left).Distinct()];
        KgNode? sibling = null;
        for (int attempt = 0; attempt < 40 && sibling is null; attempt++)
        {
            // One that shares a neighbour where there is one, else any of the same kind.
            int[] pool = middles.Length > 0 && attempt < 20 ? view.GetNeighbors(dice.Pick(middles)).ToArray() : [dice.Next(view.NodeCount)];
            int candidate = dice.Pick(pool);
            if (!taken.Contains(candidate) && view.GetNodeTypeIndex(candidate) == view.GetNodeTypeIndex(ordinal) && view.GetNode(candidate) is { Name.Length: > 2 } node
                && !swapped.Name.Contains(node.Name, StringComparison.OrdinalIgnoreCase) && !node.Name.Contains(swapped.Name, StringComparison.OrdinalIgnoreCase))
            {
                sibling = node;
            }
        }

        return sibling is null
            ? null
            : Rework(
                chain, hop, CorruptionKind.EntitySwapped, DrawPlace(dice),
                claim => claim.Subject == swapped.Id ? claim with { Subject = sibling.Id } : claim with { Object = sibling.Id }, $"{hop.Wording} {hop.RightName}", $"{hop.Wording} {sibling.Name}",
                [ReasonCodes.ClaimNotInGraph, ReasonCodes.ClaimRelation, ReasonCodes.EntityNotNamed, ReasonCodes.EntityNotCited]);
    }

    private CorruptedChain? CiteOther(CorrectChain chain, Dice dice)
    {
        ReasoningChain own = chain.Request.Chain;
        int[] cited = [.. Enumerable.Range(0, own.Steps.Count).Where(i => own.Steps[i].PathIndexes.Count > 0)];
        HashSet<NodeId> nodes = [.. own.Evidence.Paths.SelectMany(path => path.Path.Nodes).Select(node => node.Id), .. chain.Request.Links.Select(link => link.Node?.Id).OfType<NodeId>()];
        CorrectChain? other = null;
        for (int attempt = 0; attempt < 40 && other is null; attempt++)
        {
            CorrectChain candidate = dice.Pick(all);
            other = candidate.Graph == chain.Graph && candidate.Request.Question.Id != chain.Request.Question.Id
                && candidate.Request.Chain.Steps.Where(step => step.PathIndexes.Count > 0).All(step => !step.PathIndexes.SelectMany(index => candidate.Request.Chain.Evidence.Paths[index].Path.Nodes).Any(node => nodes.Contains(node.Id)))
                ? candidate
                : null;
        }

        if (other is null || cited.Length == 0)
        {
            return null;
        }

        int index = dice.Pick(cited);
        ReasoningChain foreign = other.Request.Chain;
        ChainStep foreignStep = dice.Pick([.. foreign.Steps.Where(step => step.PathIndexes.Count > 0)]);
        (string place, VerificationRequest request) = dice.Next(4) switch
        {
            0 => ("number", chain.WithStep(index, step => step with { PathIndexes = [own.Evidence.Paths.Count + dice.Next(20)] })),
            1 => ("path", WithPath(chain.Request, own.Steps[index].PathIndexes[0], foreign.Evidence.Paths[foreignStep.PathIndexes[0]])),
            2 => ("step", WithPath(chain.WithStep(index, _ => foreignStep with { PathIndexes = [own.Evidence.Paths.Count] }), own.Evidence.Paths.Count, foreign.Evidence.Paths[foreignStep.PathIndexes[0]])),
            _ => ("words", chain.WithStep(index, step => foreignStep with { PathIndexes = step.PathIndexes })),
        };
        return Make(
            chain, CorruptionKind.OtherQuestionsPath, place, request,
            [ReasonCodes.CitationUnresolved, ReasonCodes.PathOfOtherQuestion, ReasonCodes.EntityNotNamed, ReasonCodes.EntityNotCited]);
    }

    private static CorruptedChain? BreakOrder(CorrectChain chain, Dice dice)
    {
        ReasoningChain own = chain.Request.Chain;
        (int First, int Second)[] pairs =
        [
            .. from first in Enumerable.Range(0, own.Steps.Count)
               from second in Enumerable.Range(first + 1, own.Steps.Count - first - 1)
               let isOne = own.Steps[first].PathIndexes.Intersect(own.Steps[second].PathIndexes).Any() && !own.Steps[first].Claims.SequenceEqual(own.Steps[second].Claims)
               where chain.Style == ChainStyle.Template || isOne
               select (first, second),
        ];
        if (pairs.Length == 0)
        {
            return null;
        }

        (int left, int right) = dice.Pick(pairs);
        string text = CorrectChain.ReplaceFirst(own.Text, own.Steps[left].Text, "\u0001");
        text = CorrectChain.ReplaceFirst(text, own.Steps[right].Text, own.Steps[left].Text).Replace("\u0001", own.Steps[right].Text, StringComparison.Ordinal);

        // Steps that state whole paths are independent of their order; there only the text can get out of step.
        bool isTextOnly = chain.Style == ChainStyle.Template || dice.Next(3) == 0;
        ChainStep[] steps = [.. own.Steps];
        (steps[left], steps[right]) = (steps[right], steps[left]);
        ReasoningChain broken = own with { Text = text, Steps = isTextOnly ? own.Steps : steps };
        return Make(chain, CorruptionKind.StepOrderBroken, isTextOnly ? "text" : "steps", chain.Request with { Chain = broken }, [ReasonCodes.StepOrder]);
    }

    private static CorruptedChain? ConcludeOther(CorrectChain chain, Dice dice)
    {
        ReasoningChain own = chain.Request.Chain;
        AnswerOption answer = chain.Request.Question.FindOption(own.AnswerLabel)!;
        AnswerOption other = dice.Pick([.. chain.Request.Question.Options.Where(option => option.Label != own.AnswerLabel && option.Text != answer.Text)]);
        int at = own.Text.LastIndexOf(ChainSections.Conclusion, StringComparison.Ordinal);
        string words = own.Text[..at] + own.Text[at..].Replace(answer.Text, other.Text, StringComparison.Ordinal).Replace($"(option {answer.Label})", $"(option {other.Label})", StringComparison.Ordinal);
        (string place, ReasoningChain broken) = dice.Next(3) switch
        {
            0 => ("both", own with { Text = words, Answer = other.Text, AnswerLabel = other.Label }),
            1 => ("claim", own with { Answer = other.Text, AnswerLabel = other.Label }),
            _ => ("prose", own with { Text = words }),
        };
        return Make(
            chain, CorruptionKind.OtherConclusion, place, chain.Request with { Chain = broken },
            [ReasonCodes.AnswerMismatch, ReasonCodes.ConclusionOtherOption, ReasonCodes.ConclusionNotNamed, ReasonCodes.UnknownOption, ReasonCodes.ConclusionSeveralOptions]);
    }

    private static CorruptedChain? Leak(CorrectChain chain, Dice dice)
    {
        string sentence = string.Format(CultureInfo.InvariantCulture, dice.Pick(Leaks), chain.Request.Question.Answer);
        (string place, Func<string, string> edit) = dice.Next(3) switch
        {
            0 => ("before", (Func<string, string>)(text => $"{sentence} {text}")),
            1 => ("behind", text => $"{text} {sentence}"),
            _ => ("instead", _ => sentence),
        };
        return chain.Request.Chain.Steps[0].IsBackground
            ? Make(
                chain, CorruptionKind.AnswerLeaked, place, chain.WithStep(0, step => step with { Text = edit(step.Text) }),
                [ReasonCodes.GivenAnswerMentioned, ReasonCodes.InstructionMentioned, ReasonCodes.AnswerBeforeEvidence])
            : null;
    }

    private static CorruptedChain? AssertDenied(CorrectChain chain, Dice dice)
    {
        HashSet<NodeId> present = [.. QuestionEntities.Read(chain.Request.Question, chain.Request.Links).Present];
        HashSet<NodeId> options = [.. chain.Request.Links.Where(link => link is { Node: not null, Mention.Role: MentionRole.Option }).Select(link => link.Node!.Id)];
        KgNode[] denied =
        [
            .. chain.Request.Links.Where(link => link is { Node: not null, Mention.Role: MentionRole.Question, Mention.Assertion: Assertion.Absent } && !present.Contains(link.Node.Id) && !options.Contains(link.Node.Id))
                .Select(link => link.Node!).DistinctBy(node => node.Id),
        ];
        if (denied.Length == 0)
        {
            return null;
        }

        string sentence = string.Format(CultureInfo.InvariantCulture, dice.Pick(Assertions), dice.Pick(denied).Name);
        int index = dice.Next(chain.Request.Chain.Steps.Count);
        (string place, VerificationRequest request) = dice.Next(3) switch
        {
            0 => ("before", chain.WithStep(index, step => step with { Text = $"{sentence} {step.Text}" })),
            1 => ("behind", chain.WithStep(index, step => step with { Text = $"{step.Text} {sentence}" })),
            _ => ("opening", chain.WithStep(0, step => step with { Text = sentence })),
        };
        return Make(chain, CorruptionKind.AbsentFindingAsserted, place, request, [ReasonCodes.AbsentFindingAsserted]);
    }

    private CorruptedChain? Invent(CorrectChain chain, Dice dice)
    {
        if (chain.Hops.Count == 0)
        {
            return null;
        }

        StatedHop hop = dice.Pick(chain.Hops);
        string name = InventName(hop.Right.Type, dice);
        var id = new NodeId($"{hop.Right.Id.Prefix}:X{StableHash.Of(seed, name) % 100_000}");
        string[] codes = [ReasonCodes.ClaimEntityUnknown, ReasonCodes.EntityUnknown, ReasonCodes.EntityNotNamed];
        return dice.Next(3) == 0
            ? Make(
                chain, CorruptionKind.EntityInvented, "added", chain.WithStep(hop.Step, step => step with { Text = $"{step.Text} {string.Format(CultureInfo.InvariantCulture, dice.Pick(InventedClauses), name)}" }), codes)
            : Rework(
                chain, hop, CorruptionKind.EntityInvented, DrawPlace(dice), claim => claim.Subject == hop.Right.Id ? claim with { Subject = id } : claim with { Object = id },
                $"{hop.Wording} {hop.RightName}", $"{hop.Wording} {name}", codes);
    }

    private static string InventName(NodeType type, Dice dice)
    {
        string stem = dice.Pick(Syllables) + dice.Pick(Syllables) + dice.Pick(Syllables);
        string capital = char.ToUpperInvariant(stem[0]) + stem[1..];
        return type.Value switch
        {
            "gene/protein" => stem[..3].ToUpperInvariant() + dice.Next(90).ToString(CultureInfo.InvariantCulture) + (dice.Next(2) == 0 ? "B" : string.Empty),
            "drug" => capital + dice.Pick(DrugEnds),
            _ => dice.Next(2) == 0 ? capital + dice.Pick(DiseaseEnds) : stem + dice.Pick(DiseaseEnds),
        };
    }

    // A false sentence in a re-worded chain is re-worded too in every second case; in the others it comes in the graph's phrase.
    private static string Word(CorrectChain chain, RelationInfo relation, bool isForward, Dice dice) => chain.Style == ChainStyle.Reworded && dice.Next(2) == 0
        ? dice.Pick(Wordings.For(relation.Relation, isForward))
        : isForward ? relation.ForwardPhrase : relation.ReversePhrase;

    private static CorruptedChain? Rework(
        CorrectChain chain, StatedHop hop, CorruptionKind kind, string place, Func<ChainClaim, ChainClaim> claim, string old, string replacement, IReadOnlyList<string> codes)
    {
        VerificationRequest request = chain.WithStep(hop.Step, step => step with
        {
            Claims = place == "prose" ? step.Claims : [.. step.Claims.Select(stated => stated == hop.Claim ? claim(stated) : stated)],
            Text = place == "claim" ? step.Text : CorrectChain.ReplaceFirst(step.Text, old, replacement),
        });
        return Make(chain, kind, place, request, codes);
    }

    private static CorruptedChain Make(CorrectChain chain, CorruptionKind kind, string place, VerificationRequest request, IReadOnlyList<string> codes) =>
        new() { Kind = kind, Place = place, Original = chain, Request = request, Codes = codes };

    private static VerificationRequest WithPath(VerificationRequest request, int index, EvidencePath path)
    {
        EvidenceSet evidence = request.Chain.Evidence;
        IReadOnlyList<EvidencePath> paths = index < evidence.Paths.Count ? [.. evidence.Paths.Select((own, i) => i == index ? path : own)] : [.. evidence.Paths, path];
        return request with { Chain = request.Chain with { Evidence = evidence with { Paths = paths } } };
    }

    private static IEnumerable<RelationType> Between(IAdjacencyView view, NodeId left, NodeId right)
    {
        view.TryGetOrdinal(left, out int node);
        view.TryGetOrdinal(right, out int other);
        int[] neighbors = view.GetNeighbors(node).ToArray();
        ushort[] codes = view.GetRelationCodes(node).ToArray();
        return Enumerable.Range(0, neighbors.Length).Where(i => neighbors[i] == other).Select(i => view.Relations[codes[i] >> 1].Relation);
    }

    private static bool HasEdge(IAdjacencyView view, NodeId source, RelationType relation, NodeId target)
    {
        view.TryGetOrdinal(source, out int node);
        view.TryGetOrdinal(target, out int other);
        int[] neighbors = view.GetNeighbors(node).ToArray();
        ushort[] codes = view.GetRelationCodes(node).ToArray();
        return Enumerable.Range(0, neighbors.Length).Any(i => neighbors[i] == other && (codes[i] & 1) == 0 && view.Relations[codes[i] >> 1].Relation == relation);
    }

    /// <summary>Whether a relation leaves the one node and reaches nodes of the other's type, so that it could stand between them.</summary>
    private static bool Joins(IAdjacencyView view, RelationType relation, NodeId source, NodeId target)
    {
        view.TryGetOrdinal(source, out int node);
        view.TryGetOrdinal(target, out int other);
        int[] neighbors = view.GetNeighbors(node).ToArray();
        ushort[] codes = view.GetRelationCodes(node).ToArray();
        return Enumerable.Range(0, neighbors.Length).Any(i => (codes[i] & 1) == 0 && view.Relations[codes[i] >> 1].Relation == relation && view.GetNodeTypeIndex(neighbors[i]) == view.GetNodeTypeIndex(other));
    }
}
