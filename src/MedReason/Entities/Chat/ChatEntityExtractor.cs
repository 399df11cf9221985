using System.Globalization;
using MedReason.Chat;
using MedReason.Entities;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MedReason;

/// <summary>Finds mentions with one structured call of a chat model for question, context, options, answer and rationale together.</summary>
/// <remarks>
/// <para>
/// The model answers with words, never with places: each mention is looked for in the text itself, at word boundaries, and one that is not found there
/// is dropped and counted (counter <c>medreason.entities.dropped</c>, by reason). A type that the graph does not have is no hint. Texts travel fenced and
/// stripped of what a person does not see; instructions inside them are data.
/// </para>
/// <para>
/// The mentions carry no candidates: the linker looks them up, and <see cref="ChatEntityLinker"/> settles the doubtful ones with one further call. An
/// answer that repeats an option word by word is not sent twice and gets that option's mentions; a part of which every word is marked before is not sent
/// at all. Safe for concurrent use as far as the client is; the client is not disposed. A failure of the client passes through.
/// </para>
/// </remarks>
public sealed class ChatEntityExtractor : IEntityExtractor
{
    private const int MaxTypes = 100;
    private readonly IChatClient _client;
    private readonly ChatEntityExtractorOptions _options;
    private readonly PromptTemplate _prompt;
    private readonly ILogger _logger;

