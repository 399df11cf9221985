using System.Collections.Frozen;
using MedReason.Questions;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>Compares what the steps of a chain say in words with what they claim and cite.</summary>
internal sealed class ProseCheck(RequestReading request, RelationReader reader, NodeNames names, WordRarity vocabulary, FindingList findings)
{
    private const RelationSense Weak = RelationSense.Associated;

    private static readonly FrozenSet<string> PatientWords = FrozenSet.Create(
        StringComparer.Ordinal, "patient", "patients", "he", "she", "his", "her", "him", "man", "woman", "boy", "girl", "child", "infant", "vignette", "case",
            "examination", "history", "here", "question", "reports", "complains");

    private readonly VerificationRequest _request = request.Request;
    private readonly QuestionEntities _entities = request.Entities;
    private readonly ProseText _asked = ProseText.Read(string.Join(
        "\n\n", request.Request.Question.Options.Select(option => option.Text).Prepend(request.Request.Question.Context ?? string.Empty).Prepend(
            request.Request.Question.Text).Append(request.Request.Question.Answer ?? string.Empty).Append(request.Request.Chain.Answer ?? string.Empty)));

    private readonly Dictionary<(int Path, int Hop), int> _statedHops = [];
    private NodeId[]? _allowed;

    /// <summary>How many claims were compared with words that could be read.</summary>
    public int ReadClaims { get; private set; }

    /// <summary>Checks one step.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="step">The step.</param>
    /// <param name="text">Its words.</param>
    /// <param name="mentions">What the lexicon finds in them; null where the graph has none.</param>
    /// <param name="before">The words of the steps up to this one.</param>
    public void CheckStep(int index, ChainStep step, ProseText text, IReadOnlyList<EntityMention>? mentions, IReadOnlyList<ProseText> before)
    {
        Dictionary<NodeId, IReadOnlyList<ProseSpan>> spans = FindEntities(step, text);
        foreach (ChainClaim claim in step.Claims)
        {
            CheckNames(index, claim, text, before);
            CheckWords(index, claim, text, spans);
        }

        CheckDenied(index, step, text, spans);
        if (!step.IsBackground)
        {
            CheckOrder(index, step);
            CheckForeign(index, step, text, mentions);
        }
    }

    /// <summary>Checks the words of the conclusion for what the question denies.</summary>
    public void CheckConclusion(string words) => CheckDenied(null, new ChainStep { Text = words }, ProseText.Read(words), []);

