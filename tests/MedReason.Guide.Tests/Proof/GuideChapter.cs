using MedReason.Kg.Primekg;
using MedReason.Tests;

namespace MedReason.Guide.Tests;

/// <summary>Runs the code of a chapter: what it writes to <c>Console</c> is kept and held to what the page shows, and its files lie in a folder of its own.</summary>
public abstract class GuideChapter : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("medreason-guide-").FullName;

    /// <summary>Stands in the place of the system's console, so that the code reads as a host writes it and tests can run side by side.</summary>
    protected StringWriter Console { get; } = new() { NewLine = "\n" };

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the chapter's folder.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Console.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>A file of the chapter's own folder.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its path; whether it is there is another question.</returns>
    protected string FilePath(string name) => Path.Combine(_folder, name);

    /// <summary>A copy of the quickstart's graph, a file in PrimeKG's columns.</summary>
    /// <param name="name">The name that it is to bear.</param>
    /// <returns>Its path.</returns>
    protected string StarterGraph(string name = "kg.csv")
    {
        string path = FilePath(name);
        File.Copy(Path.Combine(TestData.RepositoryRoot, "samples", "Quickstart", "Data", "starter_kg.csv"), path);
        return path;
    }

    /// <summary>The quickstart's graph, in memory.</summary>
    /// <returns>The graph.</returns>
    protected async Task<InMemoryKnowledgeGraph> ReadStarterGraphAsync() =>
        (await PrimeKgReader.ReadAsync(StarterGraph(Path.GetRandomFileName()), new GraphReadOptions { Name = "Starter", Version = "1" })).Graph;

    /// <summary>A question that the quickstart's graph can answer.</summary>
    protected static MedicalQuestion Cough { get; } = new()
    {
        Id = "cough",
        Text = "A woman with hypertension starts a new drug. Two weeks later she has a persistent cough and angioedema; she denies fever. What is the molecular target of the drug?",
        Options = [new() { Label = "A", Text = "ADRB1" }, new() { Label = "B", Text = "ACE" }, new() { Label = "C", Text = "CACNA1C" }],
        Answer = "ACE",
        AnswerLabel = "B",
    };

    /// <summary>Holds what was printed since the last call to what the page shows.</summary>
    /// <param name="name">The name of the output.</param>
    protected void ShouldPrint(string name)
    {
        string printed = Console.ToString().Trim('\n').Replace(_folder + Path.DirectorySeparatorChar, string.Empty, StringComparison.Ordinal);
        Console.GetStringBuilder().Clear();
        printed.ShouldNotBeEmpty();
        GuidePages.ShouldShow(name, string.Join('\n', printed.Split('\n').Select(static line => line.TrimEnd())));
    }
}
