namespace MedReason.Tests;

/// <summary>What a link says of node and text, and which nodes may stand for an option.</summary>
public sealed class LinkCoverageTests
{
    private static readonly NodeType Disease = new("disease");
    private static readonly NodeType Effect = new("effect/phenotype");
    private static readonly NodeType Drug = new("drug");

    [Theory]
    [InlineData("He has pancreatitis.", "pancreatitis", LinkRelation.Exact)]
    [InlineData("He has Pancreatitis.", "pancreatitis", LinkRelation.Exact)]
    [InlineData("He has heart attacks.", "myocardial infarction", LinkRelation.Synonym)]
    [InlineData("He has chronic pancreatitis.", "pancreatitis", LinkRelation.Broader)]
    public async Task A_link_says_how_node_and_text_relate(string text, string name, LinkRelation relation)
    {
        EntityLink link = (await LinkAsync(Names(), new MedicalQuestion { Id = "q", Text = text })).ShouldHaveSingleItem();

        link.Node!.Name.ShouldBe(name);
        link.Relation.ShouldBe(relation);
        (link.Coverage == 1).ShouldBe(relation != LinkRelation.Broader);
        (link.Score < 0.9).ShouldBe(relation == LinkRelation.Broader);
        link.Candidates[0].Relation.ShouldBe(relation);
    }

    [Theory]
    [InlineData("pancreatitis", null)]
    [InlineData("Administer oral metformin", null)]
    [InlineData("Add a metformin pill", null)]
    [InlineData("Metformin hydrochloride", null)]
    [InlineData("metformin and heart attack", null)]
    [InlineData("acute pancreatitis", NilReason.TooGeneral)]
    [InlineData("artery dissection", NilReason.Partial)]
    [InlineData("metformin and sitagliptin", NilReason.Partial)]
    [InlineData("no pancreatitis", NilReason.TooGeneral)]
    public async Task A_node_that_covers_too_little_does_not_stand_for_an_option(string option, NilReason? reason)
    {
        var question = new MedicalQuestion { Id = "q", Text = "Which?", Options = [new AnswerOption { Label = "A", Text = option }] };

        IReadOnlyList<EntityLink> links = await LinkAsync(Names(), question);

        links.ShouldNotBeEmpty();
        links.ShouldAllBe(link => link.NilReason == reason && link.Node == null == (reason != null) && link.Candidates.Count > 0);
    }

    [Fact]
    public async Task Every_node_is_taken_without_a_minimum()
    {
        var question = new MedicalQuestion { Id = "q", Text = "Which?", Options = [new AnswerOption { Label = "A", Text = "acute pancreatitis" }] };
        ListGraph graph = Names();
        IReadOnlyList<EntityMention> mentions = await new LexiconEntityExtractor().ExtractAsync(graph, question);

        EntityLink link = (await new EntityLinker(new EntityLinkerOptions { MinAnswerCoverage = 0 }).LinkAsync(graph, question, mentions)).ShouldHaveSingleItem();

        link.Node!.Name.ShouldBe("pancreatitis");
        link.Relation.ShouldBe(LinkRelation.Broader);
    }

    [Fact]
    public async Task A_homograph_of_another_type_is_refused()
    {
        IEnumerable<KgNode> diseases = Enumerable.Range(0, 40).Select(i => Node($"D:{i}", $"morbid{i} disease", Disease));
        var graph = new ListGraph([.. diseases, Node("P:1", "Disease", new NodeType("pathway")), Node("P:2", "Translation", new NodeType("pathway"))]);

        EntityMention[] mentions = [Mention("disease"), Mention("translation")];
        IReadOnlyList<EntityLink> links = await new EntityLinker().LinkAsync(graph, new MedicalQuestion { Id = "q", Text = "disease, translation" }, mentions);

        links[0].NilReason.ShouldBe(NilReason.Refused);
        links[1].Node!.Id.ShouldBe(new NodeId("P:2"));

        EntityMention Mention(string text) => new()
        {
            Text = text,
            Start = 0,
            End = text.Length,
            Role = MentionRole.Question,
            Candidates = [new MentionCandidate { NodeId = new NodeId(text == "disease" ? "P:1" : "P:2"), Score = 0.95, Method = LinkMethods.Normalized }],
        };
    }

    [Theory]
    [InlineData("What is the most likely diagnosis?", "D:9", "E:9")]
    [InlineData("Which of these side effects is likely?", "E:9", "D:9")]
    public async Task Twins_of_one_name_are_offered_and_the_options_decide(string text, string chosen, string twin)
    {
        var graph = new ListGraph(
        [
            Node("D:9", "gout", Disease), Node("E:9", "gout", Effect), Node("D:2", "asthma", Disease), Node("D:3", "measles", Disease),
            Node("E:4", "nausea", Effect), Node("E:5", "vertigo", Effect), Node("R:1", "metformin", Drug),
        ]);
        string[] others = chosen[0] == 'D' ? ["asthma", "measles"] : ["nausea", "vertigo"];
        var question = new MedicalQuestion
        {
            Id = "q",
            Text = text,
            Options = [.. others.Append("gout").Select((option, index) => new AnswerOption { Label = ((char)('A' + index)).ToString(), Text = option })],
        };

        EntityLink link = (await LinkAsync(graph, question)).Single(link => link.Mention.Text == "gout");

        link.Node!.Id.Value.ShouldBe(chosen);
        link.Twins.ShouldBe([new NodeId(twin)]);
        link.Candidates.Select(candidate => candidate.NodeId.Value).ShouldBe([chosen, twin]);
    }

    private static async Task<IReadOnlyList<EntityLink>> LinkAsync(IKnowledgeGraph graph, MedicalQuestion question) =>
        await new EntityLinker().LinkAsync(graph, question, await new LexiconEntityExtractor().ExtractAsync(graph, question));

    private static ListGraph Names() => new(
    [
        Node("D:1", "pancreatitis", Disease), Node("D:2", "myocardial infarction", Disease, "heart attack"), Node("R:1", "metformin", Drug),
        Node("A:1", "artery", new NodeType("anatomy")), Node("D:3", "chronic bronchitis", Disease), Node("D:4", "bronchitis", Disease),
        Node("D:5", "chronic gastritis", Disease), Node("D:6", "gastritis", Disease), Node("D:7", "acute gastritis", Disease),
        Node("D:8", "acute bronchitis", Disease),
    ]);

    private static KgNode Node(string id, string name, NodeType type, params string[] synonyms) =>
        new() { Id = new NodeId(id), Name = name, Type = type, Synonyms = synonyms };
}
