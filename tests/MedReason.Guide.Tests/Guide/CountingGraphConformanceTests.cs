using MedReason.Testing;

namespace MedReason.Guide.Tests;

[ConformanceSuite(typeof(CountingGraph))]
public sealed class CountingGraphConformanceTests : KnowledgeGraphConformanceTests
{
    protected override int HubDegree => 1_000;

    protected override ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content) => ValueTask.FromResult<IKnowledgeGraph>(
        new CountingGraph(new DictionaryGraph(content.Name, content.Version, content.Nodes, content.Edges, content.Relations)));
}
