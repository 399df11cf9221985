using MedReason.Tests;

namespace MedReason.Kg.Obo.Tests;

public sealed class OboSynonymTests
{
    private const string Mondo = """
        [Term]
        id: MONDO:0005148
        name: type 2 diabetes mellitus
        synonym: "NIDDM" EXACT []
        synonym: "T2D" RELATED []
        synonym: "diabetes" BROAD []
        xref: DOID:9352
        xref: UMLS_CUI:C0011860
        alt_id: MONDO:0005999
        [Term]
        id: MONDO:0000002
        name: obsolete old
        is_obsolete: true
        replaced_by: MONDO:0005148
        [Term]
        id: MONDO:0005011
        name: Crohn disease
        synonym: "regional enteritis" EXACT []
        xref: MESH:D003424
        [Term]
        id: MONDO:0005535
        name: Crohn colitis
        synonym: "granulomatous colitis" EXACT []
        synonym: "colitis" EXACT []
        xref: MESH:D003424
        [Term]
        id: MONDO:0000077
        name: two entries
        xref: MESH:D1
        xref: MESH:D2
        [Term]
        id: MONDO:0000088
        name: nobody's
        """;

    [Theory]
    [InlineData("MONDO:0005148", "its id")]
    [InlineData("MONDO:5148", "without the zeros")]
    [InlineData("mondo:0005148", "another case of the prefix")]
    [InlineData("MONDO:0005999", "an id of a merged term")]
    [InlineData("MONDO:0000002", "an id of a replaced term")]
    [InlineData("DOID:9352", "a cross reference")]
    [InlineData("DOID:0009352", "a cross reference but for zeros")]
    [InlineData("UMLS:C0011860", "a cross reference under an alias")]
    public async Task A_node_gets_the_names_of_its_term(string id, string because)
    {
        OboSynonymMatches matches = await MatchAsync(Node(id, "T2DM"));

        matches.Synonyms[new NodeId(id)].ShouldBe(["NIDDM", "T2D", "type 2 diabetes mellitus"], because);
        matches.Report.NodesEnriched.ShouldBe(1);
        matches.Report.SynonymsAdded.ShouldBe(3);
        matches.Report.UnmatchedTerms.ShouldBe(4);
    }

    [Theory]
    [InlineData("MESH:D003424", "two terms point at it")]
    [InlineData("MESH:D1", "its term points at two entries")]
    [InlineData("MONDO:7777777", "no term has it")]
    [InlineData("D003424", "it names no vocabulary")]
    [InlineData("MONDO_grouped:7777777_8888888", "no member is known")]
    [InlineData("_grouped:5148", "it names no vocabulary")]
    public async Task A_node_without_one_clear_term_gets_nothing(string id, string because)
    {
        OboSynonymMatches matches = await MatchAsync(Node(id, "x"));

        matches.Synonyms.ShouldBeEmpty(because);
        matches.Report.UnmatchedTerms.ShouldBe(5);
        (matches.Report.NodesById + matches.Report.NodesByXref + matches.Report.NodesByGroup).ShouldBe(0);
    }

