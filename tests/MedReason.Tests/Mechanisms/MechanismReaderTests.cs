using MedReason.Tests.Paths.Search;

namespace MedReason.Tests;

/// <summary>What is said of a mechanism and of changes to it, over a graph small enough to hold in the head.</summary>
public sealed class MechanismReaderTests
{
    private const string Blocks = "decreases_activity_of";
    private const string Stimulates = "increases_activity_of";
    private const string Raises = "positively_regulates";
    private const string MoreOf = "positively_correlated_with";
    private const string LessOf = "negatively_correlated_with";

    [Fact]
    public async Task A_mechanism_is_a_path_whose_signs_lower_the_disease()
    {
        MechanismAnswer answer = await AskAsync(Question("metoprolol", "hypertension"));
        answer.Holds.ShouldBe(true);
        answer.Margin.ShouldBe(1);
        answer.Paths.ShouldHaveSingleItem().ToString().ShouldBe("metoprolol -> ADRB1 -> cardiac output -> hypertension");
        Words(answer).ShouldBe(
            [
                "Path Lowers: metoprolol decreases_activity_of ADRB1", "Path Raises: ADRB1 positively_regulates cardiac output",
                "Path Raises: cardiac output positively_correlated_with hypertension",
            ]);
        answer.Detail.ShouldBe("metoprolol reaches hypertension in 3 hops; the signs lower it.");
    }

