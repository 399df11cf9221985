using MedReason.Profiles;
using MedReason.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MedReason.Tests;

public sealed class ProfileTests : IDisposable
{
    private static readonly Dictionary<string, string> Vocabulary = new() { ["ptosis"] = "effect/phenotype", ["diplopia"] = "effect/phenotype", ["pyridostigmine"] = "drug" };

    private readonly InMemoryKnowledgeGraph _graph = ClinicGraph.Build();

    public void Dispose() => _graph.Dispose();

    [Fact]
    public async Task The_default_profile_accepts_a_chain_with_at_most_five_calls_and_the_answer_hidden()
    {
        using ScriptedChatClient client = Oracle.Client(Vocabulary);
        ReasoningResult result = await ProfilePipeline.Default(_graph, client).RunAsync(ClinicQuestions.Drug);

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
        client.Requests.Count.ShouldBeInRange(2, 5);
        result.Provenance!.WriterSees.ShouldBe(AnswerVisibility.Hidden);
        result.Provenance.Prompts.Keys.ShouldBe(["consistency", "extract", "write"], ignoreOrder: true);
        result.Usage!.Calls.ShouldBe(client.Requests.Count);
    }

    [Fact]
    public async Task The_published_profile_makes_its_calls_one_by_one_and_believes_its_judge()
    {
        using ScriptedChatClient client = Oracle.Client(Vocabulary);
        ReasoningResult result = await ProfilePipeline.Published(_graph, client).RunAsync(ClinicQuestions.Drug);

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
        client.Requests.Select(request => request.Messages[0].Text[..30]).Count().ShouldBe(1 + 1 + 2 + 1 + 2);
        result.Provenance!.WriterSees.ShouldBe(AnswerVisibility.Shown);
        result.Provenance.GraphName.ShouldEndWith("merged by name");
        result.Provenance.Prompts.Keys.ShouldBe(["published-answer", "published-extract", "published-judge", "published-reformat", "published-select", "published-write"], ignoreOrder: true);
        result.Chain!.Text.ShouldContain(ChainSections.Process);
        result.Chain.Steps.Count.ShouldBe(2);
        result.Chain.Evidence.Paths.ShouldAllBe(path => path.Path.Nodes.All(node => node.Id.Value.StartsWith("name:", StringComparison.Ordinal)));
        result.Usage!.Calls.ShouldBe(client.Requests.Count);
    }

    [Fact]
    public async Task The_published_judge_passes_what_ours_would_not()
    {
        using var client = new ScriptedChatClient();
        var oracle = new OracleModel(Vocabulary);
        client.When(request => request.Text.Contains("Judge whether", StringComparison.Ordinal), "That is not true.")
            .When(_ => true, request => client.Reply(Oracle.Answer(oracle, request)));
        (await ProfilePipeline.Published(_graph, client).RunAsync(ClinicQuestions.Drug)).Outcome.ShouldBe(ReasoningOutcome.Accepted);

        using var strict = new ScriptedChatClient();
        strict.When(request => request.Text.Contains("Judge whether", StringComparison.Ordinal), "False")
            .When(_ => true, request => strict.Reply(Oracle.Answer(oracle, request)));
        ReasoningResult result = await ProfilePipeline.Published(_graph, strict).RunAsync(ClinicQuestions.Drug);
        result.Reason.ShouldBe(ReasonCodes.AnswerMismatch);
    }

