using MedReason.Text;

namespace MedReason.Entities;

/// <summary>Measures how much of a text the candidates of a question's mentions cover, and leaves out what cannot stand for an option.</summary>
/// <param name="question">The question.</param>
/// <param name="statistics">What the names of the graph show.</param>
internal sealed class LinkCoverage(MedicalQuestion question, NameStatistics statistics)
{
    /// <summary>Sums of weights differ by rounding; a text is covered whole from here on.</summary>
    private const double Whole = 1 - 1e-9;

    private readonly Dictionary<(MentionRole Role, string? Option), TextContent> _parts = [];

    /// <summary>Whether a mention is, or lies in, what may be concluded: an option or the answer.</summary>
    public static bool IsConclusion(EntityMention mention) => mention.Role is MentionRole.Option or MentionRole.Answer;

    /// <summary>Whether a candidate is a homograph: the pathway "Disease" for a word that heads the names of diseases.</summary>
    public bool IsHomograph(EntityMention mention, LinkCandidate candidate)
    {
        TextContent words = Read(candidate.MatchedText ?? mention.Text);
        return words.Words.Count == 1 && statistics.IsHomograph(candidate.Node, words.Words[0].Key);
    }

    /// <summary>Measures a candidate of a mention.</summary>
    public void Measure(EntityMention mention, LinkCandidate candidate)
    {
        (TextContent content, int start, int end) = Locate(mention);
        candidate.Covered = Cover(mention, candidate, content, start, end);
        SetRelation(candidate, content, start, end);
    }

    /// <summary>Measures a chosen candidate together with all mentions of its node in the same text, and finds why it cannot stand for an option.</summary>
    /// <param name="links">The chosen candidates of all mentions in the text.</param>
    /// <param name="minCoverage">The minimum share of the content that must be covered.</param>
    /// <returns>For each candidate the reason why it is refused; null where it is not.</returns>
    public NilReason?[] Judge(IReadOnlyList<(EntityMention Mention, LinkCandidate Chosen)> links, double minCoverage)
    {
        foreach (IGrouping<NodeId, (EntityMention Mention, LinkCandidate Chosen)> alike in links.GroupBy(static link => link.Chosen.Node.Id))
        {
            HashSet<int> all = [.. alike.SelectMany(static link => link.Chosen.Covered)];
            foreach ((EntityMention mention, LinkCandidate chosen) in alike)
            {
                (TextContent content, int start, int end) = Locate(mention);
                chosen.Covered.UnionWith(all);
                SetRelation(chosen, content, start, end);
            }
        }

        var reasons = new NilReason?[links.Count];
        HashSet<int> covered = [];
        for (int i = 0; i < links.Count; i++)
        {
            LinkCandidate chosen = links[i].Chosen;
            bool isWhole = chosen.Coverage >= Whole;
            if (chosen.Relation == LinkRelation.Related)
            {
                // Found by meaning, so that words are no measure: it stands for its mention.
                (TextContent content, int start, int end) = Locate(links[i].Mention);
                covered.UnionWith(Enumerable.Range(0, content.Words.Count).Where(word => content.Words[word].Start >= start && content.Words[word].End <= end));
            }
            else if (chosen.Coverage < minCoverage || (!isWhole && statistics.IsGeneral(chosen.Node.Id)))
            {
                reasons[i] = chosen.Relation == LinkRelation.Broader ? NilReason.TooGeneral : NilReason.Partial;
            }
            else
            {
                covered.UnionWith(chosen.Covered);
            }
        }

        double total = Share(Locate(links[0].Mention).Content.Words, covered, static _ => true);
        if (total < minCoverage)
        {
            for (int i = 0; i < links.Count; i++)
            {
                if (reasons[i] is null)
                {
                    reasons[i] = NilReason.Partial;
                    links[i].Chosen.Relation = LinkRelation.Partial;
                    links[i].Chosen.Coverage = total;
                }
            }
        }

        return reasons;
    }

