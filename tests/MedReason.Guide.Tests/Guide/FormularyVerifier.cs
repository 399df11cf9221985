namespace MedReason.Guide.Tests;

#region stages-verifier
public sealed class FormularyVerifier(IReadOnlySet<string> formulary) : IChainVerifier
{
    public Task<ChainVerdict> VerifyAsync(IKnowledgeGraph graph, VerificationRequest request, CancellationToken cancellationToken = default)
    {
        string? answer = request.Chain.Answer;
        bool isListed = answer is not null && formulary.Contains(answer);
        return Task.FromResult(new ChainVerdict
        {
            Status = isListed ? VerdictStatus.Accepted : VerdictStatus.Rejected,
            Findings = isListed ? [] :
            [
                new VerificationFinding
                {
                    Code = "not_on_formulary",
                    Severity = FindingSeverity.Error,
                    Message = "The chain recommends a drug that this hospital does not keep.",
                    Actual = answer,
                    Verifier = "formulary",
                },
            ],
        });
    }
}
#endregion
