namespace MedReason.Testing.Tests;

public sealed class ReadSnapshotConformanceTests : SnapshotConformanceTests
{
    protected override SnapshotOpenOptions Options => new();
}

public sealed class MappedSnapshotConformanceTests : SnapshotConformanceTests
{
    protected override SnapshotOpenOptions Options => new() { Map = true };
}

/// <summary>A graph that was written to a snapshot and opened from it.</summary>
public abstract class SnapshotConformanceTests : KnowledgeGraphConformanceTests, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-snapshot-").FullName;

    protected abstract SnapshotOpenOptions Options { get; }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content)
    {
        string path = Path.Combine(_folder, "toy.mrkg");
        using (InMemoryKnowledgeGraph graph = ToyGraphs.Build(content))
        {
            await graph.SaveSnapshotAsync(path);
        }

        return await InMemoryKnowledgeGraph.OpenSnapshotAsync(path, Options);
    }
}
