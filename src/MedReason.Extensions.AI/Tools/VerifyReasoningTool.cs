using MedReason.Extensions.AI.Tools.Results;
using Microsoft.Extensions.AI;

namespace MedReason.Extensions.AI.Tools;

/// <summary><c>verify_reasoning</c>: checks the claims of a text against the graph.</summary>
internal sealed class VerifyReasoningTool(GraphReader reader) : GraphTool<VerificationResult>(
    reader,
    "verify_reasoning",
    "Checks medical reasoning against the knowledge graph: which claims it supports, contradicts or lacks, with the deciding edges. Use before answering.",
    new ToolParameter("question", "The question that is answered.", IsRequired: true),
    new ToolParameter("reasoning", "The reasoning, in sentences that each state one relation.", IsRequired: true),
    new ToolParameter("options", "Labels and texts of a multiple choice.", Kind: ToolParameterKind.Texts),
    new ToolParameter("answer", "Label or text of the known answer."))
{
    protected override async Task<VerificationResult> AnswerAsync(ToolCall call, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        MedicalQuestion question = Reader.Ask(call.Text("question"), call.Options("options"), call.FindText("answer"));
        AuditedChain audited = await Reader.Auditor.AuditAsync(Reader.Graph, question, call.Text("reasoning"), links: null, cancellationToken)
            .ConfigureAwait(false);
        ForeignChain chain = audited.Chain;
        return new VerificationResult
        {
            Verdict = audited.Verdict.Status,
            Claims = new ClaimTally
            {
                Supported = chain.CountClaims(ClaimStatus.Supported),
                Contradicted = chain.CountClaims(ClaimStatus.Contradicted),
                NotInGraph = chain.CountClaims(ClaimStatus.NotInGraph),
                NotCheckable = chain.CountClaims(ClaimStatus.NotCheckable),
            },
            ClaimPrecision = audited.Verdict.Measures?.ClaimPrecision,
            ReadShare = audited.Verdict.Measures?.ReadClaimShare,
            Concluded = chain.Chain.AnswerLabel,
            Steps = await StepsAsync(chain.Steps, cancellationToken).ConfigureAwait(false),
            Findings = FindingEntry.Of(audited.Verdict),
            Graph = await Reader.IdentifyAsync(cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<IReadOnlyList<StepEntry>> StepsAsync(IReadOnlyList<StepLabel> steps, CancellationToken cancellationToken)
    {
        IReadOnlyList<(TextClaim Claim, EdgeCitation Edge)> cited = await Reader.CiteAsync(
            steps.Select(step => step.Claim).OfType<TextClaim>(), cancellationToken).ConfigureAwait(false);
        int next = 0;
        return
        [
            .. steps.Select(step => new StepEntry
            {
                Text = step.Text,
                Status = step.Status,
                Edge = step.Claim?.Edge is null ? null : cited[next++].Edge,
                Detail = step.Claim?.Detail,
            }),
        ];
    }
}