    [Fact]
    public async Task An_entity_that_the_rewriting_names_on_both_sides_is_an_end_on_both()
    {
        using var client = new ScriptedChatClient();
        var oracle = new OracleModel(Vocabulary);
        client.When(
                request => request.Asks("ReformatReply"),
                """{"description":{"text":"d","entities":[1,2]},"conclusion":{"text":"c","entities":[2,3]}}""")
            .When(_ => true, request => client.Reply(Oracle.Answer(oracle, request)));
        ReasoningResult result = await ProfilePipeline.Published(_graph, client).RunAsync(ClinicQuestions.Drug);

        result.Links.Where(link => link.Node is not null).GroupBy(link => link.Node!.Name).Select(group => string.Join(' ', group.Select(link => link.Mention.Role).Distinct().Order()))
            .ShouldBe(["Question", "Question Answer", "Answer"], ignoreOrder: true);
        result.Search!.Pairs.Count.ShouldBe(4);

        // Such an entity is a path of one name, as the published code lists it.
        result.Chain!.Evidence.Paths.Where(path => path.Path.Length == 0).Select(path => path.Path.Nodes.Single().Name).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Without_paths_the_published_writer_writes_where_the_options_say_so()
    {
        using ScriptedChatClient client = Oracle.Client(Vocabulary);
        MedicalQuestion question = ClinicQuestions.Drug with { Text = "Nothing of this is in the graph.", Options = [], AnswerLabel = null, Answer = "Nothing" };
        (await ProfilePipeline.Published(_graph, client).RunAsync(question)).Reason.ShouldBe(ReasonCodes.NoQuestionEntity);

        ReasoningResult result = await ProfilePipeline.Published(_graph, client, new RunOptions { WritesWithoutPaths = true }).RunAsync(question);

        result.Outcome.ShouldBe(ReasoningOutcome.Accepted, result.Detail);
        result.Chain!.Evidence.Paths.ShouldBeEmpty();
    }

    [Fact]
    public async Task Calls_have_the_published_temperature_and_limits_unless_the_host_sets_its_own()
    {
        using ScriptedChatClient client = Oracle.Client(Vocabulary);
        using ScriptedChatClient judge = Oracle.Client(Vocabulary);
        var services = new ServiceCollection();
        services.AddSingleton<Microsoft.Extensions.AI.IChatClient>(client).AddKnowledgeGraph(_graph)
            .AddMedReason(options => options.Judge = judge).UsePublishedProfile();
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ReasoningPipeline>().RunAsync(ClinicQuestions.Drug);

        client.Requests.Concat(judge.Requests).ShouldAllBe(request => request.Options!.Temperature == 0);
        client.Requests.Select(request => request.Options!.MaxOutputTokens).Distinct().ShouldBe([3_000, 5_000], ignoreOrder: true);
        judge.Requests.Count.ShouldBe(2);
        client.Requests.ShouldNotContain(request => request.Messages[0].Text.Contains("Judge whether", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_merge_homonyms_and_the_last_parallel_relation_stays()
    {
        var builder = new KnowledgeGraphBuilder { Name = "homonyms", Version = "1" };
        builder.AddNode(Node("G:1", "MCC")).AddNode(Node("D:1", "mcc")).AddNode(Node("X:1", "target")).AddNode(Node("Y:1", "other"));
        builder.AddEdge(Edge("G:1", "X:1", "a")).AddEdge(Edge("X:1", "D:1", "b")).AddEdge(Edge("D:1", "Y:1", "a"));
        using InMemoryKnowledgeGraph graph = builder.Build();
        using var merged = new NameMergedKnowledgeGraph(graph);

        KnowledgeGraphMetadata metadata = await merged.GetMetadataAsync();
        NeighborBatch neighbors = await merged.GetNeighborsAsync([NameMergedKnowledgeGraph.GetId("MCC")]);

        metadata.NodeCount.ShouldBe(3);
        metadata.EdgeCount.ShouldBe(2);
        neighbors[0].Select(neighbor => (neighbor.Node.Value, neighbor.Relation.Value)).ShouldBe([("name:other", "a"), ("name:target", "b")]);
        (await merged.GetService<INodeIndex>()!.SearchAsync(["mcc"]))[0].Select(found => found.Node.Id.Value).ShouldBe(["name:mcc"]);
        merged.GetService<IAdjacencyView>().ShouldNotBeNull();
        ((await merged.GetNodesAsync([new NodeId("G:1"), NameMergedKnowledgeGraph.GetId("target")]))[0]).ShouldBeNull();
    }

    [Fact]
    public void A_profile_without_a_client_is_told_at_start_with_what_to_write()
    {
        var services = new ServiceCollection();
        services.AddKnowledgeGraph(_graph).AddMedReason().UseModelStages();
        using ServiceProvider provider = services.BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate())
            .Message.ShouldContain("services.AddSingleton<IChatClient>");
    }

    [Fact]
    public async Task Two_profiles_stand_side_by_side_under_keys_and_share_a_client()
    {
        using ScriptedChatClient client = Oracle.Client(Vocabulary);
        var services = new ServiceCollection();
        services.AddSingleton<Microsoft.Extensions.AI.IChatClient>(client).AddKnowledgeGraph(_graph);
        services.AddKeyedMedReason("ours").UseModelStages();
        services.AddKeyedMedReason("theirs").UsePublishedProfile();
        await using ServiceProvider provider = services.BuildServiceProvider();

        ReasoningResult ours = await provider.GetRequiredKeyedService<ReasoningPipeline>("ours").RunAsync(ClinicQuestions.Drug);
        ReasoningResult theirs = await provider.GetRequiredKeyedService<ReasoningPipeline>("theirs").RunAsync(ClinicQuestions.Drug);

        ours.Provenance!.GraphName.ShouldNotBe(theirs.Provenance!.GraphName);
        ours.Outcome.ShouldBe(ReasoningOutcome.Accepted, ours.Detail);
        theirs.Outcome.ShouldBe(ReasoningOutcome.Accepted, theirs.Detail);
    }

    private static KgNode Node(string id, string name) => new() { Id = new NodeId(id), Name = name, Type = new NodeType("thing") };

    private static KgEdge Edge(string source, string target, string relation) => new() { Source = new NodeId(source), Target = new NodeId(target), Relation = new RelationType(relation) };
}
