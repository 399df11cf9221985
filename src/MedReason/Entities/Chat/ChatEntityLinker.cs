using System.Globalization;
using System.Text;
using MedReason.Chat;
using MedReason.Entities;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedReason;

/// <summary>Lets a chat model settle what another linker leaves in doubt: all of a question's doubtful mentions with one structured call.</summary>
/// <remarks>
/// <para>
/// In doubt is a mention that is NIL although it has candidates (<see cref="NilReason.BelowThreshold"/>, <see cref="NilReason.Ambiguous"/>), and one whose
/// second candidate is at least half as sure as its first. Where nothing is in doubt no call is made; a mention without a candidate is a settled NIL.
/// </para>
/// <para>
/// The model chooses by number among the offered candidates, or none. A number that was not offered, a second word on a mention and silence are refused
/// and counted (counter <c>medreason.entities.dropped</c>): the mention is NIL, as before or as ambiguous, so that nothing but an offered node is ever
/// linked. A choice halves what doubt was left: its score is half way between the candidate's and 1. "None" is NIL with
/// <see cref="NilReason.NoCandidate"/>.
/// </para>
/// <para>Safe for concurrent use as far as the client is; the client is not disposed. A failure of the client passes through.</para>
/// </remarks>
public sealed class ChatEntityLinker : IEntityLinker
{
    private readonly IChatClient _client;
    private readonly IEntityLinker _inner;
    private readonly ChatEntityLinkerOptions _options;
    private readonly PromptTemplate _prompt;
    private readonly ILogger _logger;