    /// <summary>Returns the content by which a mention is measured, and where the mention lies in it.</summary>
    private (TextContent Content, int Start, int End) Locate(EntityMention mention)
    {
        if (!IsConclusion(mention))
        {
            return (Read(mention.Text), 0, mention.Text.Length);
        }

        (MentionRole, string?) part = (mention.Role, mention.OptionLabel);
        string text = QuestionParts.Text(question, mention.Role, mention.OptionLabel);
        if (mention.Start < 0 || mention.End > text.Length || mention.Start >= mention.End)
        {
            return (Read(mention.Text), 0, mention.Text.Length);
        }

        if (!_parts.TryGetValue(part, out TextContent? content))
        {
            _parts.Add(part, content = Read(text));
        }

        return (content, mention.Start, mention.End);
    }

    private TextContent Read(string text) => TextContent.Read(text, statistics.Words, statistics);

    /// <summary>Returns the indexes of the words that a candidate covers.</summary>
    private HashSet<int> Cover(EntityMention mention, LinkCandidate candidate, TextContent content, int start, int end)
    {
        bool isByName = candidate.Method is not (LinkMethods.Embedding or LinkMethods.Chat);
        (int from, int to) = (start, end);
        if (candidate.MatchedText is { } matched && mention.Text.IndexOf(matched, StringComparison.Ordinal) is var at and >= 0)
        {
            (from, to) = (start + at, start + at + matched.Length);
        }

        HashSet<string>? names = null;
        HashSet<int> covered = [];
        for (int i = 0; i < content.Words.Count; i++)
        {
            ContentWord word = content.Words[i];
            bool isMatched = isByName && candidate.Method != LinkMethods.Coordination && word.Start >= from && word.End <= to;
            if (isMatched || Names(word.Key))
            {
                covered.Add(i);
            }
        }

        return covered;

        bool Names(string key)
        {
            names ??=
            [
                .. candidate.Node.Synonyms.Append(candidate.Node.Name)
                    .SelectMany(name => TextContent.Read(name, statistics.Words, null).Words).Select(static word => word.Key),
            ];
            return names.Contains(key) || (!isByName && names.Any(name => IsSlip(key, name)));
        }
    }

    /// <summary>Whether two words differ by so little that one may be the other misspelled.</summary>
    private static bool IsSlip(string written, string name) =>
        written.Length > 4 && Math.Abs(written.Length - name.Length) <= 1 && SpellingDistance.Measure(written, name) <= MaxSlip;

    /// <summary>Two slips of any kind; see <see cref="SpellingDistance"/>.</summary>
    private const double MaxSlip = 2.6;

    private void SetRelation(LinkCandidate candidate, TextContent content, int start, int end)
    {
        IReadOnlyList<ContentWord> words = content.Words;
        HashSet<int> parts = [];
        bool hasHead = false;
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i].Start >= start && words[i].End <= end)
            {
                parts.Add(words[i].Part);
            }

            hasHead |= words[i].IsHead && candidate.Covered.Contains(i);
        }

        // The words of a coordination that belong to its other members say nothing of this one.
        bool isCoordination = candidate.Method == LinkMethods.Coordination;
        candidate.Coverage = parts.Count == 0 ? 1 : Share(
            words, candidate.Covered, word => parts.Contains(word.Part) && !(isCoordination && word.Start >= start && word.End <= end));
        candidate.Relation = candidate.Coverage >= Whole
            ? candidate.Found ?? RelationOf(candidate)
            : candidate.Covered.Count == 0 ? LinkRelation.Related : hasHead ? LinkRelation.Broader : LinkRelation.Partial;
    }

    private LinkRelation RelationOf(LinkCandidate candidate) => candidate.Method switch
    {
        LinkMethods.Exact or LinkMethods.Normalized or LinkMethods.Id => LinkRelation.Exact,
        LinkMethods.Embedding or LinkMethods.Chat =>
            TextContent.Read(candidate.MatchedName ?? candidate.Node.Name, statistics.Words, null).Words.Count > candidate.Covered.Count
                ? LinkRelation.Narrower
                : LinkRelation.Synonym,
        _ => LinkRelation.Synonym,
    };

    private static double Share(IReadOnlyList<ContentWord> words, HashSet<int> covered, Func<ContentWord, bool> isCounted)
    {
        double all = 0;
        double known = 0;
        for (int i = 0; i < words.Count; i++)
        {
            bool isCovered = covered.Contains(i);
            all += isCovered || isCounted(words[i]) ? words[i].Weight : 0;
            known += isCovered ? words[i].Weight : 0;
        }

        return all > 0 ? known / all : 1;
    }
}
