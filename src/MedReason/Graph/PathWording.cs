using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using MedReason.Graph;
using MedReason.Shared;

namespace MedReason;

/// <summary>Writes paths in the words of their graph, and lists the claims that the words make.</summary>
/// <remarks>
/// Names are written on one line, without control characters; they are data from the graph and are not encoded for any output format. Immutable.
/// </remarks>
public sealed class PathWording
{
    // Two parallel relations read well in one sentence; more would bury the argument.
    private const int MaxRelationsPerHop = 2;

    private readonly FrozenDictionary<RelationType, RelationInfo> _relations;
    private readonly Dictionary<NodeId, string> _ownWords = [];

    /// <summary>Creates the wording for a graph.</summary>
    /// <param name="metadata">The metadata of the graph, which describes its relations.</param>
    /// <param name="links">The links of a question: a name that the question itself uses is written as the question writes it. Empty for names as the graph
    /// has them.</param>
    public PathWording(KnowledgeGraphMetadata metadata, IReadOnlyList<EntityLink> links)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(links);
        _relations = RelationTable.For(metadata);
        foreach (EntityLink link in links)
        {
            if (link is { Node: { } node, Mention: { Role: MentionRole.Question or MentionRole.Context, Text: { Length: > 0 } text } }
                && char.IsLower(text[0]) && string.Equals(text, node.Name, StringComparison.OrdinalIgnoreCase))
            {
                _ownWords.TryAdd(node.Id, PlainText.Clean(text));
            }
        }
    }

    /// <summary>Gets the name of a node as it is written in the middle of a sentence.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The name; the id when the node has no name.</returns>
    public string Name(KgNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (_ownWords.TryGetValue(node.Id, out string? words))
        {
            return words;
        }

        string name = PlainText.Clean(node.Name);
        return name.Length == 0 ? node.Id.Value : name;
    }

    /// <summary>Writes what a source states about an edge on one line.</summary>
    /// <param name="attributes">The statement.</param>
    /// <returns>For example <c>HPO annotations, PMID:12565827; in 7/10 cases; evidence PCS</c>.</returns>
    public static string Reference(KgEdgeAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var parts = new List<string>();
        string where = string.Join(", ", attributes.Sources.Concat(attributes.Publications));
        Add(where, where);
        Add(attributes.Frequency?.Text, attributes.Frequency is { Term: null } frequency ? $"in {frequency} of cases" : $"{attributes.Frequency}");
        Add(attributes.Onset, $"onset {attributes.Onset}");
        Add(attributes.Sex, $"sex {attributes.Sex}");
        string evidence = string.Join(", ", attributes.EvidenceCodes);
        Add(evidence, $"evidence {evidence}");
        if (attributes.Confidence is { } confidence)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"confidence {confidence}"));
        }

        return PlainText.Clean(string.Join("; ", parts));

        void Add(string? value, string words)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts.Add(words);
            }
        }
    }

    /// <summary>Writes a path as the published dataset lists it.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The names of its nodes joined by arrows.</returns>
    public string Arrows(KgPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return string.Join(" -> ", path.Nodes.Select(Name));
    }

    /// <summary>Writes a path as a clause without a full stop.</summary>
    /// <param name="path">The path.</param>
    /// <param name="first">The index of the first hop to write.</param>
    /// <param name="inTurn">Whether the subject was the object of the clause just before.</param>
    /// <returns>For example <c>ptosis is a finding in myasthenia gravis, which is treated by pyridostigmine</c>.</returns>
    public string Clause(KgPath path, int first = 0, bool inTurn = false)
    {
        ArgumentNullException.ThrowIfNull(path);
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

        return PlainText.Clean(text.ToString());
    }

    /// <summary>Gets the words between the two nodes of a hop, in the direction of the path.</summary>
    /// <param name="hop">The hop.</param>
    /// <returns>The phrases of at most two of its relations, joined by "and".</returns>
    public string Phrase(KgHop hop)
    {
        ArgumentNullException.ThrowIfNull(hop);
        return PlainText.List([.. Worded(hop).Select(relation => Phrase(relation, relation.IsForward))]);
    }

    /// <summary>Gets the claims that the words of a path make.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The claims in the order of the hops.</returns>
    public IEnumerable<ChainClaim> Claims(KgPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Hops.SelectMany((hop, index) => Worded(hop).Select(relation => Claim(path, index, relation)));
    }

    /// <summary>
    /// Writes a path as one line for a model to choose by: the names, and between each two the words that join them, which read along the arrow.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="mark">The prefix of the words of a claim, such as its id.</param>
    /// <returns>For example <c>ptosis &lt;-presents with- myasthenia gravis -is treated by-> pyridostigmine</c>.</returns>
    internal string Line(KgPath path, Func<ChainClaim, string>? mark = null)
    {
        var line = new StringBuilder(Name(path.Nodes[0]));
        for (int i = 0; i < path.Hops.Count; i++)
        {
            KgHopRelation[] worded = [.. Worded(path.Hops[i])];
            bool isTurned = worded.All(relation => !relation.IsForward);
            line.Append(isTurned ? " <-" : " -")
                .AppendJoin(", ", worded.Select(relation => mark?.Invoke(Claim(path, i, relation)) + Phrase(relation, relation.IsForward || isTurned)))
                .Append(isTurned ? "- " : "-> ").Append(Name(path.Nodes[i + 1]));
        }

        return PlainText.Clean(line.ToString());
    }

    private static ChainClaim Claim(KgPath path, int hop, KgHopRelation relation) => new()
    {
        Subject = path.Nodes[relation.IsForward ? hop : hop + 1].Id,
        Relation = relation.Relation,
        Object = path.Nodes[relation.IsForward ? hop + 1 : hop].Id,
        Polarity = relation.Polarity,
    };

    private IEnumerable<KgHopRelation> Worded(KgHop hop) => hop.Relations.Count == 1
        ? hop.Relations
        : hop.Relations.DistinctBy(Statement, StringComparer.Ordinal).Take(MaxRelationsPerHop);

    /// <summary>What a relation states; that a condition presents a finding, or is a kind of another, is one statement in the words of any source.</summary>
    private string Statement(KgHopRelation relation) =>
        _relations.TryGetValue(relation.Relation, out RelationInfo? info) && (info.Meaning == RelationMeaning.Presents || info.Meaning == RelationMeaning.IsA)
            ? $"{info.Meaning} {relation.IsForward != info.IsMeaningReversed} {relation.Polarity}"
            : Phrase(relation, relation.IsForward);

    private string Phrase(KgHopRelation relation, bool isForward)
    {
        if (_relations.TryGetValue(relation.Relation, out RelationInfo? info))
        {
            return isForward ? info.ForwardPhrase : info.ReversePhrase;
        }

        return $"is linked by '{relation.Relation}' {(isForward ? "to" : "from")}";
    }
}
