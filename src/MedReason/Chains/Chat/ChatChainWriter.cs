using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MedReason.Chains;
using MedReason.Chat;
using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>
/// Lets a chat model write the chain, with one structured call: first the plan (which evidence, in which order, towards which answer), then the steps, then
/// the conclusion.
/// </summary>
/// <remarks>
/// <para>
/// The model chooses by id among what is offered: paths, the statements of their hops, options. A claim is a statement of the graph with its direction and
/// polarity, so that none leaves the offered set; what no path holds is marked as background. Ids that were not offered, a path outside the plan, a step
/// without claim and a step that does not name the entities of its paths are reported to the model once, then the call fails.
/// </para>
/// <para>
/// The evidence is given in the graph's words, with absences and contraindications as what they are and with what the evidence says of each option. The
/// answer is given only when the request shows it. Texts travel fenced and stripped of what a person does not see; so do the model's words on their way back,
/// each step as one line. The text has the sections of the published dataset (<see cref="ChainSections"/>); citations are numbered by us.
/// </para>
/// <para>Safe for concurrent use as far as the client is; the client is not disposed. A failure of the client passes through.</para>
/// </remarks>
public sealed class ChatChainWriter : IChainWriter
{
    private static readonly PromptTemplate OwnPrompt = new("write", "2", $$$"""
        Write the reasoning for a medical question from evidence out of a knowledge graph. {{{FencedMessages.Rule}}}
        {{task}}
        "evidence" holds paths (P1); what joins two names is a statement (P1.1), told along its arrow. Reply with, in this order:
        skeleton: the paths of the argument in its order, each with the id of the answer it bears on (toward; may be empty)
        steps: full sentences from the question to the conclusion, weighing other answers; each with
          text: names every entity of its paths as the evidence does, keeps the statements' direction, holds no ids
          paths, claims: ids of its paths, out of the skeleton, and of the statements it makes
          background: true for general knowledge that no path holds; then without paths and claims
        conclusion: one or two sentences that name the answer
        answer: {{answer}}
        """);

    private readonly IChatClient _client;
    private readonly ChatChainWriterOptions _options;
    private readonly PromptTemplate _prompt;

    /// <summary>A writer.</summary>
    /// <param name="client">The model.</param>
    /// <param name="options">How it is asked; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the prompt has a placeholder that is not known.</exception>
    public ChatChainWriter(IChatClient client, ChatChainWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new ChatChainWriterOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxPartLength, nameof(options));
        _prompt = (_options.Prompt ?? OwnPrompt).Require("opening", "closing", "task", "answer");
    }

    /// <summary>The prompt, for provenance.</summary>
    public PromptTemplate Prompt => _prompt;

    /// <inheritdoc />
    public Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, CancellationToken cancellationToken = default) =>
        WriteAsync(graph, request, null, cancellationToken);

    /// <inheritdoc />
    /// <remarks>
    /// Streams each step as soon as the model has written it. When the first reply cannot be used, what was streamed is void and the second is not streamed.
    /// </remarks>
    public async IAsyncEnumerable<ChainUpdate> WriteStreamingAsync(
        IKnowledgeGraph graph, WritingRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pieces = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Task<ReasoningChain> writing = WriteIntoAsync(graph, request, pieces.Writer, stop.Token);
        try
        {
            await foreach (string piece in pieces.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return new ChainUpdate { Text = piece };
            }

            yield return new ChainUpdate { Chain = await writing.ConfigureAwait(false) };
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ReasoningChain> WriteIntoAsync(
        IKnowledgeGraph graph, WritingRequest request, ChannelWriter<string> pieces, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(graph, request, piece => pieces.TryWrite(piece), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            pieces.Complete();
        }
    }

    private async Task<ReasoningChain> WriteAsync(IKnowledgeGraph graph, WritingRequest request, Action<string>? stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        ChainOffer offer = await ChainOffer.CreateAsync(graph, request, _options.MaxPartLength, cancellationToken).ConfigureAwait(false);
        StructuredResponse<ChainReply> response = await ChatStructuredExtensions.SendStructuredAsync(
            _client,
            GetMessages(request, offer),
            ChainReplyJsonContext.Default.ChainReply,
            _prompt.For(_options.Chat),
            offer.Check,
            stream is null ? null : (messages, options, token) => StreamAsync(messages, options, stream, token),
            cancellationToken).ConfigureAwait(false);
        return offer.Read(response.Value) with { ModelId = response.ModelId, PromptVersion = _prompt.ToString(), Usage = response.Usage };
    }

    private async Task<ChatResponse> StreamAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, Action<string> stream, CancellationToken cancellationToken)
    {
        var reader = new ChainReplyReader();
        var updates = new List<ChatResponseUpdate>();
        await foreach (ChatResponseUpdate update in _client.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
            foreach (string text in reader.Read(update.Text))
            {
                stream(text);
            }
        }

        return updates.ToChatResponse();
    }

    private List<ChatMessage> GetMessages(WritingRequest request, ChainOffer offer) => FencedMessages.Create(
        _prompt,
        _options.RunKey,
        request.Question.Id,
        [
            ("question", offer.Question), ("context", offer.Context), (offer.HasOptions ? "options" : "candidates", offer.Answers),
            ("evidence", offer.Evidence), ("contrast", offer.Contrast), ("answer", offer.KnownAnswer),
        ],
        ("task", offer.DescribeTask()),
        ("answer", offer.DescribeAnswerForm()));
}