    [Theory]
    [InlineData("dobutamine", "hypertension", false)]
    [InlineData("dobutamine", "heart failure", true)]
    [InlineData("metoprolol", "heart failure", false)]
    public async Task A_path_whose_signs_raise_the_disease_is_none(string drug, string disease, bool holds)
    {
        MechanismAnswer answer = await AskAsync(Question(drug, disease));
        answer.Holds.ShouldBe(holds);
        answer.DecidingEdges.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Neither_a_warning_nor_an_indication_nor_likeness_is_a_hop()
    {
        (await AskAsync(Question("bisoprolol", "hypertension"))).Holds.ShouldBe(false);
        (await AskAsync(Question("verapamil", "heart failure"))).Holds.ShouldBe(false);
        MechanismAnswer answer = await AskAsync(Question("hydralazine", "hypertension"));
        answer.Holds.ShouldBe(false);
        answer.DecidingEdges.ShouldBeEmpty();
        answer.Detail.ShouldBe("No path of at most 6 hops leads from hydralazine to hypertension.");
    }

    [Fact]
    public async Task Edges_are_walked_as_they_are_stated()
    {
        (await AskAsync(Question("cardiac output", "metoprolol"))).Holds.ShouldBe(false);
        (await AskAsync(Question("hypertension", "ADRB1"))).Holds.ShouldBe(false);
    }

    [Theory]
    [InlineData(MechanismChange.None, "metoprolol", Blocks, "ADRB1", true, true)]
    [InlineData(MechanismChange.Delete, "metoprolol", Blocks, "ADRB1", false, true)]
    [InlineData(MechanismChange.Invert, "metoprolol", Blocks, "ADRB1", false, true)]
    [InlineData(MechanismChange.Delete, "ADRB1", Raises, "cardiac output", false, true)]
    [InlineData(MechanismChange.None, "metoprolol", Stimulates, "ADRB1", false, false)]
    [InlineData(MechanismChange.Delete, "metoprolol", Stimulates, "ADRB1", true, false)]
    [InlineData(MechanismChange.None, "dobutamine", Stimulates, "ADRB1", false, true)]
    [InlineData(MechanismChange.Delete, "dobutamine", Stimulates, "ADRB1", true, true)]
    [InlineData(MechanismChange.Invert, "dobutamine", Stimulates, "ADRB1", true, true)]
    [InlineData(MechanismChange.Delete, "metoprolol", Blocks, "XDH", true, false)]
    public async Task A_deleted_or_inverted_link_breaks_the_path_that_runs_through_it(
        MechanismChange change, string source, string relation, string target, bool holds, bool isInGraph)
    {
        MechanismAnswer answer = await AskAsync(Question("metoprolol", "hypertension", change, source, relation, target));
        answer.Holds.ShouldBe(holds);
        answer.IsLinkInGraph.ShouldBe(isInGraph);
        bool isOnPath = change == MechanismChange.None ? holds : !holds;
        answer.IsLinkOnPath.ShouldBe(isOnPath);
        answer.Paths.ShouldNotBeEmpty();
        answer.DecidingEdges.Any(static edge => edge.Role == MechanismEdgeRole.Link).ShouldBe(isInGraph);
        answer.Bypass.ShouldBeNull();
    }

    [Fact]
    public async Task A_path_that_remains_without_the_link_is_named()
    {
        MechanismAnswer answer = await AskAsync(Question("labetalol", "hypertension", MechanismChange.Delete, "labetalol", Blocks, "ADRB1"));
        answer.Holds.ShouldBe(false);
        answer.Bypass!.ToString().ShouldBe("labetalol -> ADRA1A -> vasoconstriction -> hypertension");
        answer.Detail.ShouldBe("The path from labetalol to hypertension through 'labetalol decreases the activity of ADRB1' breaks without it; another path remains.");
    }

    [Fact]
    public async Task A_link_without_a_sign_cannot_be_inverted_but_deleted()
    {
        MechanismQuestion question = Question("aliskiren", "hypertension", MechanismChange.Invert, "aliskiren", "physically_interacts_with", "REN");
        (await AskAsync(question)).Holds.ShouldBeNull();
        (await AskAsync(question with { Change = MechanismChange.Delete })).Holds.ShouldBe(false);
        KgEdge turned = new() { Source = Id("REN"), Relation = question.Link!.Relation, Target = Id("aliskiren") };
        (await AskAsync(question with { Change = MechanismChange.Delete, Link = turned })).Holds.ShouldBe(false, "A symmetric edge is one edge, whichever way it is asked for.");
    }

    [Theory]
    [InlineData("verapamil", Blocks, "ADRB1", "hypertension", true)]
    [InlineData("verapamil", Stimulates, "ADRB1", "hypertension", false)]
    [InlineData("verapamil", Blocks, "ADRB1", "heart failure", false)]
    [InlineData("verapamil", Stimulates, "ADRB1", "heart failure", true)]
    [InlineData("metoprolol", LessOf, "hypertension", "hypertension", true)]
    [InlineData("metoprolol", MoreOf, "hypertension", "hypertension", false)]
    public async Task An_added_link_acts_by_its_sign_and_the_signs_behind_it(string source, string relation, string target, string disease, bool holds)
    {
        MechanismAnswer answer = await AskAsync(Question(source, disease, MechanismChange.Add, source, relation, target));
        answer.Holds.ShouldBe(holds);
        answer.IsLinkInGraph.ShouldBeFalse();
        answer.DecidingEdges[0].Role.ShouldBe(MechanismEdgeRole.Link);
        answer.Paths.ShouldHaveSingleItem().Nodes[0].Name.ShouldBe(source);
        answer.Margin!.Value.ShouldBeInRange(0.5, 1);
    }

    [Fact]
    public async Task An_added_link_further_on_acts_by_what_the_drug_does_to_its_source()
    {
        MechanismAnswer answer = await AskAsync(Question("allopurinol", "hypertension", MechanismChange.Add, "XDH", Raises, "cardiac output"));
        answer.Holds.ShouldBe(true);
        answer.Paths.ShouldHaveSingleItem().ToString().ShouldBe("allopurinol -> XDH -> cardiac output -> hypertension");
        answer.Detail.ShouldBe(
            "With 'XDH positively regulates cardiac output' allopurinol would act against hypertension: allopurinol lowers XDH; 100 % of the ways from cardiac output to it raise it.");
    }

    [Fact]
    public async Task What_other_drugs_do_to_the_target_is_cited()
    {
        MechanismAnswer answer = await AskAsync(Question("verapamil", "hypertension", MechanismChange.Add, "verapamil", Blocks, "ADRB1"));
        Words(answer).Where(static words => words.StartsWith("Precedent", StringComparison.Ordinal)).ShouldBe(
            [
                "Precedent Raises: dobutamine increases_activity_of ADRB1", "Precedent Lowers: labetalol decreases_activity_of ADRB1",
                "Precedent Lowers: metoprolol decreases_activity_of ADRB1",
            ]);
    }

    [Theory]
    [InlineData("verapamil", Blocks, "XDH", false)]
    [InlineData("verapamil", "physically_interacts_with", "ADRB1", null)]
    [InlineData("ADRA1A", Blocks, "ADRB1", false)]
    [InlineData("ADRB1", Blocks, "verapamil", false)]
    [InlineData("hypertension", Raises, "cardiac output", false)]
    [InlineData("verapamil", "contraindicated_for", "cardiac output", false)]
    [InlineData("verapamil", "chemically_similar_to", "metoprolol", false)]
    public async Task An_added_link_that_joins_nothing_or_has_no_sign_is_no_action(string source, string relation, string target, bool? holds)
    {
        MechanismAnswer answer = await AskAsync(Question("verapamil", "hypertension", MechanismChange.Add, source, relation, target));
        answer.Holds.ShouldBe(holds);
        answer.Margin.ShouldBeNull();
    }

    [Fact]
    public async Task A_node_that_the_graph_lacks_has_no_mechanism()
    {
        MechanismAnswer answer = await AskAsync(Question("aspirin", "hypertension"));
        answer.Holds.ShouldBe(false);
        answer.Detail.ShouldBe("The graph has no node 'T:aspirin', so it has no mechanism.");
        (await AskAsync(Question("metoprolol", "gout"))).Holds.ShouldBe(false);
        (await AskAsync(Question("metoprolol", "hypertension", MechanismChange.Delete, "metoprolol", Blocks, "PTGS1"))).Holds.ShouldBe(true);
        (await AskAsync(Question("metoprolol", "hypertension", MechanismChange.Add, "metoprolol", Blocks, "PTGS1"))).Holds.ShouldBe(false);
    }

    [Fact]
    public async Task A_search_that_is_cut_says_so_and_denies_nothing()
    {
        var reader = new MechanismReader(new MechanismReaderOptions { MaxExpandedNodes = 1 });
        MechanismQuestion[] questions =
        [
            Question("metoprolol", "hypertension"), Question("metoprolol", "hypertension", MechanismChange.Delete, "ADRB1", Raises, "cardiac output"),
            Question("metoprolol", "hypertension", MechanismChange.Delete, "metoprolol", Stimulates, "ADRB1"),
            Question("verapamil", "hypertension", MechanismChange.Add, "verapamil", Blocks, "ADRB1"),
        ];
        foreach (MechanismQuestion question in questions)
        {
            MechanismAnswer answer = await AskAsync(question, reader);
            answer.Holds.ShouldBeNull(answer.Detail);
            answer.IsTruncated.ShouldBeTrue();
        }

        (await AskAsync(questions[0], new MechanismReader(new MechanismReaderOptions { MaxHops = 2 }))).IsTruncated.ShouldBeFalse();
    }

    [Fact]
    public async Task A_graph_that_cuts_the_lists_of_its_nodes_denies_nothing()
    {
        using InMemoryKnowledgeGraph graph = Build();
        var cut = new CutGraph(graph);
        MechanismQuestion question = Question("labetalol", "hypertension", MechanismChange.Delete, "labetalol", Blocks, "ADRB1");
        foreach (MechanismQuestion asked in new[] { question, question with { Change = MechanismChange.None }, Question("labetalol", "hypertension") })
        {
            MechanismAnswer answer = await new MechanismReader().AskAsync(cut, asked, TestContext.Current.CancellationToken);
            answer.Holds.ShouldBeNull(answer.Detail);
            answer.IsTruncated.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task One_reader_answers_many_at_once_and_always_the_same()
    {
        using InMemoryKnowledgeGraph graph = Build();
        var reader = new MechanismReader();
        MechanismQuestion question = Question("verapamil", "hypertension", MechanismChange.Add, "verapamil", Blocks, "ADRB1");
        MechanismAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => reader.AskAsync(graph, question))));
        answers.ShouldAllBe(answer => Words(answer).SequenceEqual(Words(answers[0])) && answer.Margin == answers[0].Margin);
    }

