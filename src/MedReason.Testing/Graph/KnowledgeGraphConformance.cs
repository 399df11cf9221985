namespace MedReason.Testing;

/// <summary>Checks that a graph behaves as <see cref="IKnowledgeGraph"/> demands; derive a class, load the given content, and run each named check.</summary>
/// <remarks>
/// <para>
/// The packages <c>MedReason.Testing.Xunit</c> and <c>MedReason.Testing.XunitV3</c> make each check a test; any other framework can run
/// <see cref="RunAsync"/> for each of <see cref="CheckNames"/>.
/// </para>
/// <para>
/// Every check creates a graph and disposes it. The content comes in changing order, and the graph must not depend on the order. Capabilities
/// (<see cref="IAdjacencyView"/>, <see cref="INodeIndex"/>, <see cref="INodeCatalog"/>, <see cref="INodeDegrees"/>, <see cref="IEdgeAttributes"/>) are
/// optional; one that the graph offers is held to its contract and must agree with the graph's own answers.
/// <see cref="ConformanceCoverage.FindMissingCapabilitiesAsync"/> lists those that a graph does not offer, whose checks have nothing to check.
/// </para>
/// <para>
/// A store that lacks a feature overrides a property (<see cref="ReportsContentHash"/>, <see cref="HubDegree"/>). A provider that counts the calls to its
/// store overrides <see cref="CountRoundTrips"/>, and batching is then checked too.
/// </para>
/// </remarks>
public abstract class KnowledgeGraphConformance
{
    private const int DefaultHubDegree = 100_000;

    private static readonly (string Name, Func<ConformanceContext, Task> Run)[] Checks =
        [.. ContentChecks.All, .. NeighborChecks.All, .. CallChecks.All, .. CapabilityChecks.All, .. AttributeChecks.All];

    /// <summary>Gets the names of all checks, in the order in which they are best read.</summary>
    public static IReadOnlyList<string> CheckNames { get; } = [.. Checks.Select(static check => check.Name)];

    /// <summary>Gets a value that indicates whether the graph reports <see cref="KnowledgeGraphMetadata.ContentHash"/>.</summary>
    /// <value>The default is <see langword="true"/>. A remote service that cannot compute the hash overrides this.</value>
    protected virtual bool ReportsContentHash => true;

    /// <summary>Gets the number of edges of the hub in the check of a hub.</summary>
    /// <value>The default is 100,000.</value>
    protected virtual int HubDegree => DefaultHubDegree;

    /// <summary>Runs one check.</summary>
    /// <param name="checkName">One of <see cref="CheckNames"/>.</param>
    /// <returns>A task that completes when the graph has passed the check.</returns>
    /// <exception cref="KnowledgeGraphConformanceException">The graph fails the check.</exception>
    /// <exception cref="ArgumentException">There is no check of this name.</exception>
    public Task RunAsync(string checkName)
    {
        Func<ConformanceContext, Task> run = Array.Find(Checks, check => check.Name == checkName).Run
            ?? throw new ArgumentException($"There is no check named '{checkName}'.", nameof(checkName));
        return run(new ConformanceContext(CreateGraphAsync, DisposeGraphAsync, CountRoundTrips)
        {
            ReportsContentHash = ReportsContentHash,
            HubDegree = HubDegree,
        });
    }

    /// <summary>Creates a graph of this content and of nothing else.</summary>
    /// <param name="content">The nodes, edges, relations and sources, to be loaded in their order where the provider has an order.</param>
    /// <returns>The graph, which the check disposes with <see cref="DisposeGraphAsync"/>.</returns>
    protected abstract ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content);

    /// <summary>Disposes a graph that <see cref="CreateGraphAsync"/> created.</summary>
    /// <param name="graph">The graph.</param>
    /// <returns>A task that completes when the graph is disposed.</returns>
    /// <remarks>
    /// The default disposes it as <see cref="IAsyncDisposable"/>, else as <see cref="IDisposable"/>. The class for a decorator overrides it to dispose the
    /// inner graph, which a decorator never does.
    /// </remarks>
    protected virtual async ValueTask DisposeGraphAsync(IKnowledgeGraph graph)
    {
        if (graph is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync();
        }
        else
        {
            (graph as IDisposable)?.Dispose();
        }
    }

    /// <summary>Gets the number of calls that a graph has made to its store.</summary>
    /// <param name="graph">A graph that <see cref="CreateGraphAsync"/> created.</param>
    /// <returns>The number of calls since the graph was created, or <see langword="null"/>, the default, when they are not counted.</returns>
    protected virtual long? CountRoundTrips(IKnowledgeGraph graph) => null;
}
