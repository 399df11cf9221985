using MedReason.Chat;
using MedReason.Text;
using MedReason.Verification;
using Microsoft.Extensions.AI;

namespace MedReason;

/// <summary>
/// Lets a model that may differ from the writer's read the steps without what they state as the choice, and checks that it reaches the chain's answer.
/// </summary>
/// <remarks>
/// <para>
/// The model sees question, options and steps; each sentence that states an option is masked, and the conclusion is not sent. With options it replies with
/// the number of one,
/// which is compared with the chain's own label, so that no judge is needed. Without options it replies in words; where these are not the chain's own, a
/// second call
/// judges whether both mean the same.
/// </para>
/// <para>It fails closed: no answer, an unusable reply, an error and a time-out are unknown, which is never a pass; another answer rejects. Only cancellation
/// by the caller
/// throws. All text of chain and question is fenced as data. Safe for concurrent use as far as the client is.</para>
/// </remarks>
public sealed class AnswerConsistencyVerifier : IChainVerifier, IReadingVerifier
{
    /// <summary>The name that findings carry.</summary>
    public const string VerifierName = "answer_consistency";

    private readonly IChatClient _client;
    private readonly AnswerConsistencyVerifierOptions _options;

    /// <summary>Makes a verifier.</summary>
    /// <param name="client">The model; not disposed.</param>
    /// <param name="options">How to ask; null for the defaults.</param>
    /// <exception cref="ArgumentException">A prompt has a placeholder that is not known here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A part would be sent with no character.</exception>
    public AnswerConsistencyVerifier(IChatClient client, AnswerConsistencyVerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new AnswerConsistencyVerifierOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaxPartLength, nameof(options));
        OptionPrompt = (_options.OptionPrompt ?? ConsistencyPrompts.Option).Require("opening", "closing");
        OpenPrompt = (_options.OpenPrompt ?? ConsistencyPrompts.Open).Require("opening", "closing");
        JudgePrompt = (_options.JudgePrompt ?? ConsistencyPrompts.Judge).Require("opening", "closing");
    }

    /// <summary>The prompt for questions with options, for provenance.</summary>
    public PromptTemplate OptionPrompt { get; }

    /// <summary>The prompt for questions without options, for provenance.</summary>
    public PromptTemplate OpenPrompt { get; }

    /// <summary>The prompt that compares two answers, for provenance.</summary>
    public PromptTemplate JudgePrompt { get; }

    /// <inheritdoc />
    public Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(request);
        return ((IReadingVerifier)this).VerifyAsync(graph, new RequestReading(request), cancellationToken);
    }

    /// <inheritdoc />
    async Task<ChainVerdict> IReadingVerifier.VerifyAsync(IKnowledgeGraph graph, RequestReading reading, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        VerificationRequest request = reading.Request;
        var findings = new FindingList(VerifierName);
        string steps = ConclusionMask.MaskSteps(reading);
        if (ConclusionMask.IsEmpty(steps))
        {
            Undecided(findings, ReasonCodes.NothingChecked, "Nothing but statements of the answer is left to judge from.");
            return findings.ToVerdict();
        }

        ModelUsage? usage = null;
        try
        {
            usage = request.Question.Options.Count > 0
                ? await CheckOptionAsync(reading, steps, findings, cancellationToken).ConfigureAwait(false)
                : await CheckWordsAsync(request, steps, findings, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelOutputException exception)
        {
            usage = exception.Usage;
            await ModelUsageScope.FallBackAsync(exception).ConfigureAwait(false);
            Undecided(findings, ReasonCodes.ModelOutput, "The model's reply could not be used.", exception.Failure.ToString());
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            await ModelUsageScope.FallBackAsync(exception).ConfigureAwait(false);
            Undecided(findings, ReasonCodes.Timeout, "The model did not reply in time.");
        }
#pragma warning disable CA1031 // Whatever a client throws, the verdict is unknown; that is this class's contract.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            await ModelUsageScope.FallBackAsync(exception).ConfigureAwait(false);
            Undecided(findings, ReasonCodes.VerifierFailed, "The model could not be asked.", exception.GetType().Name);
        }

        return findings.ToVerdict(usage: usage);
    }

    private async Task<ModelUsage?> CheckOptionAsync(RequestReading reading, string steps, FindingList findings, CancellationToken cancellationToken)
    {
        VerificationRequest request = reading.Request;
        IReadOnlyList<AnswerOption> options = request.Question.Options;
        AnswerOption? concluded = request.Question.FindOption(request.Chain.AnswerLabel);
        if (concluded is null)
        {
            findings.Add(ReasonCodes.NoConclusion, "The chain concludes no option.");
            return null;
        }

        StructuredResponse<OptionReply> reply = await _client.GetStructuredAsync(
            ConsistencyPrompts.GetMessages(OptionPrompt, _options.RunKey, request.Question, steps, _options.MaxPartLength),
            VerificationJsonContext.Default.OptionReply,
            OptionPrompt.For(_options.Chat),
            choice => choice.Check(options.Count),
            cancellationToken).ConfigureAwait(false);
        string? reached = reply.Value.Option == 0 ? null : options[reply.Value.Option - 1].Label;
        if (reached is null)
        {
            Undecided(findings, ReasonCodes.ConsistencyUndecided, "Read without its conclusion, the chain leads to no option.", null, concluded.Label);
        }
        else if (!reading.Options.AreSame(reached, concluded.Label))
        {
            findings.Add(ReasonCodes.InconsistentAnswer, "Read without its conclusion, the chain leads to another option.", concluded.Label, reached);
        }

        return reply.Usage;
    }

    private async Task<ModelUsage?> CheckWordsAsync(VerificationRequest request, string steps, FindingList findings, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Chain.Answer))
        {
            findings.Add(ReasonCodes.NoConclusion, "The chain reaches no answer.");
            return null;
        }

        StructuredResponse<AnswerReply> reply = await _client.GetStructuredAsync(
            ConsistencyPrompts.GetMessages(OpenPrompt, _options.RunKey, request.Question, steps, _options.MaxPartLength),
            VerificationJsonContext.Default.AnswerReply,
            OpenPrompt.For(_options.Chat),
            null,
            cancellationToken).ConfigureAwait(false);
        string reached = reply.Value.Answer;
        if (string.IsNullOrWhiteSpace(reached))
        {
            Undecided(findings, ReasonCodes.ConsistencyUndecided, "Read without its conclusion, the chain leads to no answer.", null, request.Chain.Answer);
            return reply.Usage;
        }

        if (TextMatch.IsSame(reached, request.Chain.Answer))
        {
            return reply.Usage;
        }

        try
        {
            StructuredResponse<JudgementReply> judgement = await _client.GetStructuredAsync(
                FencedMessages.Create(JudgePrompt, _options.RunKey, request.Question.Id,
                    [("question", Cut(request.Question.Text)), ("first answer", Cut(request.Chain.Answer)), ("second answer", Cut(reached))]),
                VerificationJsonContext.Default.JudgementReply,
                JudgePrompt.For(_options.Chat),
                verdict => verdict.Verdict is JudgementReply.Same or JudgementReply.Different or JudgementReply.Unclear
                    ? null
                    : "verdict must be same, different or unclear",
                cancellationToken).ConfigureAwait(false);
            if (judgement.Value.Verdict == JudgementReply.Unclear)
            {
                Undecided(findings, ReasonCodes.ConsistencyUndecided, "Whether both answers agree could not be determined.", reached, request.Chain.Answer);
            }
            else if (judgement.Value.Verdict == JudgementReply.Different)
            {
                findings.Add(ReasonCodes.InconsistentAnswer, "Read without its conclusion, the chain leads to another answer.", request.Chain.Answer, reached);
            }

            return ModelUsage.Sum(reply.Usage, judgement.Usage);
        }
        catch (ModelOutputException exception)
        {
            await ModelUsageScope.FallBackAsync(exception).ConfigureAwait(false);
            Undecided(findings, ReasonCodes.ModelOutput, "The model's reply could not be used.", exception.Failure.ToString());
            return ModelUsage.Sum(reply.Usage, exception.Usage);
        }
    }

    private static void Undecided(FindingList findings, string code, string message, string? actual = null, string? expected = null)
    {
        findings.IsUndecided = true;
        findings.Add(code, FindingSeverity.Warning, null, message, expected, actual);
    }

    private string Cut(string text) => QuestionPart.Cut(text, _options.MaxPartLength);
}
