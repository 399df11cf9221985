using System.Collections.Frozen;
using System.Text;

namespace MedReason;

/// <summary>Puts paths into the graph's own words, and says which claims the words make.</summary>
internal sealed class PathWording
{
    // Two parallel relations read well in one sentence; more would bury the argument.
    private const int MaxRelationsPerHop = 2;

    private readonly FrozenDictionary<RelationType, RelationInfo> _relations;
    private readonly Dictionary<NodeId, string> _ownWords = [];

    /// <summary>Prepares the words.</summary>
    /// <param name="metadata">The graph's relations.</param>
    /// <param name="links">The question's links: a name that the question itself uses is written as the question writes it.</param>
    public PathWording(KnowledgeGraphMetadata metadata, IReadOnlyList<EntityLink> links)
    {
        _relations = RelationTable.For(metadata);
        foreach (EntityLink link in links)
        {
            if (link is { Node: { } node, Mention: { Role: MentionRole.Question or MentionRole.Context, Text: { Length: > 0 } text } }
                && char.IsLower(text[0]) && string.Equals(text, node.Name, StringComparison.OrdinalIgnoreCase))
            {
                _ownWords.TryAdd(node.Id, Clean(text));
            }
        }
    }

    /// <summary>Text in one line, without control characters.</summary>
    public static string Clean(string text)
    {
        if (IsClean(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (char unit in text)
        {
            bool isSpace = char.IsWhiteSpace(unit) || char.IsControl(unit);
            if (!isSpace)
            {
                clean.Append(unit);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().TrimEnd();
    }

    /// <summary>Whether a text has no space but single ones between its words, as nearly all names have.</summary>
    private static bool IsClean(string text)
    {
        char before = ' ';
        foreach (char unit in text)
        {
            if (unit == ' ' ? before == ' ' : char.IsWhiteSpace(unit) || char.IsControl(unit))
            {
                return false;
            }

            before = unit;
        }

        return before != ' ';
    }

    /// <summary>A sentence's first letter as a capital, unless the word's own spelling forbids it ("mTOR", "p53").</summary>
    public static string Capitalize(string sentence)
    {
        if (sentence.Length == 0 || !char.IsLower(sentence[0]))
        {
            return sentence;
        }

        foreach (char unit in sentence.AsSpan(1))
        {
            if (char.IsWhiteSpace(unit) || unit is ',' or '.' or ';' or ':')
            {
                break;
            }

            if (char.IsUpper(unit) || char.IsDigit(unit))
            {
                return sentence;
            }
        }

        return char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }

    /// <summary>Several things as English lists them: "a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> items, string conjunction = "and") => items.Count switch
    {
        0 => string.Empty,
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} {conjunction} {items[^1]}",
    };

    /// <summary>The name of a node, in the middle of a sentence.</summary>
    public string Name(KgNode node)
    {
        if (_ownWords.TryGetValue(node.Id, out string? words))
        {
            return words;
        }

        string name = Clean(node.Name);
        return name.Length == 0 ? node.Id.Value : name;
    }

    /// <summary>The path as the published dataset lists it: names joined by arrows.</summary>
    public string Arrows(KgPath path) => string.Join(" -> ", path.Nodes.Select(Name));

    /// <summary>A path as a clause without a full stop, from one of its hops on.</summary>
    /// <param name="path">The path.</param>
    /// <param name="first">The first hop that is told.</param>
    /// <param name="inTurn">Whether the subject was the object of what was said just before.</param>
    /// <returns>For example <c>ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine</c>.</returns>
    public string Tell(KgPath path, int first = 0, bool inTurn = false)
    {
        var text = new StringBuilder(Name(path.Nodes[first]));
        for (int i = first; i < path.Hops.Count; i++)
        {
            int position = i - first;
            if (position == 0)
            {
                text.Append(inTurn ? " in turn " : " ");
            }
            else if (position % 2 == 1)
            {
                text.Append(", which ");
            }
            else
            {
                text.Append("; ").Append(Name(path.Nodes[i])).Append(" in turn ");
            }

            text.Append(Phrase(path.Hops[i])).Append(' ').Append(Name(path.Nodes[i + 1]));
        }

        return text.ToString();
    }

    /// <summary>The words between two nodes.</summary>
    public string Phrase(KgHop hop) => List([.. Told(hop).Select(relation => Phrase(relation, relation.IsForward))]);

    /// <summary>What the words of a path claim.</summary>
    public IEnumerable<ChainClaim> Claims(KgPath path) => path.Hops.SelectMany((hop, index) => Told(hop).Select(relation => Claim(path, index, relation)));

    /// <summary>A path as one line for a model to choose by: the names, and between each two the words that join them, which read along the arrow.</summary>
    /// <param name="path">The path.</param>
    /// <param name="mark">What stands before the words of a claim, such as its id.</param>
    /// <returns>For example <c>ptosis &lt;-presents with- myasthenia gravis -is treated by-> pyridostigmine</c>.</returns>
    public string Line(KgPath path, Func<ChainClaim, string>? mark = null)
    {
        var line = new StringBuilder(Name(path.Nodes[0]));
        for (int i = 0; i < path.Hops.Count; i++)
        {
            KgHopRelation[] told = [.. Told(path.Hops[i])];
            bool isTurned = told.All(relation => !relation.IsForward);
            line.Append(isTurned ? " <-" : " -")
                .AppendJoin(", ", told.Select(relation => mark?.Invoke(Claim(path, i, relation)) + Phrase(relation, relation.IsForward || isTurned)))
                .Append(isTurned ? "- " : "-> ").Append(Name(path.Nodes[i + 1]));
        }

        return Clean(line.ToString());
    }

    private static ChainClaim Claim(KgPath path, int hop, KgHopRelation relation) => new()
    {
        Subject = path.Nodes[relation.IsForward ? hop : hop + 1].Id,
        Relation = relation.Relation,
        Object = path.Nodes[relation.IsForward ? hop + 1 : hop].Id,
        Polarity = relation.Polarity,
    };

    private IEnumerable<KgHopRelation> Told(KgHop hop) => hop.Relations.Count == 1
        ? hop.Relations
        : hop.Relations.DistinctBy(relation => Phrase(relation, relation.IsForward), StringComparer.Ordinal).Take(MaxRelationsPerHop);

    private string Phrase(KgHopRelation relation, bool isForward)
    {
        if (_relations.TryGetValue(relation.Relation, out RelationInfo? info))
        {
            return isForward ? info.ForwardPhrase : info.ReversePhrase;
        }

        return $"is linked by '{relation.Relation}' {(isForward ? "to" : "from")}";
    }
}
