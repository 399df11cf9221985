using System.Collections.Frozen;
using MedReason.Text;

namespace MedReason.Verification;

/// <summary>Reads what a yes/no question asks about: two entities and the relation between them.</summary>
/// <remarks>
/// It reads a question only where both ends and the relation are the whole of it: a word that it does not know may turn or narrow what is asked, and then
/// no edge answers it. Where the question leaves one end open ("does gout respond to a drug"), a sentence of the rationale that states the same relation of
/// the same entity names it.
/// </remarks>
internal sealed class StatementReader
{
    // What may stand around two entities and a relation without changing what is stated: the words of grammar, and adjectives of novelty or degree.
    private static readonly FrozenSet<string> Plain = FrozenSet.Create(
        StringComparer.Ordinal, "does", "do", "did", "can", "could", "is", "are", "was", "were", "be", "been", "being", "will", "would", "should", "may",
            "might", "has", "have", "had", "it", "they", "a", "an", "the", "of", "in", "to", "for", "with", "by", "from", "on", "any", "some", "there", "as",
            "this", "that", "these", "new", "novel", "possible", "potential", "unknown", "common", "important", "significant", "use", "used", "useful",
            "development", "developing", "effect", "effects", "option", "risk", "factor", "factors", "between", "and", "s");

    // A name that goes on without one of these names something narrower.
    private static readonly FrozenSet<string> Following = FrozenSet.Create(
        StringComparer.Ordinal, "in", "among", "during", "for", "of", "with", "by", "on", "at", "from", "to", "after", "before", "and", "or", "as", "is", "are",
            "was", "were", "that", "which", "who", "when", "while", "but", "may", "can", "has", "have");

    private static readonly FrozenSet<string> Indefinite = FrozenSet.Create(StringComparer.Ordinal, "a", "an", "any", "some", "something", "anything");

    // Kinds of statements that the graph's meanings distinguish.
    private static readonly RelationSense[] Known =
    [
        RelationSense.Treats, RelationSense.Prevents, RelationSense.Causes | RelationSense.Presents, RelationSense.ActsOn, RelationSense.Expresses,
        RelationSense.Involves, RelationSense.KindOf, RelationSense.PartOf, RelationSense.Resembles, RelationSense.Interacts,
    ];

    private readonly RelationReader _relations;

    private StatementReader(RelationReader relations) => _relations = relations;

    /// <summary>Reads the statement of a yes/no question.</summary>
    /// <param name="metadata">The graph's relations.</param>
    /// <param name="question">The question.</param>
    /// <param name="links">Its links; those of its rationale are read where they are among them.</param>
    /// <returns>The statement; null when the question was not read as one of two entities of the graph.</returns>
    public static ReadStatement? Read(KnowledgeGraphMetadata metadata, MedicalQuestion question, IReadOnlyList<EntityLink> links)
    {
        var reader = new StatementReader(RelationReader.For(metadata));
        var text = ProseText.Read(question.Text);
        if (text.SentenceCount == 0)
        {
            return null;
        }

        ProseSpan sentence = text.Sentence(text.SentenceCount - 1);
        StatementEnd[] ends = Within(FindEnds(text, links, MentionRole.Question), sentence);
        switch (ends)
        {
            case [{ Nodes.Count: > 0 } left, { Nodes.Count: > 0 } right, .. var others]
                when !left.Nodes.Any(right.Nodes.Contains) && (others.Length == 0 || IsPopulation(text, right.Span)):
                return reader.ReadPair(text, sentence, left, right) is { Reading.IsDenied: false } relation
                    && !DeniedClause.IsAround(text, left.Span, right.Span)
                    ? new ReadStatement(left.Nodes, right.Nodes, relation, false)
                    : null;
            case [{ Nodes.Count: > 0 } only] when question.Rationale is { } rationale
                && reader.ReadOpen(text, sentence, only) is { Reading.IsDenied: false } asked:
                return reader.FindWitness(ProseText.Read(rationale), links, only, asked);
            default:
                return null;
        }
    }

