using MedReason.Shared;
using MedReason.Verification;
using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>
/// Asks on a seeded share of questions what a chain adds: the same question with the chain's steps, without them, and with the steps of a chain towards
/// another option.
/// </summary>
/// <remarks>
/// <para>A chain that leads to its answer proves little where the reader gives that answer anyway. The other chain argues from the same evidence, in the
/// graph's own words, for an
/// option that is drawn among the others. Steps are masked as <see cref="AnswerConsistencyVerifier"/> masks them, and all three calls are worded alike.</para>
/// <para>Up to three calls a drawn question, counted in <see cref="ChainEffect.Usage"/> alone. A reply that cannot be used counts as no option reached;
/// failures of the client
/// and cancellation throw. Safe for concurrent use as far as the client is.</para>
/// </remarks>
public sealed class ChainEffectProbe
{
    private readonly IChatClient _client;
    private readonly ChainEffectProbeOptions _options;

    /// <summary>Makes a probe.</summary>
    /// <param name="client">The model that reads; not disposed.</param>
    /// <param name="options">How to draw and ask; null for the defaults.</param>
    /// <exception cref="ArgumentException">The prompt has a placeholder that is not known here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1, or a part would be sent with no character.</exception>
    public ChainEffectProbe(IChatClient client, ChainEffectProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new ChainEffectProbeOptions();
        ArgumentOutOfRangeException.ThrowIfNotEqual(_options.Share is >= 0 and <= 1, true, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxPartLength, nameof(options));
        Prompt = (_options.Prompt ?? ConsistencyPrompts.Effect).Require("opening", "closing");
    }

    /// <summary>The prompt, for provenance.</summary>
    public PromptTemplate Prompt { get; }

    /// <summary>Determines whether a question is sampled: by its id and the seed alone, so that a run samples the same ones in any order.</summary>
    /// <param name="question">The question.</param>
    /// <returns>True for the share of questions that is probed; false for a question without at least two options.</returns>
    public bool IsDrawn(MedicalQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.Options.Count > 1 && StableHash.Of(_options.Seed, "effect", question.Id) < _options.Share * ulong.MaxValue;
    }

    /// <summary>Probes a chain, whether its question is drawn or not.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="request">Question, links and chain.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The effect; null where the chain concludes no option.</returns>
    public async Task<ChainEffect?> ProbeAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        MedicalQuestion question = request.Question.WithoutAnswer();
        if (question.FindOption(request.Chain.AnswerLabel) is not { } answer)
        {
            return null;
        }

        ReasoningChain? other = await WriteOtherAsync(graph, request, answer, cancellationToken).ConfigureAwait(false);
        (string? withChain, ModelUsage? usage) = await AskAsync(question, Mask(request, question, request.Chain), cancellationToken).ConfigureAwait(false);
        (string? without, ModelUsage? second) = await AskAsync(question, null, cancellationToken).ConfigureAwait(false);
        (string? withOther, ModelUsage? third) = other is null
            ? (null, null)
            : await AskAsync(question, Mask(request, question, other), cancellationToken).ConfigureAwait(false);
        return new ChainEffect
        {
            Answer = answer.Label,
            WithChain = withChain,
            WithoutChain = without,
            OtherAnswer = other?.AnswerLabel,
            WithOtherChain = withOther,
            Usage = ModelUsage.Sum(ModelUsage.Sum(usage, second), third),
        };
    }

    private static string Mask(VerificationRequest request, MedicalQuestion question, ReasoningChain chain) =>
        ConclusionMask.MaskSteps(new RequestReading(request with { Question = question, Chain = chain }));

    /// <summary>The chain for another option that the same evidence supports; null where it supports none.</summary>
    private async Task<ReasoningChain?> WriteOtherAsync(
        IKnowledgeGraph graph, VerificationRequest request, AnswerOption answer, CancellationToken cancellationToken)
    {
        AnswerOption[] others =
        [
            .. request.Question.Options.Where(
                option => option != answer && request.Chain.Evidence.Contrast.Any(entry => entry.Label == option.Label && entry.SupportingPaths.Count > 0)),
        ];
        if (others.Length == 0)
        {
            return null;
        }

        AnswerOption other = others[(int)(StableHash.Of(_options.Seed, "other", request.Question.Id) % (ulong)others.Length)];
        var writing = new WritingRequest
        {
            Question = request.Question.WithoutAnswer() with { Answer = other.Text, AnswerLabel = other.Label },
            Links = request.Links,
            Evidence = request.Chain.Evidence,
            Mode = ReasoningMode.Explain,
            Visibility = AnswerVisibility.Shown,
            Seed = _options.Seed,
        };
        return await new TemplateChainWriter().WriteAsync(graph, writing, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(string? Label, ModelUsage? Usage)> AskAsync(MedicalQuestion question, string? steps, CancellationToken cancellationToken)
    {
        try
        {
            StructuredResponse<OptionReply> reply = await _client.GetStructuredAsync(
                ConsistencyPrompts.GetMessages(Prompt, _options.RunKey, question, steps, _options.MaxPartLength),
                VerificationJsonContext.Default.OptionReply,
                Prompt.For(_options.Chat),
                choice => choice.Check(question.Options.Count),
                cancellationToken).ConfigureAwait(false);
            return (reply.Value.Option == 0 ? null : question.Options[reply.Value.Option - 1].Label, reply.Usage);
        }
        catch (ModelOutputException exception)
        {
            return (null, exception.Usage);
        }
    }
}
