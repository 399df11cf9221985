namespace MedReason.DependencyInjection;

/// <summary>What one pipeline lays over its graph.</summary>
/// <param name="Decorate">Makes the decorator.</param>
internal sealed record KnowledgeGraphDecorator(Func<IKnowledgeGraph, IServiceProvider, IKnowledgeGraph> Decorate);