    /// <summary>Where the step names what it claims and cites; a name inside a longer one does not count ("fracture" in "stress fracture").</summary>
    private Dictionary<NodeId, IReadOnlyList<ProseSpan>> FindEntities(ChainStep step, ProseText text)
    {
        IEnumerable<NodeId> claimed = step.Claims.SelectMany(claim => (NodeId[])[claim.Subject, claim.Object]);
        IEnumerable<NodeId> cited = step.PathIndexes.Where(IsPath).SelectMany(path => _request.Chain.Evidence.Paths[path].Path.Nodes).Select(node => node.Id);
        var spans = claimed.Concat(cited).Distinct().Order().ToDictionary(id => id, id => names.Find(text, id));
        ProseSpan[] all = [.. spans.Values.SelectMany(places => places)];
        return spans.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<ProseSpan>)[.. entry.Value.Where(span => !all.Any(other => other.Holds(span)))]);
    }

    private void CheckNames(int index, ChainClaim claim, ProseText text, IReadOnlyList<ProseText> before)
    {
        NodeId[] unnamed = [.. new[] { claim.Subject, claim.Object }.Where(id => names.Find(id) is not null && !names.IsNamed(text, id))];
        foreach (NodeId id in unnamed)
        {
            // "This disease is treated by X" is named by the step before; a step that names neither end says nothing of the claim.
            if (unnamed.Length > 1 || !before.Any(earlier => names.IsNamed(earlier, id)))
            {
                findings.Add(ReasonCodes.EntityNotNamed, FindingSeverity.Error, index, "The step does not name an entity that it makes a claim about.",
                    names.Find(id)!.Name);
            }
        }
    }

    private void CheckWords(int index, ChainClaim claim, ProseText text, Dictionary<NodeId, IReadOnlyList<ProseSpan>> spans)
    {
        // Two nodes of one name in one step: which of them a place names cannot be determined.
        bool isHomonym = spans.Any(other => other.Value.Any(span =>
            (other.Key != claim.Subject && spans[claim.Subject].Contains(span)) || (other.Key != claim.Object && spans[claim.Object].Contains(span))));
        if (isHomonym || FindPair(text, spans[claim.Subject], spans[claim.Object]) is not { } pair)
        {
            return;
        }

        (ProseSpan left, ProseSpan right, bool isSubjectLeft) = pair;
        RelationReading reading = ReadBetween(text, left, right, spans);
        bool isDenied = reading.IsDenied || DeniedClause.IsAround(text, left, right);
        bool isRead = reading.IsRead || (reading.Senses != RelationSense.None && reader.SenseOf(claim.Relation) != RelationSense.None);
        ReadClaims += isRead ? 1 : 0;
        string quote = Quote(text, left, right);
        if (ContradictsPolarity(claim, reading, isDenied))
        {
            findings.Add(ReasonCodes.TextPolarity, FindingSeverity.Error, index, "The step's words say something else than its claim about whether it holds.",
                claim.Polarity.ToString(), quote);
            return;
        }

        if (reading.Phrases.Count > 0)
        {
            ComparePhrases(index, claim, reading, isSubjectLeft, quote);
        }
        else
        {
            CompareSenses(index, claim, reading, isSubjectLeft, quote);
        }
    }

    private bool ContradictsPolarity(ChainClaim claim, RelationReading reading, bool isDenied)
    {
        RelationSense stated = reading.Phrases.Aggregate(
            reading.Senses, (senses, meanings) => senses | meanings.Aggregate(RelationSense.None, (sum, meaning) => sum | reader.SenseOf(meaning.Relation)));
        bool states = reading.Phrases.Any(meanings => meanings.Any(meaning => meaning.Relation == claim.Relation));
        bool avoids = (stated & RelationSense.Avoids) != 0 && (reader.SenseOf(claim.Relation) & RelationSense.Avoids) == 0;
        return claim.Polarity switch
        {
            Polarity.Affirmed => isDenied || avoids,

            // The graph's own phrase says that it must be avoided; to deny that phrase is to allow it.
            Polarity.Contraindicated => states ? isDenied : !isDenied && (stated & RelationSense.Avoids) == 0 && reading.IsRead,
            _ => states ? isDenied : !isDenied && reading.IsRead,
        };
    }

    private void ComparePhrases(int index, ChainClaim claim, RelationReading reading, bool isSubjectLeft, string quote)
    {
        bool isTurned = false;
        bool isOther = false;
        foreach (IReadOnlyList<(RelationType Relation, bool IsLeftSource)> meanings in reading.Phrases)
        {
            if (meanings.Any(meaning => meaning.Relation == claim.Relation && (meaning.IsLeftSource == isSubjectLeft || IsSymmetric(claim.Relation))))
            {
                return;
            }

            bool isSame = meanings.Any(meaning => meaning.Relation == claim.Relation);
            isTurned |= isSame;
            isOther |= !isSame && meanings.Any(
                meaning => (reader.SenseOf(meaning.Relation) & ~Weak) != RelationSense.None || reader.SenseOf(meaning.Relation) == RelationSense.None);
        }

        // A negated claim that is worded by the affirmed phrase and a denial is still stated.
        if (isTurned)
        {
            findings.Add(ReasonCodes.TextDirection, FindingSeverity.Error, index, "The step's words turn its claim round.", Format(claim), quote);
        }
        else if (isOther && claim.Polarity == Polarity.Affirmed)
        {
            findings.Add(
                ReasonCodes.TextRelation, FindingSeverity.Error, index, "The step's words state another relation than its claim.", claim.Relation.Value, quote);
        }
    }

    private void CompareSenses(int index, ChainClaim claim, RelationReading reading, bool isSubjectLeft, string quote)
    {
        RelationSense claimed = Widen(reader.SenseOf(claim.Relation));
        RelationSense read = reading.Senses & ~Weak;
        if (read == RelationSense.None || claimed == RelationSense.None)
        {
            return;
        }

        if ((read & claimed) == RelationSense.None)
        {
            findings.Add(
                ReasonCodes.TextRelation, FindingSeverity.Error, index, "The step's words state another relation than its claim.", claim.Relation.Value, quote);
        }
        else if (reading.IsLeftActing is { } isLeftActing && reader.IsSourceActing(claim.Relation) is { } isSourceActing && !IsSymmetric(claim.Relation)
            && isLeftActing != (isSubjectLeft == isSourceActing))
        {
            findings.Add(ReasonCodes.TextDirection, FindingSeverity.Error, index, "The step's words turn its claim round.", Format(claim), quote);
        }
    }

    // A disease causes what it presents with, and a treatment that protects prevents.
    private static RelationSense Widen(RelationSense sense) =>
        sense | ((sense & RelationSense.Presents) != 0 ? RelationSense.Causes : 0) | ((sense & RelationSense.Prevents) != 0 ? RelationSense.Treats : 0)
        | ((sense & (RelationSense.Raises | RelationSense.Lowers)) != 0 ? RelationSense.Regulates : 0);

    private bool IsSymmetric(RelationType relation) => names.FindRelation(relation) is { IsSymmetric: true };

    /// <summary>Finds the two closest mentions in one sentence.</summary>
    private static (ProseSpan Left, ProseSpan Right, bool IsSubjectLeft)? FindPair(
        ProseText text, IReadOnlyList<ProseSpan> subjects, IReadOnlyList<ProseSpan> objects)
    {
        (ProseSpan, ProseSpan, bool)? best = null;
        int gap = int.MaxValue;
        foreach (ProseSpan subject in subjects)
        {
            foreach (ProseSpan target in objects)
            {
                if (subject.Overlaps(target) || text.Words[subject.First].Sentence != text.Words[target.First].Sentence)
                {
                    continue;
                }

                // Parts that a colon or a semicolon separates are not stated of one another.
                (int from, int to) = subject.First < target.First ? (subject.Last + 1, target.First) : (target.Last + 1, subject.First);
                if (Enumerable.Range(from, to - from + 1).Any(word => (text.Words[word].Traits & TextTokenTraits.BreakBefore) != 0))
                {
                    continue;
                }

                bool isSubjectLeft = subject.First < target.First;
                int distance = isSubjectLeft ? target.First - subject.Last : subject.First - target.Last;
                if (distance < gap)
                {
                    gap = distance;
                    best = isSubjectLeft ? (subject, target, true) : (target, subject, false);
                }
            }
        }

        return best;
    }

    /// <summary>
    /// Reads the words between two mentions; where others of the step are between, those behind the last of them, else those before the first.
    /// </summary>
    private RelationReading ReadBetween(ProseText text, ProseSpan left, ProseSpan right, Dictionary<NodeId, IReadOnlyList<ProseSpan>> spans)
    {
        ProseSpan[] between =
            [.. spans.Values.SelectMany(found => found).Where(span => span.First > left.Last && span.Last < right.First).OrderBy(span => span.First)];
        if (between.Length == 0)
        {
            return reader.Read(text, new ProseSpan(left.Last + 1, right.First - 1));
        }

        RelationReading behind = reader.Read(text, new ProseSpan(between[^1].Last + 1, right.First - 1));
        return behind.IsRead || behind.IsDenied ? behind : reader.Read(text, new ProseSpan(left.Last + 1, between[0].First - 1));
    }

    /// <summary>Whether the words assert of the patient what the question denies.</summary>
    private void CheckDenied(int? index, ChainStep step, ProseText text, Dictionary<NodeId, IReadOnlyList<ProseSpan>> spans)
    {
        foreach (NodeId denied in _entities.Denied)
        {
            bool isClaimed = step.Claims.Any(claim => claim.Subject == denied || claim.Object == denied);
            foreach (ProseSpan span in names.Find(text, denied))
            {
                if (spans.Values.Any(places => places.Any(place => place.Holds(span))) || IsPartOfName(text, span))
                {
                    continue;
                }

                ProseSpan sentence = text.Sentence(text.Words[span.First].Sentence);
                IEnumerable<int> words = Enumerable.Range(sentence.First, sentence.Count).Where(word => word < span.First || word > span.Last);
                bool isDenied = words.Any(word => NegationCues.IsAt(text, word));
                if (!isDenied && (!isClaimed || words.Any(word => PatientWords.Contains(text.Words[word].Form))) && !IsOption(denied))
                {
                    findings.Add(
                        ReasonCodes.AbsentFindingAsserted, FindingSeverity.Error, index, "The chain asserts what the question denies.",
                            $"no {names.Find(denied)?.Name}", text.SentenceText(text.Words[span.First].Sentence));
                    break;
                }
            }
        }

        bool isPath = step.PathIndexes.Where(IsPath).Any(path => _request.Chain.Evidence.Paths[path].Stance == EvidenceStance.Supports
            && _request.Question is { Seeks: not Polarity.Absent, Ask: QuestionAsk.Affirm }
            && _entities.Denied.Contains(_request.Chain.Evidence.Paths[path].Path.Nodes[0].Id)
            && !_request.Chain.Evidence.Paths[path].Path.Hops[0].Has(Polarity.Absent));
        if (isPath)
        {
            findings.Add(
                ReasonCodes.AbsentFindingAsserted, FindingSeverity.Error, index, "The step rests on a path that starts from what the question denies.");
        }
    }

    /// <summary>Whether a place is a part of a longer name that the chain may name: who denies bleeding denies no prolonged bleeding time.</summary>
    private bool IsPartOfName(ProseText text, ProseSpan span) =>
        (_allowed ??= FindAllowed()).Any(id => names.Find(text, id).Any(place => place.Holds(span)));

    private bool IsOption(NodeId id) => _entities.Options.Any(option => option.Nodes.Contains(id));

    private bool IsPath(int index) => index >= 0 && index < _request.Chain.Evidence.Paths.Count;

    /// <summary>A path is stated from the question on: no part of it before the part that leads to it.</summary>
    private void CheckOrder(int index, ChainStep step)
    {
        foreach (int path in step.PathIndexes.Where(IsPath).Distinct())
        {
            KgPath cited = _request.Chain.Evidence.Paths[path].Path;
            for (int hop = 0; hop < cited.Hops.Count; hop++)
            {
                NodeId from = cited.Nodes[hop].Id;
                NodeId to = cited.Nodes[hop + 1].Id;
                if (!step.Claims.Any(claim => (claim.Subject == from && claim.Object == to) || (claim.Subject == to && claim.Object == from))
                    || !_statedHops.TryAdd((path, hop), index))
                {
                    continue;
                }

                int later = Enumerable.Range(hop + 1, cited.Hops.Count - hop - 1).FirstOrDefault(
                    other => _statedHops.TryGetValue((path, other), out int at) && at < index, -1);
                if (later >= 0)
                {
                    findings.Add(
                        ReasonCodes.StepOrder, FindingSeverity.Error, index, "The step states a part of a path after the part that rests on it.",
                        $"{cited.Nodes[hop].Name} -> {cited.Nodes[hop + 1].Name} before {cited.Nodes[later].Name} -> {cited.Nodes[later + 1].Name}");
                    return;
                }
            }
        }
    }

    /// <summary>What the step names and nothing backs.</summary>
    private void CheckForeign(int index, ChainStep step, ProseText text, IReadOnlyList<EntityMention>? mentions)
    {
        NodeId[] allowed = _allowed ??= FindAllowed();
        HashSet<NodeType> types =
            [.. step.PathIndexes.Where(IsPath).SelectMany(path => _request.Chain.Evidence.Paths[path].Path.Nodes).Select(node => node.Type)];
        ProseSpan[] known = [.. allowed.SelectMany(id => names.Find(text, id)), .. PublicationQuotes.Find(text, _request.Chain.Evidence)];
        foreach (EntityMention mention in mentions ?? [])
        {
            ProseSpan? span = text.FindSpan(mention.Start, mention.End);
            bool isBacked = span is null || mention.Candidates.Any(candidate => Array.BinarySearch(allowed, candidate.NodeId) >= 0)
                || known.Any(place => place.Overlaps(span.Value))
                || _asked.Find(ProseText.Keys(mention.Text)).Count > 0;
            if (!isBacked)
            {
                bool isGrave = mention.TypeHint is { } type ? types.Contains(type) : types.Count > 0;
                findings.Add(
                    ReasonCodes.EntityNotCited, isGrave
                        ? FindingSeverity.Error
                        : FindingSeverity.Warning, index, "The step names an entity that no cited path holds.", null, mention.Text);
            }
        }

        foreach (string word in NameShape.FindUnknown(text, vocabulary, _asked, known))
        {
            findings.Add(
                ReasonCodes.EntityUnknown, FindingSeverity.Error, index, "The step names something that neither the graph nor the question knows.", null, word);
        }
    }

    /// <summary>What any step may name, in order: the nodes of cited paths, and what the question was linked to.</summary>
    private NodeId[] FindAllowed()
    {
        IEnumerable<NodeId> cited = _request.Chain.Steps.SelectMany(step => step.PathIndexes).Where(IsPath).Distinct()
            .SelectMany(path => _request.Chain.Evidence.Paths[path].Path.Nodes).Select(node => node.Id);
        return [.. cited.Concat(_request.Links.Select(link => link.Node?.Id).OfType<NodeId>()).Distinct().Order()];
    }

    private static string Quote(ProseText text, ProseSpan left, ProseSpan right) => text.Text[text.Words[left.First].Start..text.Words[right.Last].End];

    private static string Format(ChainClaim claim) => $"{claim.Subject} {claim.Relation} {claim.Object}";
}