    /// <summary>A linker.</summary>
    /// <param name="client">The model.</param>
    /// <param name="inner">The linker that comes first; null for an <see cref="EntityLinker"/> with its defaults.</param>
    /// <param name="options">How the model is asked; null for the defaults.</param>
    /// <param name="logger">The logger that gets the numbers of refused choices; null for none.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the prompt has a placeholder that is not known.</exception>
    public ChatEntityLinker(IChatClient client, IEntityLinker? inner = null, ChatEntityLinkerOptions? options = null, ILogger<ChatEntityLinker>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _inner = inner ?? new EntityLinker();
        _options = options ?? new ChatEntityLinkerOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxCandidates, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxQuestionLength, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxNameLength, nameof(options));
        _prompt = (_options.Prompt ?? ChatEntityPrompts.Settle).Require("opening", "closing");
        _logger = logger ?? NullLogger<ChatEntityLinker>.Instance;
    }

    /// <summary>The prompt, for provenance.</summary>
    public PromptTemplate Prompt => _prompt;

    /// <inheritdoc />
    public async Task<IReadOnlyList<EntityLink>> LinkAsync(
        IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> mentions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(mentions);
        IReadOnlyList<EntityLink> links = await _inner.LinkAsync(graph, question, mentions, cancellationToken).ConfigureAwait(false);
        List<Doubt> doubts = CollectDoubts(links);
        if (doubts.Count == 0)
        {
            return links;
        }

        await FetchNodesAsync(graph, doubts, cancellationToken).ConfigureAwait(false);
        StructuredResponse<SettlementReply> response = await _client.GetStructuredAsync(
            Write(question, doubts), ChatEntityJsonContext.Default.SettlementReply, _prompt.For(_options.Chat), null, cancellationToken).ConfigureAwait(false);

        var refused = new Dictionary<string, int>(StringComparer.Ordinal);
        EntityLink[] settled = [.. links];
        Dictionary<int, int?> choices = Read(response.Value, doubts, refused);
        for (int i = 0; i < doubts.Count; i++)
        {
            if (!choices.TryGetValue(i, out int? choice))
            {
                refused.Count(ChatEntityTelemetry.NotAnswered);
            }

            foreach (int position in doubts[i].Positions)
            {
                settled[position] = Settle(links[position], doubts[i], choice);
            }
        }

        ChatEntityTelemetry.Report(_logger, refused);
        return settled;
    }

    private static bool IsDoubtful(EntityLink link) => link.Candidates.Count > 0 && (link.Node is null
        ? link.NilReason is NilReason.BelowThreshold or NilReason.Ambiguous
        : link.Candidates.Count > 1 && link.Candidates[1].Score * 2 >= link.Candidates[0].Score);

    private List<Doubt> CollectDoubts(IReadOnlyList<EntityLink> links)
    {
        var doubts = new List<Doubt>();
        for (int i = 0; i < links.Count; i++)
        {
            EntityLink link = links[i];
            if (!IsDoubtful(link))
            {
                continue;
            }

            MentionCandidate[] offered = [.. link.Candidates.Take(_options.MaxCandidates)];
            Doubt? same = doubts.Find(doubt => doubt.Mention.Role == link.Mention.Role && doubt.Mention.OptionLabel == link.Mention.OptionLabel
                && string.Equals(doubt.Mention.Text, link.Mention.Text, StringComparison.Ordinal) && doubt.Offered.SequenceEqual(offered));
            if (same is null)
            {
                doubts.Add(same = new Doubt(link.Mention, offered));
            }

            same.Positions.Add(i);
        }

        return doubts;
    }

    private static async Task FetchNodesAsync(IKnowledgeGraph graph, List<Doubt> doubts, CancellationToken cancellationToken)
    {
        NodeId[] ids = [.. doubts.SelectMany(doubt => doubt.Offered).Select(candidate => candidate.NodeId)];
        IReadOnlyList<KgNode?> nodes = await graph.GetNodesAsync(ids, cancellationToken).ConfigureAwait(false);
        int next = 0;
        foreach (Doubt doubt in doubts)
        {
            foreach (MentionCandidate _ in doubt.Offered)
            {
                doubt.Nodes.Add(nodes[next++]);
            }
        }
    }

    private List<ChatMessage> Write(MedicalQuestion question, List<Doubt> doubts)
    {
        var list = new StringBuilder();
        for (int i = 0; i < doubts.Count; i++)
        {
            Doubt doubt = doubts[i];
            list.Append(CultureInfo.InvariantCulture, $"{i + 1}. {Line(doubt.Mention.Text)}");
            list.Append(doubt.Mention.Role == MentionRole.Question
                ? "\n"
                : $" (in the {RoleName(doubt.Mention.Role)}: {Line(QuestionParts.Text(question, doubt.Mention.Role, doubt.Mention.OptionLabel))})\n");
            for (int j = 0; j < doubt.Offered.Length; j++)
            {
                if (doubt.Nodes[j] is not { } node)
                {
                    continue;
                }

                list.Append(CultureInfo.InvariantCulture, $"   {j + 1}: {Line(node.Name)} [{Line(node.Type.Value)}]");
                string? matched = doubt.Offered[j].MatchedName;
                list.Append(matched is null || string.Equals(matched, node.Name, StringComparison.OrdinalIgnoreCase) ? "\n" : $", also {Line(matched)}\n");
            }
        }

        return FencedMessages.Create(
            _prompt, _options.RunKey, question.Id,
                [("question", QuestionPart.Cut(question.Text, _options.MaxQuestionLength)), ("mentions", list.ToString().TrimEnd('\n'))]);
    }

    /// <summary>One line, so that no name can look like a further candidate.</summary>
    private string Line(string text) => UntrustedText.Create(QuestionPart.Cut(text, _options.MaxNameLength)).Line;

    private static string RoleName(MentionRole role) => role switch
    {
        MentionRole.Context => "context",
        MentionRole.Answer => "answer",
        MentionRole.Rationale => "rationale",
        MentionRole.Option => "option",
        _ => "question",
    };

    /// <summary>By doubt: the chosen place, 0 for none; null where what the model said is refused.</summary>
    private static Dictionary<int, int?> Read(SettlementReply reply, List<Doubt> doubts, Dictionary<string, int> refused)
    {
        var choices = new Dictionary<int, int?>();
        foreach (SettledChoice choice in reply.Choices)
        {
            int doubt = choice.Mention - 1;
            if (doubt < 0 || doubt >= doubts.Count)
            {
                refused.Count(ChatEntityTelemetry.NotOffered);
                continue;
            }

            bool isOffered = choice.Candidate == 0
                || (choice.Candidate > 0 && choice.Candidate <= doubts[doubt].Offered.Length && doubts[doubt].Nodes[choice.Candidate - 1] is not null);
            if (choices.TryGetValue(doubt, out int? said) ? said != choice.Candidate : !isOffered)
            {
                refused.Count(ChatEntityTelemetry.NotOffered);
                choices[doubt] = null;
                continue;
            }

            choices[doubt] = said ?? choice.Candidate;
        }

        return choices;
    }

    private static EntityLink Settle(EntityLink link, Doubt doubt, int? choice)
    {
        if (choice is null)
        {
            return link with { Node = null, Method = null, NilReason = link.NilReason ?? NilReason.Ambiguous };
        }

        if (choice == 0)
        {
            return link with { Node = null, Method = null, NilReason = NilReason.NoCandidate };
        }

        MentionCandidate chosen = doubt.Offered[choice.Value - 1];
        if (LinkCoverage.IsConclusion(link.Mention) && chosen.Relation is LinkRelation.Broader or LinkRelation.Partial)
        {
            // A model settles which node is meant, not whether a part of an option is the option.
            NilReason reason = chosen.Relation == LinkRelation.Broader ? NilReason.TooGeneral : NilReason.Partial;
            return link with { Node = null, Method = null, NilReason = reason, Relation = chosen.Relation, Coverage = chosen.Coverage, Twins = [] };
        }

        return link with
        {
            Node = doubt.Nodes[choice.Value - 1],
            Method = LinkMethods.Chat,
            Relation = chosen.Relation ?? LinkRelation.Related,
            Coverage = chosen.Coverage,
            Twins = [],
            Score = Math.Round((1 + chosen.Score) / 2, 9, MidpointRounding.ToEven),
            NilReason = null,
            Candidates = [chosen, .. link.Candidates.Where(candidate => candidate != chosen)],
        };
    }

    private sealed class Doubt(EntityMention mention, MentionCandidate[] offered)
    {
        public EntityMention Mention { get; } = mention;

        public MentionCandidate[] Offered { get; } = offered;

        public List<KgNode?> Nodes { get; } = [];

        public List<int> Positions { get; } = [];
    }
}