    /// <summary>Finds what else the rationale names in a sentence that states of an entity what is asked of it.</summary>
    private ReadStatement? FindWitness(ProseText text, IReadOnlyList<EntityLink> links, StatementEnd asked, StatementRelation relation)
    {
        StatementEnd[] all = FindEnds(text, links, MentionRole.Rationale);
        for (int number = 0; number < text.SentenceCount; number++)
        {
            ProseSpan sentence = text.Sentence(number);
            if (Within(all, sentence) is [var left, var right] && ReadPair(text, sentence, left, right) is { Reading.IsDenied: false } stated
                && !DeniedClause.IsAround(text, left.Span, right.Span) && stated.Senses == relation.Senses)
            {
                bool isLeft = left.Nodes.Any(asked.Nodes.Contains);
                StatementRelation seen = isLeft ? stated : stated.Turned();
                if (isLeft != right.Nodes.Any(asked.Nodes.Contains) && left.Nodes.Count > 0 && right.Nodes.Count > 0
                    && seen.IsFirstActing == relation.IsFirstActing)
                {
                    return new ReadStatement(asked.Nodes, isLeft ? right.Nodes : left.Nodes, relation, true);
                }
            }
        }

        return null;
    }

    /// <summary>Reads a sentence that names two entities; null when its other words say more than how they are related.</summary>
    private StatementRelation? ReadPair(ProseText text, ProseSpan sentence, StatementEnd left, StatementEnd right)
    {
        var before = new ProseSpan(sentence.First, left.Span.First - 1);
        var gap = new ProseSpan(left.Span.Last + 1, right.Span.First - 1);
        bool isBetween = gap.Count == 1 && text.Words[gap.First].Form is "and" or "with" or "to";
        bool isWhole = IsWhole(text, sentence, left.Span) && IsWhole(text, sentence, right.Span) && IsPlain(text, gap, withCues: true)
            && EndsBehind(text, sentence, right.Span);
        if (!isWhole || gap.Count <= 0 || !IsPlain(text, before, withCues: isBetween))
        {
            return null;
        }

        StatementRelation? relation = Interpret(text, isBetween ? before : gap);
        return !isBetween ? relation : relation is { Senses: RelationSense.Associated } ? relation with { IsFirstActing = null } : null;
    }

    /// <summary>Reads a sentence that names one entity and leaves the other open; null when its words say more than that.</summary>
    private StatementRelation? ReadOpen(ProseText text, ProseSpan sentence, StatementEnd end)
    {
        var before = new ProseSpan(sentence.First, end.Span.First - 1);
        var behind = new ProseSpan(end.Span.Last + 1, sentence.Last);
        if (IsOpen(text, behind) && IsPlain(text, before, withCues: false))
        {
            return Interpret(text, behind);
        }

        return IsOpen(text, before) && IsWhole(text, sentence, end.Span) && behind.Count <= 0 ? Interpret(text, before)?.Turned() : null;
    }

    private StatementRelation? Interpret(ProseText text, ProseSpan span)
    {
        RelationReading reading = _relations.Read(text, span);
        RelationSense senses = reading.Phrases.Aggregate(
            reading.Senses, (sum, meanings) => sum | meanings.Aggregate(RelationSense.None, (one, meaning) => one | _relations.SenseOf(meaning.Relation)));
        bool? isLeftActing = reading.Phrases.Count == 0 ? reading.IsLeftActing : ReadDirection(reading);
        bool isRisk = Enumerable.Range(span.First, span.Count).Any(index => text.Words[index].Form == "risk");
        bool isImprovement = Enumerable.Range(span.First, span.Count).Any(index => text.Words[index].Form.StartsWith("improv", StringComparison.Ordinal));
        if (isRisk)
        {
            // "Increases the risk of" causes; "lowers the risk of" and "protects against the risk of" prevent.
            senses = (senses & (RelationSense.Lowers | RelationSense.Prevents | RelationSense.Treats)) != 0
                ? RelationSense.Prevents
                : RelationSense.Causes | RelationSense.Associated;
            isLeftActing = true;
        }

        // "Metformin treatment is associated with": what is treated stands elsewhere.
        RelationSense strong = senses & ~RelationSense.Associated;
        bool isAside = strong != senses && (strong & (RelationSense.Treats | RelationSense.Prevents)) != 0;
        bool isKnown = senses == RelationSense.Associated
            || (strong != RelationSense.None && Array.Exists(Known, kind => (strong & ~kind) == RelationSense.None));
        bool hasDirection = isLeftActing is not null || strong == RelationSense.None || strong is RelationSense.Resembles or RelationSense.Interacts;
        return isKnown && hasDirection && !isImprovement && !isAside
            ? new StatementRelation(reading, senses, strong == RelationSense.None ? null : isLeftActing, Quote(text, span))
            : null;
    }

    private bool? ReadDirection(RelationReading reading)
    {
        (RelationType relation, bool isLeftSource) = reading.Phrases[0][0];
        return _relations.IsSourceActing(relation) is { } isActing ? isLeftSource == isActing : null;
    }

    private static string Quote(ProseText text, ProseSpan span) => text.Text[text.Words[span.First].Start..text.Words[span.Last].End];

