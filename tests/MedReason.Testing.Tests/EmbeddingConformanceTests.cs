using System.Runtime.CompilerServices;
using MedReason.Entities;

namespace MedReason.Testing.Tests;

/// <summary>The graph that also offers an embedding index: all else must be the inner graph's.</summary>
[ConformanceSuite(typeof(EmbeddingKnowledgeGraph))]
public sealed class EmbeddingConformanceTests : KnowledgeGraphConformanceTests
{
    private readonly ConditionalWeakTable<IKnowledgeGraph, InMemoryKnowledgeGraph> _inner = [];

    protected override async ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content)
    {
        InMemoryKnowledgeGraph inner = ToyGraphs.Build(content);
        EmbeddingNodeIndex index = await EmbeddingNodeIndex.BuildAsync(inner, await HashedNgramEmbeddingGenerator.CreateAsync(inner, dimensions: 32));
        IKnowledgeGraph graph = inner.WithEmbeddings(index);
        _inner.Add(graph, inner);
        return graph;
    }

    protected override ValueTask DisposeGraphAsync(IKnowledgeGraph graph)
    {
        if (_inner.TryGetValue(graph, out InMemoryKnowledgeGraph? inner))
        {
            inner.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
