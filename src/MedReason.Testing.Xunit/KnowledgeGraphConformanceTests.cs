using Xunit;

namespace MedReason.Testing;

/// <summary>Makes each check of <see cref="KnowledgeGraphConformance"/> a test: derive a public class, load the given content, and run your tests.</summary>
public abstract class KnowledgeGraphConformanceTests : KnowledgeGraphConformance
{
    /// <summary>Gets the names of the checks, one per test.</summary>
    public static TheoryData<string> Checks => [.. CheckNames];

    /// <summary>Runs one check as a test.</summary>
    /// <param name="check">The name of the check.</param>
    /// <returns>A task that completes when the graph has passed the check.</returns>
    [Theory]
    [MemberData(nameof(Checks))]
    public Task Conforms(string check) => RunAsync(check);
}
