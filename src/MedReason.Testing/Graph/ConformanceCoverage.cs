using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace MedReason.Testing;

/// <summary>Finds graphs that no conformance suite tests, so that a provider that forgets its suite fails a test that says so.</summary>
/// <remarks>
/// <code region="own-graph-coverage">
/// [Fact]
/// public void Every_graph_has_a_conformance_suite() =>
///     Assert.Empty(ConformanceCoverage.FindGraphsWithoutSuite([typeof(DictionaryGraph).Assembly], [typeof(DictionaryGraphConformanceTests).Assembly]));
/// </code>
/// </remarks>
public static class ConformanceCoverage
{
    private const string NeedsAllTypes = "Looks at all types of assemblies; for tests, which are not trimmed.";

    /// <summary>Lists the capabilities that a graph does not offer, for whose checks it therefore passes with nothing checked.</summary>
    /// <param name="graph">The graph, with the content of <see cref="ToyGraph.Create"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The names of the interfaces, in ordinal order; empty when the graph offers all.</returns>
    public static async Task<IReadOnlyList<string>> FindMissingCapabilitiesAsync(IKnowledgeGraph graph, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        await graph.GetMetadataAsync(cancellationToken).ConfigureAwait(false);
        return [.. ConformanceContext.Capabilities
            .Where(capability => graph.GetService(capability) is null)
            .Select(static capability => capability.Name)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Compares the graphs of some assemblies with the suites of others.</summary>
    /// <param name="graphAssemblies">Where graphs are defined.</param>
    /// <param name="suiteAssemblies">Where suites are defined.</param>
    /// <returns>
    /// The full names, in ordinal order, of the classes, public or not, that implement <see cref="IKnowledgeGraph"/>, can be made, and are named by the
    /// <see cref="ConformanceSuiteAttribute"/> of no class that derives from <see cref="KnowledgeGraphConformance"/> and that xunit runs.
    /// </returns>
    [RequiresUnreferencedCode(NeedsAllTypes)]
    public static IReadOnlyList<string> FindGraphsWithoutSuite(IEnumerable<Assembly> graphAssemblies, IEnumerable<Assembly> suiteAssemblies)
    {
        ArgumentNullException.ThrowIfNull(graphAssemblies);
        ArgumentNullException.ThrowIfNull(suiteAssemblies);
        HashSet<Type> tested = [.. suiteAssemblies
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type is { IsAbstract: false, IsVisible: true } && type.IsSubclassOf(typeof(KnowledgeGraphConformance)))
            .SelectMany(static type => type.GetCustomAttributes<ConformanceSuiteAttribute>())
            .Select(static attribute => attribute.GraphType)];
        return [.. graphAssemblies
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IKnowledgeGraph).IsAssignableFrom(type) && !tested.Contains(type))
            .Select(static type => type.FullName ?? type.Name)
            .Order(StringComparer.Ordinal)];
    }
}
