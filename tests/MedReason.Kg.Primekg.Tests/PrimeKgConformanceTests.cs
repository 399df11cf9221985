using MedReason.Testing;

namespace MedReason.Kg.Primekg.Tests;

[ConformanceSuite(typeof(PrimeKgKnowledgeGraph))]
public sealed class PrimeKgConformanceTests : PrimeKgConformance
{
    protected override bool Maps => false;
}

[ConformanceSuite(typeof(PrimeKgKnowledgeGraph))]
public sealed class MappedPrimeKgConformanceTests : PrimeKgConformance
{
    protected override bool Maps => true;
}

/// <summary>The graph that loads at the first call, over a snapshot of the toy content that is held to be its file's.</summary>
public abstract class PrimeKgConformance : KnowledgeGraphConformanceTests, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-primekg-").FullName;

    protected abstract bool Maps { get; }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content)
    {
        // PrimeKG's columns cannot say all that the toy content holds; what is tested is the graph around the snapshot.
        var options = new PrimeKgOptions { Path = Path.Combine(_folder, "kg.csv"), Name = content.Name, Version = content.Version, MapSnapshot = Maps };
        await File.WriteAllTextAsync(options.Path, "not read");
        var builder = new KnowledgeGraphBuilder { Name = content.Name, Version = content.Version };
        foreach (RelationInfo relation in content.Relations)
        {
            builder.AddRelation(relation);
        }

        foreach (KgNode node in content.Nodes)
        {
            builder.AddNode(node);
        }

        foreach (KgEdge edge in content.Edges)
        {
            builder.AddEdge(edge);
        }

        foreach (KgSource source in content.Sources)
        {
            builder.AddSource(source);
        }

        using (InMemoryKnowledgeGraph graph = builder.Build())
        {
            await graph.SaveSnapshotAsync(options.EffectiveSnapshotPath);
            await SourceStamp.Take(options).WriteAsync(options.EffectiveSnapshotPath + ".source", graph.Metadata.ContentHash!, CancellationToken.None);
        }

        return new PrimeKgKnowledgeGraph(options);
    }
}
