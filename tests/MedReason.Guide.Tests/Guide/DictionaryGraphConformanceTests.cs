using MedReason.Testing;

namespace MedReason.Guide.Tests;

#region own-graph-conformance
[ConformanceSuite(typeof(DictionaryGraph))]
public sealed class DictionaryGraphConformanceTests : KnowledgeGraphConformanceTests
{
    protected override ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content) =>
        ValueTask.FromResult<IKnowledgeGraph>(new DictionaryGraph(content.Name, content.Version, content.Nodes, content.Edges, content.Relations));
}
#endregion
