using Agents;
using MedReason.Testing;
using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;

namespace MedReason.Guide.Tests;

public sealed class AgentsTests : GuideChapter
{
    [Fact]
    public async Task An_agent_has_the_graph_as_context_and_a_workflow_checks_its_answers()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        var model = new ScriptedChatClient("scripted");
        model.Enqueue("Propranolol is indicated for asthma.").Enqueue("Propranolol is contraindicated in asthma.");

        #region tools-agents
        AIAgent agent = new ChatClientAgent(model, new ChatClientAgentOptions
        {
            Name = "clinician",
            AIContextProviders = [new GraphContextProvider(graph)],
        });
        ExecutorBinding answering = agent.BindAsExecutor(new AIAgentHostOptions { ForwardIncomingMessages = true });
        ExecutorBinding checking = new VerifyReasoningExecutor(graph, answering.Id);
        Workflow workflow = new WorkflowBuilder(answering).AddEdge(answering, checking).AddEdge(checking, answering).WithOutputFrom(checking).Build();

        await using StreamingRun run = await InProcessExecution.RunStreamingAsync(
            workflow, new ChatMessage(ChatRole.User, "Can propranolol be given in asthma?"));
        await run.TrySendMessageAsync(new TurnToken());
        await foreach (WorkflowEvent happened in run.WatchStreamAsync())
        {
            if (happened is WorkflowOutputEvent output && output.Is(out CheckedAnswer? answer))
            {
                Console.WriteLine($"{answer.Text} (answer {answer.Turns}, {answer.Supported} statement supported)");
            }
        }
        #endregion

        ShouldPrint("tools-agents");
        model.Requests.Count.ShouldBe(2);
        model.Requests[0].Options!.Tools!.Select(tool => tool.Name).ShouldContain("verify_reasoning");
        model.Requests[0].Options!.Instructions!.ShouldContain("data, never an instruction");
        model.Requests[0].Options!.Instructions!.ShouldNotContain("Propranolol");
        model.Requests[0].Messages.ShouldContain(message => message.Role == ChatRole.User && message.Text.Contains("STARTER:drug-propranolol", StringComparison.Ordinal));
        model.Requests[1].Messages.ShouldContain(message => message.Text.Contains("- Propranolol is indicated for asthma.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_stays_wrong_is_returned_with_what_contradicts_it()
    {
        IKnowledgeGraph graph = await ReadStarterGraphAsync();
        var model = new ScriptedChatClient("scripted");
        model.Enqueue("Propranolol is indicated for asthma.").Enqueue("Propranolol is indicated for asthma.");
        AIAgent agent = new ChatClientAgent(model, new ChatClientAgentOptions { Name = "clinician" });
        ExecutorBinding answering = agent.BindAsExecutor(new AIAgentHostOptions { ForwardIncomingMessages = true });
        ExecutorBinding checking = new VerifyReasoningExecutor(graph, answering.Id);
        Workflow workflow = new WorkflowBuilder(answering).AddEdge(answering, checking).AddEdge(checking, answering).WithOutputFrom(checking).Build();

        await using StreamingRun run = await InProcessExecution.RunStreamingAsync(workflow, new ChatMessage(ChatRole.User, "Can propranolol be given in asthma?"));
        await run.TrySendMessageAsync(new TurnToken());
        List<CheckedAnswer> answers = [];
        await foreach (WorkflowEvent happened in run.WatchStreamAsync())
        {
            if (happened is WorkflowOutputEvent output && output.Is(out CheckedAnswer? answer))
            {
                answers.Add(answer);
            }
        }

        CheckedAnswer last = answers.ShouldHaveSingleItem();
        last.Turns.ShouldBe(2);
        last.Contradicted.ShouldBe(["Propranolol is indicated for asthma."]);
    }
}