    [Fact]
    public async Task A_longer_path_needs_signs_that_lower()
    {
        var reader = new MechanismReader(new MechanismReaderOptions { MaxPlainHops = 1 });
        (await AskAsync(Question("metoprolol", "hypertension"), reader)).Holds.ShouldBe(true);
        (await AskAsync(Question("aliskiren", "edema"))).Holds.ShouldBe(true, "The graph states no sign on the way, and the path is short.");
        (await AskAsync(Question("aliskiren", "edema"), reader)).Holds.ShouldBe(false);
    }

    [Fact]
    public async Task A_graph_without_an_adjacency_view_gives_the_same_answers()
    {
        using InMemoryKnowledgeGraph graph = Build();
        var called = new CalledGraph(graph);
        MechanismQuestion[] questions =
        [
            Question("metoprolol", "hypertension"), Question("labetalol", "hypertension", MechanismChange.Delete, "labetalol", Blocks, "ADRB1"),
            Question("verapamil", "hypertension", MechanismChange.Add, "verapamil", Blocks, "ADRB1"),
            Question("aliskiren", "hypertension", MechanismChange.Invert, "REN", "physically_interacts_with", "aliskiren"),
        ];
        foreach (MechanismQuestion question in questions)
        {
            MechanismAnswer seen = await new MechanismReader().AskAsync(graph, question, TestContext.Current.CancellationToken);
            MechanismAnswer asked = await new MechanismReader().AskAsync(called, question, TestContext.Current.CancellationToken);
            asked.ShouldBeEquivalentTo(seen);
        }
    }

