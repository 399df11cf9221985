using System.Runtime.CompilerServices;
using System.Text.Json;
using MedReason.Datasets;

namespace MedReason.Runs;

/// <summary>Makes a run of questions and a pipeline: each row is a question, each result the line that <see cref="ReasoningRow"/> writes.</summary>
public static class GenerationRun
{
    /// <summary>The kind that the configuration of such a run carries.</summary>
    public const string Kind = "generate";

    private const string ReadStage = "read";

    /// <summary>Questions as the rows of a run.</summary>
    /// <param name="questions">The questions, in the order of the bank.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The rows, in the same order.</returns>
    public static async IAsyncEnumerable<RunRow> ToRowsAsync(
        IAsyncEnumerable<QuestionRow> questions, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(questions);
        long ordinal = 0;
        await foreach (QuestionRow question in questions.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return new RunRow
            {
                Ordinal = ordinal++,
                Id = question.Id.Text,
                ContentHash = question.ContentHash,
                Payload = JsonSerializer.SerializeToUtf8Bytes(question, QuestionRowJsonContext.Default.QuestionRow),
            };
        }
    }

    /// <summary>The question of a row.</summary>
    /// <param name="row">A row of such a run.</param>
    /// <returns>The question as the bank's reader gave it.</returns>
    /// <exception cref="ArgumentException">The row is of another kind of run.</exception>
    public static QuestionRow ReadQuestion(RunRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        try
        {
            return JsonSerializer.Deserialize(row.Payload.Span, QuestionRowJsonContext.Default.QuestionRow)!;
        }
        catch (JsonException exception)
        {
            throw new ArgumentException("The row holds no question.", nameof(row), exception);
        }
    }

    /// <summary>What <see cref="RunEngine"/> does with a row: the question through the pipeline.</summary>
    /// <param name="pipeline">The pipeline, with the options of the run as its own.</param>
    /// <param name="withFigures">Also questions that speak of a figure which the bank does not hold; else they are rejected unread.</param>
    /// <param name="probe">Asks on the questions that it draws what their chain adds, accepted or not; a row whose probe fails is tried again by a resumed
    /// run. Null for none.</param>
    /// <returns>The work.</returns>
    public static Func<RunRow, CancellationToken, Task<RunResult>> Work(ReasoningPipeline pipeline, bool withFigures = false, ChainEffectProbe? probe = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return async (row, cancellationToken) =>
        {
            QuestionRow question = ReadQuestion(row);
            ReasoningResult result = !withFigures && question.Flags.Contains(QuestionFlags.NeedsFigure)
                ? LeftOut(question)
                : await pipeline.RunAsync(question.Question, options: null, cancellationToken).ConfigureAwait(false);
            bool isProbeMissing = false;
            if (probe is not null && result.Chain is { } chain && probe.IsDrawn(question.Question))
            {
                var request = new VerificationRequest { Question = question.Question, Links = result.Links, Chain = chain };
                try
                {
                    result = result with { ChainEffect = await probe.ProbeAsync(pipeline.Graph, request, cancellationToken).ConfigureAwait(false) };
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    // The outcome holds without the probe, but the row is not whole.
                    isProbeMissing = true;
                }
            }

            StageFallback? fallback = result.Fallbacks.FirstOrDefault(IsTransient) ?? (result.Fallbacks.Count > 0 ? result.Fallbacks[0] : null);
            return new RunResult
            {
                Outcome = ReasoningRow.OutcomeName(result.Outcome),
                Stage = result.FailedStage ?? fallback?.Stage,
                Reason = result.Reason ?? fallback?.Reason,
                IsTransient = isProbeMissing || result.Fallbacks.Any(IsTransient) || HasFailedOnUse(result),
                Payload = ReasoningRow.ToUtf8(question, result),
            };
        };
    }

    // Where there was no reply another session may get one. One that could not be used is asked for again on request: another may be no better.
    private static bool IsTransient(StageFallback fallback) => fallback.Reason != ReasonCodes.ModelOutput;

    // The use of a reply threw, and the reply was rejected: another session gets another one.
    private static bool HasFailedOnUse(ReasoningResult result) =>
        result is { Outcome: ReasoningOutcome.Failed, Reason: not (ReasonCodes.ModelOutput or ReasonCodes.GraphFailed) }
        && RunRowScope.Current is { HasRejected: true };

    private static ReasoningResult LeftOut(QuestionRow row) => new()
    {
        Question = row.Question,
        Outcome = ReasoningOutcome.Rejected,
        FailedStage = ReadStage,
        Reason = QuestionFlags.NeedsFigure,
        Detail = "The question speaks of a figure that the bank does not hold.",
    };
}
