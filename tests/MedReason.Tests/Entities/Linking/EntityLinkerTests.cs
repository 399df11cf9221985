namespace MedReason.Tests;

public sealed class EntityLinkerTests
{
    [Fact]
    public async Task A_name_links_to_its_node_and_tells_method_and_score()
    {
        EntityLink link = (await Link(Homonyms(), "asthma"))[0];

        link.Node!.Id.ShouldBe(new NodeId("D:1"));
        link.Method.ShouldBe(LinkMethods.Exact);
        link.Score.ShouldBe(1);
        link.NilReason.ShouldBeNull();
        link.Candidates.ShouldHaveSingleItem().NodeId.ShouldBe(new NodeId("D:1"));
    }

    [Fact]
    public async Task A_name_that_no_node_has_is_NIL_for_want_of_a_candidate()
    {
        EntityLink link = (await Link(Homonyms(), "unobtainium"))[0];

        link.Node.ShouldBeNull();
        link.Method.ShouldBeNull();
        link.NilReason.ShouldBe(NilReason.NoCandidate);
        link.Score.ShouldBe(0);
    }

    [Fact]
    public async Task All_mentions_of_a_question_are_looked_up_with_one_call()
    {
        ScriptedGraph graph = Homonyms();

        await Link(graph, "asthma", "MCC", "APC", "asthma", "nothing");

        graph.Searches.ShouldHaveSingleItem().ShouldBe(["asthma", "MCC", "APC", "nothing"]);
        graph.NeighborCalls.ShouldBe(1);
    }

