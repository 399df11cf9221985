using System.Globalization;
using MedReason.Chat;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Profiles;

/// <summary>
/// The published mapping: for each entity the ten most similar names of its type above 0.7; the same name is taken, else the first above 0.85, else a call
/// of its own decides. One further call rewrites question and answer and says which entities belong to which: those are the ends of the paths.
/// </summary>
/// <remarks>An entity that the call puts on the other side, or on both, has no place in that part's text: it starts and ends at 0.</remarks>
internal sealed class PublishedEntityLinker(IChatClient client, MedReasonOptions options) : IEntityLinker
{
    private const int MaxSimilar = 10;
    private const double LeastSimilarity = 0.7;
    private const double SureSimilarity = 0.85;

    public async Task<IReadOnlyList<EntityLink>> LinkAsync(
        IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(mentions);
        question = PublishedCalls.WithPublishedAnswer(question);
        INodeIndex index = graph.GetService<INodeIndex>(LinkMethods.Embedding) ?? graph.GetService<INodeIndex>()
            ?? throw new KnowledgeGraphException("The graph offers no INodeIndex, so entities cannot be mapped: return an INodeIndex from its GetService.");
        EntityLink[] links = new EntityLink[mentions.Count];
        var known = new Dictionary<(string Text, NodeType Type), EntityLink>();
        for (int i = 0; i < links.Length; i++)
        {
            EntityMention mention = mentions[i];
            if (mention.TypeHint is not { } type)
            {
                links[i] = new EntityLink { Mention = mention, NilReason = NilReason.NoCandidate };
                continue;
            }

            (string, NodeType) key = (mention.Text.ToLowerInvariant(), type);
            if (!known.TryGetValue(key, out EntityLink? link))
            {
                known[key] = link = await MapAsync(index, question, mention, type, cancellationToken).ConfigureAwait(false);
            }

            links[i] = link with { Mention = mention };
        }

        return await ReformatAsync(question, links, cancellationToken).ConfigureAwait(false);
    }

    private async Task<EntityLink> MapAsync(
        INodeIndex index, MedicalQuestion question, EntityMention mention, NodeType type, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<ScoredNode>> found = await index.SearchAsync(
            [mention.Text], new NodeSearchOptions { Types = [type], MaxResults = MaxSimilar, MinScore = LeastSimilarity }, cancellationToken)
                .ConfigureAwait(false);
        IReadOnlyList<ScoredNode> similar = found[0];
        if (similar.Count == 0)
        {
            return new EntityLink { Mention = mention, NilReason = NilReason.NoCandidate };
        }

        ScoredNode? chosen = similar.FirstOrDefault(candidate => string.Equals(candidate.Node.Name, mention.Text, StringComparison.OrdinalIgnoreCase))
            ?? (similar[0].Score > SureSimilarity ? similar[0] : null);
        if (chosen is not null)
        {
            return Link(mention, chosen, chosen.Method);
        }

        string listed = string.Join('\n', similar.Select(
            (candidate, position) => string.Create(CultureInfo.InvariantCulture, $"{position + 1}. {PlainText.Clean(candidate.Node.Name)}")));
        List<ChatMessage> messages = FencedMessages.Create(
            PublishedPrompts.Map, options.RunKey, question.Id,
            [("question", question.Text), ("answer", question.Answer), ("entity", mention.Text), ("similar entities", listed)]);
        StructuredResponse<MappedEntityReply> reply = await client.GetStructuredAsync(
            messages,
            PublishedJsonContext.Default.MappedEntityReply,
            PublishedCalls.Ask(PublishedPrompts.Map, options),
            choice => choice.Candidate >= 0 && choice.Candidate <= similar.Count ? null : "the number is none of those offered",
            cancellationToken).ConfigureAwait(false);
        return reply.Value.Candidate == 0
            ? new EntityLink { Mention = mention, Score = similar[0].Score, NilReason = NilReason.Ambiguous }
            : Link(mention, similar[reply.Value.Candidate - 1], LinkMethods.Chat);
    }

    private async Task<IReadOnlyList<EntityLink>> ReformatAsync(MedicalQuestion question, EntityLink[] links, CancellationToken cancellationToken)
    {
        KgNode[] entities = [.. links.Select(link => link.Node).OfType<KgNode>().DistinctBy(node => node.Id)];
        if (entities.Length == 0)
        {
            return links;
        }

        string listed = string.Join(
            '\n', entities.Select((node, position) => string.Create(CultureInfo.InvariantCulture, $"{position + 1}. {PlainText.Clean(node.Name)}")));
        List<ChatMessage> messages = FencedMessages.Create(
            PublishedPrompts.Reformat, options.RunKey, question.Id, [("question", question.Text), ("answer", question.Answer), ("entities", listed)]);
        StructuredResponse<ReformatReply> reply = await client.GetStructuredAsync(
            messages,
            PublishedJsonContext.Default.ReformatReply,
            PublishedCalls.Ask(PublishedPrompts.Reformat, options),
            halves => Check(halves.Description, entities.Length) ?? Check(halves.Conclusion, entities.Length),
            cancellationToken).ConfigureAwait(false);
        HashSet<NodeId> described = [.. reply.Value.Description.Entities.Select(number => entities[number - 1].Id)];
        HashSet<NodeId> concluded = [.. reply.Value.Conclusion.Entities.Select(number => entities[number - 1].Id)];
        return
        [
            .. links.SelectMany(link => link.Node is null ? [link] : Allocate(link, described.Contains(link.Node.Id), concluded.Contains(link.Node.Id))),
        ];
    }

    private static string? Check(ReformatPart part, int count) =>
        part.Entities.Count == 0 ? "neither list of entities may be empty"
        : part.Entities.All(number => number >= 1 && number <= count) ? null
        : "the number of an entity is none of those offered";

    /// <summary>Puts an entity on the sides that the rewriting names; one that it names on both is an end on both.</summary>
    private static IEnumerable<EntityLink> Allocate(EntityLink link, bool isDescribed, bool isConcluded)
    {
        if (!isDescribed && !isConcluded)
        {
            yield return link with { Node = null, Method = null, NilReason = NilReason.Refused };
        }

        if (isDescribed)
        {
            yield return On(link, MentionRole.Question);
        }

        if (isConcluded)
        {
            yield return On(link, MentionRole.Answer);
        }
    }

    private static EntityLink On(EntityLink link, MentionRole role) =>
        role == link.Mention.Role ? link : link with { Mention = link.Mention with { Role = role, Start = 0, End = 0 } };

    private static EntityLink Link(EntityMention mention, ScoredNode node, string method) =>
        new() { Mention = mention, Node = node.Node, Score = node.Score, Method = method };
}
