using MedReason.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace MedReason.Guide.Tests;

public sealed class OwnGraphTests : GuideChapter
{
    private const int MaxLines = 60;

    [Fact]
    public void The_graph_takes_at_most_60_lines()
    {
        GuideRegion graph = GuidePages.Regions["own-graph"].Single();
        graph.Text.Split('\n').Length.ShouldBeLessThanOrEqualTo(MaxLines);
        graph.Text.Split('\n').Max(static line => line.Length).ShouldBeLessThanOrEqualTo(210);
    }

    [Fact]
    public async Task A_question_is_answered_over_it()
    {
        DictionaryGraph graph = Clinic();

        #region own-graph-use
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(graph);
        services.AddMedReason();
        await using ServiceProvider provider = services.BuildServiceProvider();

        var question = new MedicalQuestion
        {
            Id = "1",
            Text = "A woman has ptosis, diplopia and dysphagia. Which drug relieves them?",
            Answer = "Pyridostigmine",
        };
        ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>()
            .RunAsync(question, new RunOptions { Visibility = AnswerVisibility.Shown });
        Console.WriteLine(result.Chain?.Text);
        Console.WriteLine(result.Outcome);
        #endregion

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted);
        result.Chain!.Steps.SelectMany(static step => step.Claims).Select(static claim => (claim.Subject.Value, claim.Relation.Value, claim.Object.Value))
            .ShouldBe(
                [("Own:2", "finding", "Own:1"), ("Own:2", "finding", "Own:5"), ("Own:2", "finding", "Own:6"), ("Own:3", "indication", "Own:2")],
                ignoreOrder: true);
        ShouldPrint("own-graph-use");
    }

    [Fact]
    public async Task A_decorator_counts_what_the_pipeline_asks()
    {
        DictionaryGraph graph = Clinic();
        var question = new MedicalQuestion
        {
            Id = "1",
            Text = "A woman has ptosis, diplopia and dysphagia. Which drug relieves them?",
            Answer = "Pyridostigmine",
        };
        var services = new ServiceCollection();

        #region own-graph-decorate
        services.AddKnowledgeGraph(graph);
        services.AddMedReason(options => options.Run = new RunOptions { Visibility = AnswerVisibility.Shown })
            .DecorateGraph((inner, _) => new CountingGraph(inner));
        #endregion

        await using ServiceProvider provider = services.BuildServiceProvider();
        var pipeline = provider.GetRequiredService<ReasoningPipeline>();
        (await pipeline.RunAsync(question)).Outcome.ShouldBe(ReasoningOutcome.Accepted);
        pipeline.Graph.ShouldBeOfType<CountingGraph>().Calls.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_decorator_that_forwards_no_names_is_told_what_it_lacks()
    {
        DictionaryGraph graph = Clinic();
        var question = new MedicalQuestion
        {
            Id = "1",
            Text = "A woman has ptosis, diplopia and dysphagia. Which drug relieves them?",
            Answer = "Pyridostigmine",
        };
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(Substitute.ForPartsOf<DelegatingKnowledgeGraph>(graph)).AddMedReason();
        await using ServiceProvider provider = services.BuildServiceProvider();

        ReasoningResult result = await provider.GetRequiredService<ReasoningPipeline>().RunAsync(question);

        result.Outcome.ShouldBe(ReasoningOutcome.Failed);
        Console.WriteLine($"{result.Outcome} {result.Reason} at {result.FailedStage}");
        Console.WriteLine(result.Detail);
        ShouldPrint("own-graph-no-catalog");
    }

    #region own-graph-coverage
    [Fact]
    public void Every_graph_has_a_conformance_suite() =>
        Assert.Empty(ConformanceCoverage.FindGraphsWithoutSuite([typeof(DictionaryGraph).Assembly], [typeof(DictionaryGraphConformanceTests).Assembly]));
    #endregion

    internal static DictionaryGraph Clinic()
    {
        #region own-graph-content
        KgNode[] nodes =
        [
            Node("Own:1", "ptosis", "effect/phenotype"), Node("Own:2", "myasthenia gravis", "disease"),
            Node("Own:3", "pyridostigmine", "drug"), Node("Own:4", "CHRNA1", "gene/protein"),
            Node("Own:5", "diplopia", "effect/phenotype"), Node("Own:6", "dysphagia", "effect/phenotype"),
        ];
        KgEdge[] edges =
        [
            Edge("Own:2", "finding", "Own:1"), Edge("Own:2", "finding", "Own:5"), Edge("Own:2", "finding", "Own:6"),
            Edge("Own:3", "indication", "Own:2"), Edge("Own:4", "association", "Own:2"),
        ];
        RelationInfo[] relations =
        [
            Relation("finding", "presents with", "is a finding in", RelationMeaning.Presents),
            Relation("indication", "is indicated for", "is treated by", RelationMeaning.Treats),
            Relation("association", "is associated with", "is associated with", RelationMeaning.Associated),
        ];
        var graph = new DictionaryGraph("Clinic", "2026-11", nodes, edges, relations);

        static KgNode Node(string id, string name, string type) => new() { Id = new NodeId(id), Name = name, Type = new NodeType(type) };

        static KgEdge Edge(string source, string relation, string target) =>
            new() { Source = new NodeId(source), Relation = new RelationType(relation), Target = new NodeId(target) };

        static RelationInfo Relation(string name, string forward, string reverse, RelationMeaning meaning) =>
            new() { Relation = new RelationType(name), Family = name, DisplayName = name, ForwardPhrase = forward, ReversePhrase = reverse, Meaning = meaning };
        #endregion

        return graph;
    }
}
