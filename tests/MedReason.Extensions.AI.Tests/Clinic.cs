using System.Text.Json;
using MedReason.Tests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace MedReason.Extensions.AI.Tests;

/// <summary>The tools over the clinic's graph, called as a chat calls them.</summary>
internal sealed class Clinic : IDisposable
{
    private readonly ServiceProvider _services;

    public Clinic(InMemoryKnowledgeGraph? graph = null, GraphToolOptions? options = null)
    {
        Graph = graph ?? ClinicGraph.Build();
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(Graph);
        services.AddMedReason();
        _services = services.BuildServiceProvider();
        Pipeline = _services.GetRequiredService<ReasoningPipeline>();
        Tools = [.. Graph.AsAITools(options).Cast<AIFunction>(), Pipeline.AsAIFunction(options)];
    }

    public InMemoryKnowledgeGraph Graph { get; }

    public ReasoningPipeline Pipeline { get; }

    public IReadOnlyList<AIFunction> Tools { get; }

    public AIFunction Find(string name) => Tools.Single(tool => tool.Name == name);

    /// <summary>Calls a tool with arguments as they come from a protocol: JSON.</summary>
    public async Task<JsonElement> CallAsync(string name, string arguments)
    {
        var given = new AIFunctionArguments();
        foreach (JsonProperty member in JsonElement.Parse(arguments).EnumerateObject())
        {
            given[member.Name] = member.Value;
        }

        return (JsonElement)(await Find(name).InvokeAsync(given))!;
    }

    public async Task<string> FailAsync(string name, string arguments) => (await CallAsync(name, arguments)).GetProperty("error").GetString()!;

    public void Dispose()
    {
        _services.Dispose();
        Graph.Dispose();
    }
}