    [Theory]
    [InlineData("upregulates", MechanismEffect.Raises)]
    [InlineData("CdG", MechanismEffect.Lowers)]
    [InlineData("biolink:prevents", MechanismEffect.Lowers)]
    [InlineData("increases_degradation_of", MechanismEffect.Lowers)]
    [InlineData("decreases_degradation_of", MechanismEffect.Raises)]
    [InlineData("disrupts", MechanismEffect.Lowers)]
    [InlineData("causes", MechanismEffect.Raises)]
    [InlineData("is_silenced_through", MechanismEffect.Lowers)]
    public async Task The_sign_of_a_relation_is_its_meaning_or_the_words_of_its_phrases(string relation, MechanismEffect effect)
    {
        MechanismAnswer answer = await AskAsync(Question("verapamil", "hypertension", MechanismChange.Add, "verapamil", relation, "cardiac output"));
        answer.DecidingEdges[0].Effect.ShouldBe(effect);
        answer.Holds.ShouldBe(effect == MechanismEffect.Lowers);
    }

    [Fact]
    public async Task A_question_without_two_nodes_or_a_change_without_a_link_is_refused()
    {
        await Should.ThrowAsync<ArgumentException>(() => AskAsync(Question("metoprolol", "metoprolol")));
        await Should.ThrowAsync<ArgumentException>(() => AskAsync(Question("metoprolol", "hypertension", MechanismChange.Add, "ADRB1", Blocks, "ADRB1")));
        await Should.ThrowAsync<ArgumentException>(() => AskAsync(new MechanismQuestion { Drug = default, Disease = Id("hypertension") }));
        await Should.ThrowAsync<ArgumentException>(() => AskAsync(Question("metoprolol", "hypertension") with { Change = MechanismChange.Delete }));
        await Should.ThrowAsync<ArgumentException>(() => AskAsync(Question("metoprolol", "hypertension", (MechanismChange)9, "metoprolol", Blocks, "ADRB1")));
        Should.Throw<ArgumentOutOfRangeException>(() => new MechanismReader(new MechanismReaderOptions { MaxHops = 1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new MechanismReader(new MechanismReaderOptions { MaxExpandedNodes = 0 }));
    }

    private static async Task<MechanismAnswer> AskAsync(MechanismQuestion question, MechanismReader? reader = null)
    {
        using InMemoryKnowledgeGraph graph = Build();
        return await (reader ?? new MechanismReader()).AskAsync(graph, question, TestContext.Current.CancellationToken);
    }

    private static MechanismQuestion Question(
        string drug, string disease, MechanismChange change = MechanismChange.None, string? source = null, string relation = "", string target = "") => new()
        {
            Drug = Id(drug),
            Disease = Id(disease),
            Change = change,
            Link = source is null ? null : new KgEdge { Source = Id(source), Relation = new RelationType(relation), Target = Id(target) },
        };

    private static IEnumerable<string> Words(MechanismAnswer answer) => answer.DecidingEdges.Select(static edge =>
        $"{edge.Role} {edge.Effect}: {Name(edge.Edge.Source)} {edge.Edge.Relation} {Name(edge.Edge.Target)}");

    private static InMemoryKnowledgeGraph Build()
    {
        var builder = new KnowledgeGraphBuilder { Name = "Circulation", Version = "1" };
        Nodes("drug", "metoprolol", "dobutamine", "labetalol", "verapamil", "hydralazine", "aliskiren", "allopurinol", "bisoprolol");
        Nodes("protein", "ADRB1", "ADRA1A", "REN", "XDH");
        Nodes("process", "cardiac output", "vasoconstriction");
        Nodes("disease", "hypertension", "heart failure", "edema");
        Edge("metoprolol", Blocks, "ADRB1");
        Edge("dobutamine", Stimulates, "ADRB1");
        Edge("labetalol", Blocks, "ADRB1");
        Edge("labetalol", Blocks, "ADRA1A");
        Edge("allopurinol", Blocks, "XDH");
        Edge("aliskiren", "physically_interacts_with", "REN");
        Edge("ADRB1", Raises, "cardiac output");
        Edge("ADRA1A", Raises, "vasoconstriction");
        Edge("REN", Raises, "vasoconstriction");
        Edge("REN", "participates_in", "edema");
        Edge("cardiac output", MoreOf, "hypertension");
        Edge("cardiac output", LessOf, "heart failure");
        Edge("vasoconstriction", MoreOf, "hypertension");
        Edge("verapamil", "contraindicated_for", "heart failure");
        Edge("hydralazine", "treats", "hypertension");
        Edge("bisoprolol", "chemically_similar_to", "metoprolol");
        return builder.Build();

        void Nodes(string type, params string[] names)
        {
            foreach (string name in names)
            {
                builder.AddNode(new KgNode { Id = Id(name), Name = name, Type = new NodeType(type) });
            }
        }

        void Edge(string source, string relation, string target) =>
            builder.AddEdge(new KgEdge { Source = Id(source), Relation = new RelationType(relation), Target = Id(target) });
    }

    /// <summary>Returns no neighbour of any node and says that there are more.</summary>
    private sealed class CutGraph(IKnowledgeGraph inner) : DelegatingKnowledgeGraph(inner)
    {
        public override ValueTask<NeighborBatch> GetNeighborsAsync(
            IReadOnlyList<NodeId> frontier, NeighborOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetNeighborsAsync(frontier, new NeighborOptions { MaxNeighborsPerNode = 0 }, cancellationToken);
    }

    private static NodeId Id(string name) => new("T:" + name.Replace(' ', '-'));

    private static string Name(NodeId id) => id.ToString()[2..].Replace('-', ' ');
}
