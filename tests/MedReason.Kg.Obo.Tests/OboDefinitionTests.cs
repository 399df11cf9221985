using MedReason.Tests;

namespace MedReason.Kg.Obo.Tests;

/// <summary>What definitions state by a relation becomes edges to the findings that the words name.</summary>
public sealed class OboDefinitionTests
{
    [Theory]
    [InlineData("A fever that results_in rash. It has_symptom fever, has_symptom loss of appetite, and has_symptom rash.", "fever|loss of appetite|rash")]
    [InlineData("It has_symptom fever and has_symptom rash or results_in_formation_of ulcers, transmitted_by ticks.", "fever|rash")]
    [InlineData("It has_symptom eschar (usually single); has_symptom pain, in the upper abdomen. It is rare. See has_symptom.", "eschar|pain")]
    [InlineData("It has_symptom fever. Headache follows.", "fever")]
    [InlineData("It has_phenotype rash and disease_has_feature fever.", "rash|fever")]
    [InlineData("It has symptom fever, has_symptoms rash, phenotype_of x, has_symptom , and_has_symptom fever.", "")]
    [InlineData("has_symptom", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_statement_is_a_relation_and_the_words_up_to_the_next_relation_mark_or_bracket(string? definition, string expected)
    {
        var node = new KgNode { Id = new NodeId("DOID:1"), Name = "disease", Type = new NodeType("disease"), Definition = definition };

        string.Join('|', OboDefinitionParser.Parse(node).Select(statement => statement.Text)).ShouldBe(expected);
    }

    [Fact]
    public async Task Words_that_name_a_finding_or_a_kind_of_it_are_an_edge_and_the_others_are_reported()
    {
        using InMemoryKnowledgeGraph graph = await BuildAsync();

        OboDefinitionResult result = await OboDefinitionReader.ReadAsync(graph);

        using InMemoryKnowledgeGraph statements = result.Graph;
        string[] edges = await DescribeAsync(statements);
        edges.ShouldBe(
        [
            "DOID:1 has_symptom HP:1 (has_symptom pyrexia)",
            "DOID:1 has_symptom HP:2 (has_symptom petechial rash)",
            "DOID:1 has_symptom HP:3 (has_symptom diarrhea)",
        ]);
        result.ReadCount.ShouldBe(3);
        result.Unresolved.Select(statement => (statement.Node.Value, statement.Relation.Value, statement.Text)).ShouldBe(
        [
            ("DOID:1", "has_symptom", "reduced egg production"),
            ("DOID:1", "has_symptom", "no headache"),
            ("DOID:1", "has_symptom", "liver"),
        ]);
    }

    [Fact]
    public async Task Joined_with_the_graph_the_statements_are_edges_of_a_source_of_their_own()
    {
        using InMemoryKnowledgeGraph graph = await BuildAsync();
        OboDefinitionResult result = await OboDefinitionReader.ReadAsync(graph);
        using InMemoryKnowledgeGraph statements = result.Graph;

        using InMemoryKnowledgeGraph joined = GraphJoiner.Join(
        [
            new GraphJoinInput { Graph = graph, Source = new KgSource { Name = "toy" } },
            new GraphJoinInput { Graph = statements, Source = new KgSource { Name = OboDefinitionReader.SourceName } },
        ]).Graph;

        joined.NodeCount.ShouldBe(graph.NodeCount);
        joined.EdgeCount.ShouldBe(graph.EdgeCount + 3);
        joined.Metadata.Relations.Single(relation => relation.Relation.Value == "has_symptom").Meaning.ShouldBe(RelationMeaning.Presents);
        KgEdgeAttributes stated = (await joined.GetAttributesAsync(
            [new KgEdge { Source = new NodeId("DOID:1"), Relation = new RelationType("has_symptom"), Target = new NodeId("HP:1") }]))[0].Single();
        stated.Sources.ShouldBe(["definitions"]);
        stated.Additional[OboDefinitionReader.StatementAttribute].ShouldBe("has_symptom pyrexia");
    }

    [Fact]
    public async Task A_graph_without_definitions_states_nothing()
    {
        OboOntology ontology = await Toy.ReadAsync("[Term]\nid: DOID:1\nname: rickettsiosis\n");
        using InMemoryKnowledgeGraph graph = ontology.ToKnowledgeGraph().Graph;

        OboDefinitionResult result = await OboDefinitionReader.ReadAsync(graph);

        using InMemoryKnowledgeGraph statements = result.Graph;
        (statements.NodeCount, statements.EdgeCount, result.ReadCount, result.Unresolved.Count).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public async Task The_disease_ontology_states_findings_of_infections()
    {
        OboOntology diseases = await OboReader.ReadAsync(TestData.Require("ontologies/doid.obo.gz"));
        OboOntology phenotypes = await OboReader.ReadAsync(TestData.Require("ontologies/hp.obo.gz"));
        var builder = new KnowledgeGraphBuilder();
        builder.AddOntologies([diseases, phenotypes]);
        using InMemoryKnowledgeGraph graph = builder.Build();

        OboDefinitionResult result = await OboDefinitionReader.ReadAsync(graph);

        using InMemoryKnowledgeGraph statements = result.Graph;
        result.ReadCount.ShouldBeGreaterThan(800);
        string[] edges = await DescribeAsync(statements);
        edges.ShouldContain("DOID:8659 has_symptom HP:0002315 (has_symptom headache)");
        edges.ShouldContain("DOID:8659 has_symptom HP:0001945 (has_symptom fever)");
        edges.ShouldAllBe(edge => edge.Contains(" has_symptom HP:"));
    }

    private static async Task<InMemoryKnowledgeGraph> BuildAsync()
    {
        OboOntology ontology = await Toy.ReadAsync("""
            [Term]
            id: DOID:1
            name: rickettsiosis
            def: "An infection that has_symptom pyrexia, has_symptom petechial rash, has_symptom diarrhea, has_symptom reduced egg production, has_symptom no headache, and has_symptom liver." []
            [Term]
            id: DOID:2
            name: diarrhea
            [Term]
            id: HP:1
            name: Fever
            synonym: "Pyrexia" EXACT []
            [Term]
            id: HP:2
            name: Rash
            [Term]
            id: HP:3
            name: Diarrhea
            [Term]
            id: HP:4
            name: Headache
            [Term]
            id: UBERON:1
            name: liver
            """);
        return ontology.ToKnowledgeGraph().Graph;
    }

    private static async Task<string[]> DescribeAsync(InMemoryKnowledgeGraph graph)
    {
        var edges = new List<string>();
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            IReadOnlyList<KgNeighbor> neighbors = (await graph.GetNeighborsAsync([graph.GetId(ordinal)]))[0];
            foreach (KgNeighbor neighbor in neighbors.Where(neighbor => neighbor.IsForward))
            {
                var edge = new KgEdge { Source = graph.GetId(ordinal), Relation = neighbor.Relation, Target = neighbor.Node };
                KgEdgeAttributes stated = (await graph.GetAttributesAsync([edge]))[0][0];
                edges.Add($"{edge.Source} {edge.Relation} {edge.Target} ({stated.Additional[OboDefinitionReader.StatementAttribute]})");
            }
        }

        return [.. edges.Order(StringComparer.Ordinal)];
    }
}
