namespace MedReason.Testing.Tests;

[ConformanceSuite(typeof(InMemoryKnowledgeGraph))]
public sealed class InMemoryConformanceTests : KnowledgeGraphConformanceTests
{
    protected override ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content) => ValueTask.FromResult<IKnowledgeGraph>(ToyGraphs.Build(content));
}
