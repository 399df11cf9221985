using MedReason.Chat;
using MedReason.Shared;
using Microsoft.Extensions.AI;

namespace MedReason.Profiles;

/// <summary>
/// The published filter: a model answers the question by the reasoning without its conclusion, a judge compares that with the known answer, and the chain
/// passes where the judge's reply holds "true" anywhere. Weaker than any of our checks, and kept as it is so that both can be compared.
/// </summary>
internal sealed class PublishedChainVerifier(IChatClient client, MedReasonOptions options) : IChainVerifier
{
    private const string VerifierName = "published";
    private const string ConclusionMark = "Conclusion:";

    public async Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        MedicalQuestion question = PublishedCalls.WithPublishedAnswer(request.Question);
        if (question.Answer is null)
        {
            return new ChainVerdict { Status = VerdictStatus.Unknown, Findings = [Create(ReasonCodes.NoAnswer, "There is no known answer to compare with.")] };
        }

        int conclusion = request.Chain.Text.IndexOf(ConclusionMark, StringComparison.Ordinal);
        string reasoning = conclusion < 0 ? request.Chain.Text : request.Chain.Text[..conclusion];
        string listed = string.Join('\n', question.Options.Select(option => $"{PlainText.Clean(option.Label)}. {PlainText.Clean(option.Text)}"));
        StructuredResponse<string> answer = await AskAsync(
            PublishedPrompts.Answer, question, [("question", question.Text), ("options", listed), ("reasoning", reasoning)], cancellationToken)
                .ConfigureAwait(false);
        StructuredResponse<string> judgement = await AskAsync(
            PublishedPrompts.Judge, question, [("correct answer", question.Answer), ("student's answer", answer.Value)], cancellationToken)
                .ConfigureAwait(false);
        bool isAccepted = judgement.Value.Contains("true", StringComparison.OrdinalIgnoreCase);
        return new ChainVerdict
        {
            Status = isAccepted ? VerdictStatus.Accepted : VerdictStatus.Rejected,
            Findings = isAccepted
                ? []
                : [Create(ReasonCodes.AnswerMismatch, "The judge does not take the answer that the reasoning leads to for the known one.")],
            Usage = ModelUsage.Sum(answer.Usage, judgement.Usage),
        };
    }

    private static VerificationFinding Create(string code, string message) => new()
    {
        Code = code,
        Severity = FindingSeverity.Error,
        Message = message,
        Verifier = VerifierName,
    };

    private Task<StructuredResponse<string>> AskAsync(
        PromptTemplate prompt, MedicalQuestion question, IReadOnlyList<(string Label, string? Text)> parts, CancellationToken cancellationToken) =>
        client.GetTextAsync(FencedMessages.Create(prompt, options.RunKey, question.Id, parts), PublishedCalls.Ask(prompt, options), cancellationToken);
}
