using MedReason.Datasets;
using MedReason.Kg.Obo;
using MedReason.Tests;

namespace MedReason.Testing.Tests;

public sealed class ConformanceCoverageTests
{
    // The suites of these stand elsewhere: with the project's own tests, which see its internal graphs.
    private static readonly string[] CheckedByTheirOwnTests = ["MedReason.Kg.Primekg", "MedReason.Kg.Postgres"];

    // The contracts hold no graph that can be made, the kit holds the suite's own filter; readers of files, encoders, the bridge to QuikGraph, evaluation, the host of endpoints and the command none.
    private static readonly string[] WithoutProviders = ["MedReason.Abstractions", "MedReason.Embeddings.Onnx", "MedReason.Extensions.AI", "MedReason.Kg.Kgx", "MedReason.Kg.OptimusKg", "MedReason.QuikGraph", "MedReason.Testing", "MedReason.Testing.Xunit", "MedReason.Testing.XunitV3", "MedReason.Runs", "MedReason.Runs.Postgres", "MedReason.Evaluation", "MedReason.Reports", "MedReason.AspNetCore", "MedReason.Cli"];

    // The published method's graph merges nodes of one name, which is what the suite forbids: it is kept for comparison alone.
    private static readonly string[] MeantToDeviate = ["MedReason.Profiles.NameMergedKnowledgeGraph"];

    private static readonly System.Reflection.Assembly[] Checked =
        [typeof(InMemoryKnowledgeGraph).Assembly, typeof(OboReader).Assembly, typeof(QuestionRow).Assembly];

    [Fact]
    public void A_provider_that_forgets_its_suite_is_named_here() =>
        ConformanceCoverage.FindGraphsWithoutSuite(Checked, [typeof(ConformanceCoverageTests).Assembly])
            .Except(MeantToDeviate)
            .ShouldBeEmpty("each of these graphs needs a class that derives from KnowledgeGraphConformance and says [ConformanceSuite(typeof(...))]");

    [Fact]
    public void A_project_of_the_sources_that_nobody_checks_is_named_here() =>
        Directory.GetDirectories(Path.Combine(TestData.RepositoryRoot, "src"))
            .Where(folder => Directory.EnumerateFiles(folder, "*.csproj").Any())
            .Select(folder => Path.GetFileName(folder)!)
            .Except([.. CheckedByTheirOwnTests, .. WithoutProviders, .. Checked.Select(assembly => assembly.GetName().Name!)])
            .ShouldBeEmpty("a project that may hold graphs needs a place in the lists of this class");

    [Fact]
    public void A_graph_without_a_suite_is_found() =>
        ConformanceCoverage.FindGraphsWithoutSuite([typeof(InMemoryKnowledgeGraph).Assembly], [typeof(string).Assembly])
            .ShouldBe(["MedReason.Entities.EmbeddingKnowledgeGraph", "MedReason.InMemoryKnowledgeGraph", .. MeantToDeviate, "MedReason.Telemetry.ObservedKnowledgeGraph"]);

    [Fact]
    public void A_suite_that_no_test_framework_runs_does_not_count() =>
        ConformanceCoverage.FindGraphsWithoutSuite([typeof(ConformanceCoverageTests).Assembly], [typeof(ConformanceCoverageTests).Assembly])
            .ShouldContain(typeof(MutantGraph).FullName!);

    [Fact]
    public async Task Capabilities_that_a_graph_does_not_offer_are_listed()
    {
        using InMemoryKnowledgeGraph toy = ToyGraphs.Build(ToyGraph.Create());
        using InMemoryKnowledgeGraph hub = ToyGraphs.Build(ToyGraph.CreateHub(3));

        (await ConformanceCoverage.FindMissingCapabilitiesAsync(toy)).ShouldBeEmpty();
        (await ConformanceCoverage.FindMissingCapabilitiesAsync(hub)).ShouldBe(["IEdgeAttributes"]);
        (await ConformanceCoverage.FindMissingCapabilitiesAsync(new HidingKnowledgeGraph(toy, default)))
            .ShouldBe(["IAdjacencyView", "IEdgeAttributes", "INodeCatalog", "INodeDegrees", "INodeIndex"]);
    }

    [ConformanceSuite(typeof(MutantGraph))]
    private sealed class HiddenSuite : KnowledgeGraphConformance
    {
        protected override ValueTask<IKnowledgeGraph> CreateGraphAsync(ToyGraph content) => throw new NotSupportedException();
    }
}
