using System.Globalization;
using MedReason.Questions;
using MedReason.Shared;

namespace MedReason.Pipeline;

/// <summary>What may be concluded from a question, and what ranker and writer see of it. Immutable.</summary>
internal sealed class Conclusions
{
    /// <summary>Gets the conclusions of a question whose conclusions the graph has no entity of.</summary>
    public static Conclusions None { get; } = new()
    {
        Groups = [],
        Answer = [],
        RankedQuestion = null!,
        RankedLinks = [],
        WrittenQuestion = null!,
        WrittenLinks = [],
    };

    /// <summary>Gets the conclusions that are searched; empty to search among the question's own entities.</summary>
    public required IReadOnlyList<ConclusionGroup> Groups { get; init; }

    /// <summary>Gets the entities of the right answer in explain mode, of all options in answer mode; empty for an open question in answer mode.</summary>
    public required IReadOnlyCollection<NodeId> Answer { get; init; }

    /// <summary>Gets the question as the ranker sees it.</summary>
    public required MedicalQuestion RankedQuestion { get; init; }

    /// <summary>Gets the links as the ranker sees them.</summary>
    public required IReadOnlyList<EntityLink> RankedLinks { get; init; }

    /// <summary>Gets the question as the writer sees it.</summary>
    public required MedicalQuestion WrittenQuestion { get; init; }

    /// <summary>Gets the links as the writer sees them.</summary>
    public required IReadOnlyList<EntityLink> WrittenLinks { get; init; }

    /// <summary>Gets whether the labels that the ranker saw are made up and mean nothing to others.</summary>
    public bool AreLabelsMadeUp { get; init; }

    /// <summary>Gets whether ranker and writer can recognize a hidden answer, because no decoy was found.</summary>
    public bool IsAnswerVisible { get; init; }

    /// <summary>Creates conclusions of which ranker and writer see the same.</summary>
    public static Conclusions Plain(
        IReadOnlyList<ConclusionGroup> groups, IEnumerable<NodeId> answer, MedicalQuestion seen, IReadOnlyList<EntityLink> links) => new()
        {
            Groups = groups,
            Answer = [.. answer.Distinct()],
            RankedQuestion = seen,
            RankedLinks = links,
            WrittenQuestion = seen,
            WrittenLinks = links,
        };

    /// <summary>
    /// Creates the conclusions of an open question whose answer is hidden: the ranker sees answer and decoys as options in seeded order, so that all are
    /// treated alike; the writer sees no label.
    /// </summary>
    public static Conclusions AmongDecoys(
        ConclusionGroup answer,
        IReadOnlyList<ConclusionGroup> decoys,
        IReadOnlyDictionary<NodeId, KgNode> nodes,
        MedicalQuestion seen,
        IReadOnlyList<EntityLink> links,
        long seed)
    {
        ConclusionGroup[] groups =
        [
            .. decoys.Append(answer)
                .OrderBy(group => StableHash.Of(seed, seen.Id, group.Nodes[0].Value))
                .ThenBy(group => group.Nodes[0])
                .Select((group, index) => group with { Label = (index + 1).ToString(CultureInfo.InvariantCulture) }),
        ];
        AnswerOption[] candidates =
        [
            .. groups.Select(group => new AnswerOption { Label = group.Label!, Text = string.Join(", ", group.Nodes.Select(id => Name(nodes, id))) }),
        ];
        return new Conclusions
        {
            Groups = groups,
            Answer = [.. answer.Nodes],
            RankedQuestion = seen with { Options = candidates },
            RankedLinks = [.. links, .. groups.SelectMany(group => group.Nodes.Select(id => Link(group.Label!, nodes[id])))],
            WrittenQuestion = seen,
            WrittenLinks = links,
            AreLabelsMadeUp = true,
            IsAnswerVisible = decoys.Count == 0,
        };
    }

    private static string Name(IReadOnlyDictionary<NodeId, KgNode> nodes, NodeId id) => nodes.TryGetValue(id, out KgNode? node) ? node.Name : id.Value;

    private static EntityLink Link(string label, KgNode node) => new()
    {
        Mention = new EntityMention { Text = node.Name, Start = 0, End = node.Name.Length, Role = MentionRole.Option, OptionLabel = label },
        Node = node,
        Score = 1,
        Method = LinkMethods.Id,
    };
}