    [Fact]
    public async Task Candidates_of_the_extractor_are_taken_and_not_looked_up_again()
    {
        ScriptedGraph graph = Homonyms();
        EntityMention mention = Mention("lung trouble") with
        {
            Candidates = [new MentionCandidate { NodeId = new NodeId("D:1"), Score = 0.92, Method = LinkMethods.Coordination, MatchedName = "asthma" }],
        };

        EntityLink link = (await new EntityLinker().LinkAsync(graph, Question("lung trouble"), [mention]))[0];

        link.Node!.Id.ShouldBe(new NodeId("D:1"));
        link.Method.ShouldBe(LinkMethods.Coordination);
        link.Score.ShouldBe(0.92);
        graph.Searches.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_candidate_that_the_graph_does_not_hold_is_looked_up_by_its_words_instead()
    {
        EntityMention mention = Mention("asthma") with
        {
            Candidates = [new MentionCandidate { NodeId = new NodeId("X:404"), Score = 1, Method = LinkMethods.Exact }],
        };

        EntityLink link = (await new EntityLinker().LinkAsync(Homonyms(), Question("asthma"), [mention]))[0];

        link.Node!.Id.ShouldBe(new NodeId("D:1"));
    }

    [Fact]
    public async Task The_id_of_a_node_names_the_node()
    {
        EntityLink link = (await Link(Homonyms(), "DrugBank:MCC"))[0];

        link.Node!.Name.ShouldBe("MCC");
        link.Method.ShouldBe(LinkMethods.Id);
    }

    [Theory]
    [InlineData("gene/protein", "NCBI:4163")]
    [InlineData("drug", "DrugBank:MCC")]
    public async Task A_type_hint_tells_homonyms_apart(string hint, string expected)
    {
        EntityMention mention = Mention("MCC") with { TypeHint = new NodeType(hint) };

        EntityLink link = (await new EntityLinker().LinkAsync(Homonyms(), Question("MCC"), [mention]))[0];

        link.Node!.Id.Value.ShouldBe(expected);
        link.Score.ShouldBeGreaterThan(0.9);
    }

    [Theory]
    [InlineData("APC", "NCBI:4163")]
    [InlineData("asthma", "DrugBank:MCC")]
    public async Task The_rest_of_the_question_tells_homonyms_apart(string neighbour, string expected)
    {
        IReadOnlyList<EntityLink> links = await Link(Homonyms(), "MCC", neighbour);

        links[0].Node!.Id.Value.ShouldBe(expected);
        links[0].Score.ShouldBeGreaterThan(0.85);
        links[0].Candidates.Count.ShouldBe(2);
        links[0].Candidates[0].NodeId.Value.ShouldBe(expected);
    }

    [Fact]
    public async Task Shared_neighbours_tell_homonyms_apart_too()
    {
        ScriptedGraph graph = Homonyms().Node("P:1", "Wnt signalling", "pathway").Edge("NCBI:4163", "P:1").Node("NCBI:9", "AXIN2", "gene/protein").Edge("NCBI:9", "P:1");

        IReadOnlyList<EntityLink> links = await Link(graph, "MCC", "AXIN2");

        links[0].Node!.Id.Value.ShouldBe("NCBI:4163");
        links[0].Candidates[0].Score.ShouldBeGreaterThan(links[0].Candidates[1].Score);
    }

    [Fact]
    public async Task Two_homonyms_settle_each_other()
    {
        ScriptedGraph graph = Homonyms()
            .Node("NCBI:77", "TWIN", "gene/protein").Node("DrugBank:TWIN", "TWIN", "drug")
            .Edge("NCBI:77", "NCBI:4163");

        IReadOnlyList<EntityLink> links = await Link(graph, "MCC", "TWIN");

        links.Select(link => link.Node!.Id.Value).ShouldBe(["NCBI:4163", "NCBI:77"]);
    }

    [Fact]
    public async Task Homonyms_that_nothing_tells_apart_go_by_type_and_then_by_id_and_share_the_score()
    {
        EntityLink link = (await Link(Homonyms(), "MCC"))[0];

        link.Node!.Id.Value.ShouldBe("DrugBank:MCC");
        link.Score.ShouldBe(0.5);
        link.Candidates.Select(candidate => candidate.Score).ShouldBe([0.5, 0.5]);
    }

    [Fact]
    public async Task A_preferred_type_wins_where_nothing_else_decides()
    {
        var linker = new EntityLinker(new EntityLinkerOptions { TypePreference = [new NodeType("gene/protein")] });

        EntityLink link = (await linker.LinkAsync(Homonyms(), Question("MCC"), [Mention("MCC")]))[0];

        link.Node!.Id.Value.ShouldBe("NCBI:4163");
    }

    [Fact]
    public async Task Homonyms_that_nothing_tells_apart_are_NIL_where_that_is_asked_for()
    {
        var linker = new EntityLinker(new EntityLinkerOptions { RefuseAmbiguous = true });

        IReadOnlyList<EntityLink> alone = await linker.LinkAsync(Homonyms(), Question("MCC"), [Mention("MCC")]);
        IReadOnlyList<EntityLink> decided = await linker.LinkAsync(Homonyms(), Question("MCC APC"), [Mention("MCC"), Mention("APC")]);

        alone[0].Node.ShouldBeNull();
        alone[0].NilReason.ShouldBe(NilReason.Ambiguous);
        alone[0].Candidates.Count.ShouldBe(2);
        decided[0].Node!.Id.Value.ShouldBe("NCBI:4163");
    }

    [Fact]
    public async Task The_most_specific_node_that_the_text_supports_wins()
    {
        ScriptedGraph graph = new ScriptedGraph()
            .Node("D:10", "diabetes mellitus", "disease", "DM")
            .Node("D:11", "type 2 diabetes mellitus", "disease", "DM")
            .Node("D:12", "type 1 diabetes mellitus", "disease", "DM");
        var linker = new EntityLinker();

        EntityLink general = (await linker.LinkAsync(graph, Question("Diabetes mellitus (DM) is common."), [Mention("DM")]))[0];
        EntityLink specific = (await linker.LinkAsync(graph, Question("She has type 2 diabetes mellitus. Her DM is treated."), [Mention("DM")]))[0];

        general.Node!.Id.Value.ShouldBe("D:10");
        specific.Node!.Id.Value.ShouldBe("D:11");
    }

    [Fact]
    public async Task An_option_supports_no_reading_of_a_mention_in_the_question()
    {
        ScriptedGraph graph = new ScriptedGraph().Node("D:10", "alpha disease", "disease", "AD").Node("D:11", "alzheimer disease", "disease", "AD");
        MedicalQuestion question = Question("Which disease is AD?") with { Options = [new AnswerOption { Label = "A", Text = "alzheimer" }] };

        EntityLink link = (await new EntityLinker().LinkAsync(graph, question, [Mention("AD")]))[0];

        link.Node!.Id.Value.ShouldBe("D:10");
        link.Score.ShouldBe(0.5);
    }

    [Fact]
    public async Task A_denied_finding_is_linked_and_keeps_its_assertion()
    {
        EntityMention denied = Mention("asthma") with { Assertion = Assertion.Absent };

        EntityLink link = (await new EntityLinker().LinkAsync(Homonyms(), Question("no asthma"), [denied]))[0];

        link.Node.ShouldNotBeNull();
        link.Mention.Assertion.ShouldBe(Assertion.Absent);
    }

    [Fact]
    public async Task A_denied_finding_is_NIL_where_that_is_asked_for_and_the_same_finding_affirmed_is_not()
    {
        var linker = new EntityLinker(new EntityLinkerOptions { RefuseAbsent = true });

        IReadOnlyList<EntityLink> links = await linker.LinkAsync(
            Homonyms(), Question("no asthma; asthma"), [Mention("asthma") with { Assertion = Assertion.Absent }, Mention("asthma")]);

        links[0].NilReason.ShouldBe(NilReason.Negated);
        links[0].Node.ShouldBeNull();
        links[1].Node!.Id.Value.ShouldBe("D:1");
    }

    [Fact]
    public async Task A_candidate_below_the_threshold_is_NIL_but_recorded()
    {
        EntityMention mention = Mention("asthmatic thing") with
        {
            Candidates = [new MentionCandidate { NodeId = new NodeId("D:1"), Score = 0.8, Method = LinkMethods.Embedding }],
        };

        EntityLink link = (await new EntityLinker().LinkAsync(Homonyms(), Question("asthmatic thing"), [mention]))[0];

        link.NilReason.ShouldBe(NilReason.BelowThreshold);
        link.Score.ShouldBe(0.8);
        link.Candidates.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_approximate_index_is_asked_once_and_only_for_what_names_did_not_settle()
    {
        var approximate = new ScriptedGraph().Node("D:1", "astma", "disease");
        var graph = new ScriptedGraph { ApproximateIndex = approximate }.Node("D:1", "asthma", "disease").Node("D:2", "gout", "disease");

        IReadOnlyList<EntityLink> links = await Link(graph, "astma", "gout", "xyz");

        links[0].Node!.Id.Value.ShouldBe("D:1");
        links[2].NilReason.ShouldBe(NilReason.NoCandidate);
        graph.Searches.ShouldHaveSingleItem();
        approximate.Searches.ShouldHaveSingleItem().ShouldBe(["astma", "xyz"]);
    }

    [Fact]
    public async Task A_graph_without_names_is_told_what_it_lacks()
    {
        var graph = new ScriptedGraph { HasIndex = false };

        KnowledgeGraphException error = await Should.ThrowAsync<KnowledgeGraphException>(() => Link(graph, "asthma"));

        error.Message.ShouldContain("INodeIndex");
    }

    [Fact]
    public async Task Links_stand_in_the_order_of_their_mentions_and_do_not_depend_on_it()
    {
        string[] texts = ["MCC", "APC", "asthma", "none", "MCC"];

        IReadOnlyList<EntityLink> forward = await Link(Homonyms(), texts);
        IReadOnlyList<EntityLink> backward = await Link(Homonyms(), [.. texts.Reverse()]);

        forward.Select(link => link.Mention.Text).ShouldBe(texts);
        backward.Reverse().Select(link => (link.Node?.Id, link.Score)).ShouldBe(forward.Select(link => (link.Node?.Id, link.Score)));
    }

    [Fact]
    public async Task No_mentions_give_no_links_and_ask_nothing()
    {
        ScriptedGraph graph = Homonyms();

        (await new EntityLinker().LinkAsync(graph, Question(string.Empty), [])).ShouldBeEmpty();

        graph.Searches.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-0.1, 0.5)]
    [InlineData(0.5, 1.1)]
    [InlineData(0.9, 0.8)]
    [InlineData(double.NaN, 0.8)]
    public void Options_out_of_range_are_refused(double consider, double accept) =>
        Should.Throw<ArgumentException>(() => new EntityLinker(new EntityLinkerOptions { ConsiderScore = consider, AcceptScore = accept }));

    private static ScriptedGraph Homonyms() => new ScriptedGraph()
        .Node("D:1", "asthma", "disease")
        .Node("NCBI:4163", "MCC", "gene/protein")
        .Node("DrugBank:MCC", "MCC", "drug")
        .Node("NCBI:324", "APC", "gene/protein")
        .Edge("NCBI:4163", "NCBI:324")
        .Edge("DrugBank:MCC", "D:1");

    private static Task<IReadOnlyList<EntityLink>> Link(ScriptedGraph graph, params string[] texts) =>
        new EntityLinker().LinkAsync(graph, Question(string.Join(' ', texts)), [.. texts.Select(Mention)]);

    private static MedicalQuestion Question(string text) => new() { Id = "q", Text = text };

    private static EntityMention Mention(string text) => new() { Text = text, Start = 0, End = text.Length, Role = MentionRole.Question };
}