    [Fact]
    public async Task Names_that_a_node_has_are_not_added()
    {
        OboSynonymMatches matches = await MatchAsync(Node("MONDO:0005148", "type 2 diabetes mellitus", "NIDDM"));

        matches.Synonyms[new("MONDO:0005148")].ShouldBe(["T2D"]);
        (await MatchAsync(Node("MONDO:0005148", "type 2 diabetes mellitus", "NIDDM", "T2D"))).Synonyms.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_group_gets_those_names_of_its_members_that_no_other_node_bears()
    {
        KgNode group = Node("MONDO_grouped:5011_5535", "Crohn disease");
        KgNode other = Node("MONDO:1234567", "Colitis");

        OboSynonymMatches matches = await MatchAsync(group, other);

        matches.Synonyms[group.Id].ShouldBe(["Crohn colitis", "granulomatous colitis", "regional enteritis"]);
        matches.Report.NodesByGroup.ShouldBe(1);
        matches.Report.AmbiguousNames.ShouldBe(1, "another node is called colitis");
        (await MatchAsync(group)).Synonyms[group.Id].ShouldContain("colitis");
    }

    [Fact]
    public async Task A_member_that_is_a_node_of_its_own_keeps_its_names()
    {
        KgNode group = Node("MONDO_grouped:5011_5535", "inflammation");
        KgNode member = Node("MONDO:0005535", "Crohn colitis");

        OboSynonymMatches matches = await MatchAsync(group, member);

        matches.Synonyms[group.Id].ShouldBe(["Crohn disease", "regional enteritis"]);
        matches.Synonyms[member.Id].ShouldBe(["colitis", "granulomatous colitis"]);
    }

    [Fact]
    public async Task Cross_references_and_scopes_can_be_left_out()
    {
        OboOntology ontology = await Toy.ReadAsync(Mondo);
        var source = new OboSynonymSource([ontology], new OboSynonymOptions { FollowsXrefs = false, SynonymScopes = [OboSynonymScope.Broad] });

        source.Match([Node("DOID:9352", "x")]).Synonyms.ShouldBeEmpty();
        source.Match([Node("MONDO:0005148", "x")]).Synonyms[new("MONDO:0005148")].ShouldBe(["diabetes", "type 2 diabetes mellitus"]);
    }

    [Fact]
    public async Task Names_come_from_every_ontology()
    {
        OboOntology mondo = await Toy.ReadAsync(Mondo);
        OboOntology doid = await Toy.ReadAsync("[Term]\nid: DOID:9352\nname: type 2 diabetes\nxref: MONDO:0005148\n");

        OboSynonymMatches matches = new OboSynonymSource([mondo, doid]).Match([Node("MONDO:0005148", "x")]);

        matches.Synonyms[new("MONDO:0005148")].ShouldBe(["NIDDM", "T2D", "type 2 diabetes", "type 2 diabetes mellitus"]);
        matches.Report.NodesById.ShouldBe(1);
        matches.Report.NodesByXref.ShouldBe(0);
    }

    [Fact]
    public async Task A_graph_is_made_anew_with_the_names()
    {
        OboOntology ontology = await Toy.ReadAsync(Mondo);
        var builder = new KnowledgeGraphBuilder { Name = "g", Version = "1" };
        builder.AddNode(Node("MONDO:0005148", "T2DM", "old name")).AddNode(Node("HP:1", "sign"));
        builder.AddEdge(new KgEdge { Source = new("MONDO:0005148"), Relation = new("has_sign"), Target = new("HP:1") });
        InMemoryKnowledgeGraph before = builder.Build();

        (InMemoryKnowledgeGraph after, OboSynonymReport report) = await before.WithSynonymsAsync([ontology]);
        before.Dispose();

        using (after)
        {
            report.SynonymsAdded.ShouldBe(3);
            (await after.GetNodeAsync(new("MONDO:0005148")))!.Synonyms.ShouldBe(["NIDDM", "T2D", "old name", "type 2 diabetes mellitus"]);
            (await after.GetNeighborsAsync([new("HP:1")]))[0].ShouldHaveSingleItem().Relation.Value.ShouldBe("has_sign");
            (await after.SearchAsync(["NIDDM"]))[0].ShouldHaveSingleItem().Node.Id.Value.ShouldBe("MONDO:0005148");

            // The same content built in one go has the same hash.
            var direct = new KnowledgeGraphBuilder { Name = "g", Version = "1" };
            direct.AddNode(Node("MONDO:0005148", "T2DM", "NIDDM", "T2D", "old name", "type 2 diabetes mellitus")).AddNode(Node("HP:1", "sign"));
            direct.AddEdge(new KgEdge { Source = new("MONDO:0005148"), Relation = new("has_sign"), Target = new("HP:1") });
            using InMemoryKnowledgeGraph expected = direct.Build();
            after.Metadata.ContentHash.ShouldBe(expected.Metadata.ContentHash);
        }
    }

    [Fact]
    public async Task A_graph_that_maps_its_snapshot_may_go_before_the_graph_made_of_it()
    {
        string path = Path.Combine(Path.GetTempPath(), $"obo-synonyms-{Environment.ProcessId}.mrkg");
        try
        {
            var builder = new KnowledgeGraphBuilder { Name = "g" };
            using (InMemoryKnowledgeGraph graph = builder.AddNode(Node("MONDO:5148", "x")).Build())
            {
                await graph.SaveSnapshotAsync(path);
            }

            InMemoryKnowledgeGraph mapped = await InMemoryKnowledgeGraph.OpenSnapshotAsync(path, new SnapshotOpenOptions { Map = true });
            (InMemoryKnowledgeGraph after, _) = await mapped.WithSynonymsAsync([await Toy.ReadAsync(Mondo)]);
            mapped.Dispose();
            using (after)
            {
                (await after.GetNodeAsync(new("MONDO:5148")))!.Synonyms.Count.ShouldBe(3);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task An_unknown_node_is_refused_and_a_graph_without_a_catalog_is_told()
    {
        var builder = new KnowledgeGraphBuilder();
        using InMemoryKnowledgeGraph graph = builder.AddNode(Node("T:1", "x")).Build();

        Should.Throw<KnowledgeGraphException>(() => graph.WithSynonyms(new Dictionary<NodeId, IReadOnlyList<string>> { [new("T:2")] = ["y"] }))
            .Message.ShouldContain("T:2");
        await Should.ThrowAsync<KnowledgeGraphException>(
            () => new OboSynonymSource([]).MatchAsync(NSubstitute.Substitute.For<IKnowledgeGraph>()));
    }

    [Fact]
    public async Task Matches_on_real_data_do_not_depend_on_the_order_of_nodes()
    {
        OboOntology ontology = await OboReader.ReadAsync(TestData.Require("ontologies/doid.obo.gz"));
        var random = new Random(7);
        KgNode[] nodes = [.. ontology.Terms.Where(term => !term.IsObsolete).Select(term => Node(term.Id.Value, term.Name))];
        var source = new OboSynonymSource([ontology]);

        OboSynonymMatches expected = source.Match(nodes);
        random.Shuffle(nodes);
        OboSynonymMatches shuffled = source.Match(nodes);

        expected.Report.NodesById.ShouldBe(9_243 - 2_369);
        expected.Report.UnmatchedTerms.ShouldBe(0);
        shuffled.Synonyms.Count.ShouldBe(expected.Synonyms.Count);
        shuffled.Synonyms.Keys.ShouldBe(expected.Synonyms.Keys);
        shuffled.Synonyms.Values.SelectMany(names => names).ShouldBe(expected.Synonyms.Values.SelectMany(names => names));
    }

    private static async Task<OboSynonymMatches> MatchAsync(params KgNode[] nodes) => new OboSynonymSource([await Toy.ReadAsync(Mondo)]).Match(nodes);

    private static KgNode Node(string id, string name, params string[] synonyms) =>
        new() { Id = new NodeId(id), Name = name, Type = new NodeType("disease"), Synonyms = synonyms };
}