    /// <summary>Returns whether words leave open what they speak of: "respond to a drug".</summary>
    private static bool IsOpen(ProseText text, ProseSpan span)
    {
        if (span.Count <= 0)
        {
            return false;
        }

        int[] unknown = [.. Enumerable.Range(span.First, span.Count).Where(index => !IsPlain(text, index, withCues: true))];
        return unknown.Length <= 1 && Enumerable.Range(span.First, span.Count).Any(index => Indefinite.Contains(text.Words[index].Form));
    }

    /// <summary>Returns whether a name is no part of a longer one, and goes on with a word of grammar.</summary>
    private static bool IsWhole(ProseText text, ProseSpan sentence, ProseSpan name)
    {
        bool isJoined = (text.Words[name.First].Traits & (TextTokenTraits.HyphenBefore | TextTokenTraits.SlashBefore)) != 0 && name.First > sentence.First;
        if (isJoined || name.Last >= sentence.Last)
        {
            return !isJoined;
        }

        ProseWord next = text.Words[name.Last + 1];
        bool isApart = (next.Traits & (TextTokenTraits.BreakBefore | TextTokenTraits.CommaBefore | TextTokenTraits.BracketBefore)) != 0;
        bool isHyphened = (next.Traits & (TextTokenTraits.HyphenBefore | TextTokenTraits.SlashBefore)) != 0;
        return !isHyphened && (isApart || Following.Contains(next.Form) || IsWord(next.Form));
    }

    /// <summary>Returns whether what stands behind a name says in whom it is asked: "in children with bladder dysfunction".</summary>
    private static bool IsPopulation(ProseText text, ProseSpan name) =>
        name.Last + 1 < text.Words.Count && text.Words[name.Last + 1].Form is "in" or "among" or "during";

    /// <summary>Returns whether nothing behind the second name goes on with the statement: "cause fever to subside", "treat diabetes or worsen it".</summary>
    private static bool EndsBehind(ProseText text, ProseSpan sentence, ProseSpan name) =>
        IsPopulation(text, name) || IsPlain(text, new ProseSpan(name.Last + 1, sentence.Last), withCues: false);

    private static bool IsWord(string form) => RelationCues.Find(form) is not null || Plain.Contains(form);

    private static bool IsPlain(ProseText text, ProseSpan span, bool withCues) =>
        span.Count <= 0 || Enumerable.Range(span.First, span.Count).All(index => IsPlain(text, index, withCues));

    private static bool IsPlain(ProseText text, int index, bool withCues)
    {
        string form = text.Words[index].Form;
        return Plain.Contains(form) || NegationCues.IsAt(text, index)
            || (withCues && (RelationCues.Find(form) is not null || (form.EndsWith("ly", StringComparison.Ordinal) && form.Length > 4)));
    }

    private static StatementEnd[] Within(StatementEnd[] ends, ProseSpan sentence) =>
        [.. ends.Where(end => end.Span.First >= sentence.First && end.Span.Last <= sentence.Last)];

    private static StatementEnd[] FindEnds(ProseText text, IReadOnlyList<EntityLink> links, MentionRole role)
    {
        StatementEnd[] all =
        [
            .. links.Where(link => link.Node is not null && link.Mention.Role == role)
                .GroupBy(static link => (link.Mention.Start, link.Mention.End))
                .Select(group => (Span: SpanOf(text, group.Key.Start, group.Key.End), Links: group.ToArray()))
                .Where(static entry => entry.Span is not null)
                .Select(static entry => new StatementEnd(
                    entry.Span!.Value,
                    [.. entry.Links.Where(IsNamed).SelectMany(static link => link.Twins.Prepend(link.Node!.Id)).Distinct()])),
        ];
        return [.. all.Where(end => !Array.Exists(all, other => other.Span.Holds(end.Span))).OrderBy(static end => end.Span.First)];
    }

    private static bool IsNamed(EntityLink link) => link.Relation is null or LinkRelation.Exact or LinkRelation.Synonym;

    private static ProseSpan? SpanOf(ProseText text, int start, int end)
    {
        int first = -1;
        int last = -1;
        for (int i = 0; i < text.Words.Count && text.Words[i].Start < end; i++)
        {
            if (text.Words[i].End > start)
            {
                first = first < 0 ? i : first;
                last = i;
            }
        }

        return first < 0 ? null : new ProseSpan(first, last);
    }

    /// <summary>A place that names an entity, and its nodes; no nodes where it names only something wider, narrower or related.</summary>
    private sealed record StatementEnd(ProseSpan Span, IReadOnlyList<NodeId> Nodes);
}
