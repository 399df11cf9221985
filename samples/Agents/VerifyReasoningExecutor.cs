using MedReason;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;

namespace Agents;

/// <summary>Checks the answer of the agent before it in a workflow, and sends an answer that the graph contradicts back to the agent, once.</summary>
public sealed class VerifyReasoningExecutor(IKnowledgeGraph graph, string agentId)
    : ChatProtocolExecutor("verify_reasoning", new ChatProtocolExecutorOptions { AutoSendTurnToken = false }, declareCrossRunShareable: false)
{
    private const int MaxAnswers = 2;
    private readonly ForeignChainAuditor _auditor = new();
    private int _answers;
    private string? _question;

    protected override ProtocolBuilder ConfigureProtocol(ProtocolBuilder protocolBuilder) =>
        base.ConfigureProtocol(protocolBuilder).YieldsOutput<CheckedAnswer>().SendsMessage<ChatMessage>();

    protected override async ValueTask TakeTurnAsync(
        List<ChatMessage> messages, IWorkflowContext context, bool? emitEvents, CancellationToken cancellationToken = default)
    {
        _answers++;
        _question ??= messages.First(message => message.Role == ChatRole.User).Text;
        string answer = messages[^1].Text;
        var question = new MedicalQuestion { Id = "question", Text = _question };
        AuditedChain audit = await _auditor.AuditAsync(graph, question, answer, cancellationToken: cancellationToken);
        TextClaim[] contradicted = [.. audit.Chain.Claims.Where(claim => claim.Status == ClaimStatus.Contradicted)];
        if (contradicted.Length > 0 && _answers < MaxAnswers)
        {
            string sentences = string.Join('\n', contradicted.Select(claim => $"- {claim.Text}"));
            await context.SendMessageAsync(
                new ChatMessage(ChatRole.User, $"A knowledge graph contradicts these sentences, so answer again without them:\n{sentences}"), agentId, cancellationToken);
            await context.SendMessageAsync(new TurnToken(emitEvents), agentId, cancellationToken);
            return;
        }

        await context.YieldOutputAsync(
            new CheckedAnswer(answer, audit.Chain.Claims.Count(claim => claim.Status == ClaimStatus.Supported), [.. contradicted.Select(claim => claim.Text)], _answers), cancellationToken);
    }
}
