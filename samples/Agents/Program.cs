// An agent of Microsoft's Agent Framework that has the graph as tools and as context, in a workflow that checks what it says: no key, no network.
//
//   dotnet run --project samples/Agents
using Agents;
using MedReason;
using MedReason.Kg.Primekg;
using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;

IKnowledgeGraph graph = (await PrimeKgReader.ReadAsync(Path.Combine(AppContext.BaseDirectory, "starter_kg.csv"))).Graph;

// Any chat client of Microsoft.Extensions.AI takes the place of the script.
using IChatClient model = new ScriptedModel();
AIAgent agent = new ChatClientAgent(model, new ChatClientAgentOptions
{
    Name = "clinician",
    ChatOptions = new ChatOptions { Instructions = "Answer in whole sentences that can be checked." },
    AIContextProviders = [new GraphContextProvider(graph)],
});

ExecutorBinding answering = agent.BindAsExecutor(new AIAgentHostOptions { ForwardIncomingMessages = true });
ExecutorBinding checking = new VerifyReasoningExecutor(graph, answering.Id);
Workflow workflow = new WorkflowBuilder(answering)
    .AddEdge(answering, checking)
    .AddEdge(checking, answering)
    .WithOutputFrom(checking)
    .Build();

await using StreamingRun run = await InProcessExecution.RunStreamingAsync(workflow, new ChatMessage(ChatRole.User, "Can propranolol be given in asthma?"));
await run.TrySendMessageAsync(new TurnToken());
await foreach (WorkflowEvent happened in run.WatchStreamAsync())
{
    if (happened is WorkflowErrorEvent error)
    {
        Console.Error.WriteLine(error.Exception?.Message);
        return 1;
    }

    if (happened is WorkflowOutputEvent output && output.Is(out CheckedAnswer? answer))
    {
        Console.WriteLine(answer.Text);
        Console.WriteLine($"answers: {answer.Turns}, statements supported: {answer.Supported}, contradicted: {answer.Contradicted.Count}");
    }
}

return 0;