    /// <summary>An extractor.</summary>
    /// <param name="client">The model.</param>
    /// <param name="options">How it is asked; null for the defaults.</param>
    /// <param name="logger">The logger that gets the numbers of dropped mentions; null for none.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the prompt has a placeholder that is not known.</exception>
    public ChatEntityExtractor(IChatClient client, ChatEntityExtractorOptions? options = null, ILogger<ChatEntityExtractor>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new ChatEntityExtractorOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxPartLength, nameof(options));
        _prompt = (_options.Prompt ?? ChatEntityPrompts.Extract).Require("opening", "closing");
        _logger = logger ?? NullLogger<ChatEntityExtractor>.Instance;
    }

    /// <summary>The prompt, for provenance.</summary>
    public PromptTemplate Prompt => _prompt;

    /// <inheritdoc />
    public Task<IReadOnlyList<EntityMention>> ExtractAsync(IKnowledgeGraph graph, MedicalQuestion question, CancellationToken cancellationToken = default) =>
        ExtractAsync(graph, question, [], cancellationToken);

    /// <summary>Asks for what is not marked yet; the marked mentions are listed to the model, which leaves them out, and are part of the result.</summary>
    internal async Task<IReadOnlyList<EntityMention>> ExtractAsync(
        IKnowledgeGraph graph, MedicalQuestion question, IReadOnlyList<EntityMention> marked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(question);
        List<QuestionPart> parts = QuestionPart.Of(question, _options.MaxPartLength);
        parts.RemoveAll(part => IsWhollyMarked(part, marked));
        if (parts.Count == 0)
        {
            return marked;
        }

        KnowledgeGraphMetadata metadata = await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        NodeType[] types = [.. metadata.NodeTypes.Keys.Order().Take(MaxTypes)];
        List<ChatMessage> messages = Write(question, parts, types, marked);
        StructuredResponse<ExtractionReply> response = await _client.GetStructuredAsync(
            messages, ChatEntityJsonContext.Default.ExtractionReply, _prompt.For(_options.Chat), null, cancellationToken).ConfigureAwait(false);

        var dropped = new Dictionary<string, int>(StringComparer.Ordinal);
        var mentions = new List<EntityMention>(marked);
        foreach (QuestionPart part in parts.Where(part => part.IsCut))
        {
            dropped.Count(ChatEntityTelemetry.TextCut);
        }

        Locate(response.Value, parts, types, mentions, dropped);
        CopyToAnswer(question, mentions, marked);
        ChatEntityTelemetry.Report(_logger, dropped);
        return MentionOrder.Sort(question, mentions);
    }

    /// <summary>Whether no word of a part is left to mark, so that the model need not see it.</summary>
    private static bool IsWhollyMarked(QuestionPart part, IReadOnlyList<EntityMention> marked)
    {
        if (part.IsCut)
        {
            return false;
        }

        EntityMention[] own = [.. marked.Where(part.Holds)];
        string text = part.Text.Original;
        return own.Length > 0
            && Enumerable.Range(0, text.Length).All(at => !IsWordPart(text[at]) || own.Any(mention => mention.Start <= at && at < mention.End));
    }

    private List<ChatMessage> Write(MedicalQuestion question, List<QuestionPart> parts, NodeType[] types, IReadOnlyList<EntityMention> marked)
    {
        string options = string.Join('\n', parts.Where(part => part.Role == MentionRole.Option).Select(part => $"{part.Number}: {part.Shown}"));
        string markedList = string.Join('\n', marked.Where(mention => parts.Exists(part => part.Holds(mention)))
            .Select(mention => UntrustedText.Create(mention.Text).Line).Distinct(StringComparer.Ordinal));
        return FencedMessages.Create(
            _prompt,
            _options.RunKey,
            question.Id,
            [
                ("types", string.Join('\n', types.Select(type => UntrustedText.Create(type.Value).Line))),
                .. parts.Where(part => part.Role != MentionRole.Option).Select(part => (part.Name, (string?)part.Shown)),
                ("options", options),
                ("marked", markedList),
            ]);
    }

    private static void Locate(ExtractionReply reply, List<QuestionPart> parts, NodeType[] types, List<EntityMention> mentions, Dictionary<string, int> dropped)
    {
        ILookup<QuestionPart, (int Start, int End)> marked = mentions
            .Select(mention => (Part: parts.Find(part => part.Holds(mention)), mention.Start, mention.End))
            .Where(place => place.Part is not null)
            .ToLookup(place => place.Part!, place => (place.Start, place.End));
        var taken = new Dictionary<QuestionPart, List<(int Start, int End)>>();

        // Longer words take their places first, so that "pain" finds the pain that is not part of "chest pain".
        foreach (ExtractedMention said in reply.Mentions.OrderByDescending(said => said.Text.Length))
        {
            if (parts.Find(candidate => string.Equals(candidate.Name, said.Part, StringComparison.Ordinal)) is not { } part)
            {
                dropped.Count(ChatEntityTelemetry.UnknownPart);
                continue;
            }

            if (!taken.TryGetValue(part, out List<(int Start, int End)>? ofPart))
            {
                taken.Add(part, ofPart = []);
            }

            (int Start, int End)? place = FindPlace(part, said.Text.Trim(), ofPart, marked[part], out bool isInText);
            if (place is not { } found)
            {
                dropped.Count(isInText ? ChatEntityTelemetry.AlreadyMarked : ChatEntityTelemetry.SpanNotFound);
                continue;
            }

            ofPart.Add(found);
            int type = Array.FindIndex(types, known => string.Equals(known.Value, said.Type, StringComparison.Ordinal));
            if (type < 0 && said.Type != "other")
            {
                dropped.Count(ChatEntityTelemetry.UnknownType);
            }

            mentions.Add(new EntityMention
            {
                Text = part.Text.Original[found.Start..found.End],
                Start = found.Start,
                End = found.End,
                Role = part.Role,
                OptionLabel = part.OptionLabel,
                TypeHint = type < 0 ? null : types[type],
                Assertion = said.Assertion,
            });
        }
    }

    /// <summary>
    /// The first place of some words that nothing else covers, else the first that is not itself taken; never one that overlaps what was marked before.
    /// </summary>
    private static (int Start, int End)? FindPlace(
        QuestionPart part, string words, List<(int Start, int End)> taken, IEnumerable<(int Start, int End)> marked, out bool isInText)
    {
        (int Start, int End)? nested = null;
        isInText = false;
        for (int at = 0; words.Length > 0 && (at = Find(part.Shown, words, at)) >= 0; at++)
        {
            isInText = true;
            (int Start, int End) place = part.Text.ToOriginal(at, at + words.Length);
            if (marked.Any(other => Overlaps(place, other)) || taken.Contains(place))
            {
                continue;
            }

            if (!taken.Any(other => Overlaps(place, other)))
            {
                return place;
            }

            nested ??= place;
        }

        return nested;
    }

    private static bool Overlaps((int Start, int End) left, (int Start, int End) right) => left.Start < right.End && right.Start < left.End;

    /// <summary>Finds the next occurrence of some words, ignoring case, that begins and ends at a word boundary.</summary>
    private static int Find(string text, string words, int from)
    {
        for (int at = from; at < text.Length && (at = text.IndexOf(words, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            int end = at + words.Length;
            if ((at == 0 || !IsWordPart(text[at - 1]) || !IsWordPart(words[0])) && (end == text.Length || !IsWordPart(text[end]) || !IsWordPart(words[^1])))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsWordPart(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character)
            || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static void CopyToAnswer(MedicalQuestion question, List<EntityMention> mentions, IReadOnlyList<EntityMention> marked)
    {
        if (QuestionPart.FindAnsweredOption(question) is not { } option)
        {
            return;
        }

        EntityMention[] ofOption = [.. mentions.Where(mention => mention.Role == MentionRole.Option && mention.OptionLabel == option.Label)];
        foreach (EntityMention mention in ofOption)
        {
            if (!marked.Any(known => known.Role == MentionRole.Answer && known.Start < mention.End && mention.Start < known.End))
            {
                mentions.Add(mention with { Role = MentionRole.Answer, OptionLabel = null });
            }
        }
    }
}
