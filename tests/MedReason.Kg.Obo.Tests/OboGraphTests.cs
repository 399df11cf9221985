using MedReason.Tests;

namespace MedReason.Kg.Obo.Tests;

public sealed class OboGraphTests
{
    private const string Body = """
        [Term]
        id: HP:1
        name: All
        [Term]
        id: HP:2
        name: Finding
        alt_id: HP:20
        synonym: "Sign" EXACT []
        synonym: "Narrower" NARROW []
        synonym: "Kindred" RELATED []
        synonym: "Broader" BROAD []
        synonym: "Finding" EXACT []
        synonym: " " EXACT []
        synonym: "Sign" RELATED []
        is_a: HP:1
        [Term]
        id: HP:3
        name: Child
        is_a: HP:20
        is_a: HP:2
        is_a: HP:9
        relationship: part_of UBERON:5
        relationship: part_of UBERON:5
        relationship: lacks_part UBERON:5
        relationship: odd_link HP:2
        relationship: adjacent_to HP:1
        relationship: part_of HP:1 {gci_relation="part_of", gci_filler="NCBITaxon:1"}
        [Term]
        id: HP:4
        name: obsolete Gone
        is_obsolete: true
        replaced_by: HP:3
        [Term]
        id: HP:6
        name: Late
        is_a: HP:4
        [Term]
        id: UBERON:5
        name: liver
        [Term]
        id: GO:7
        name: process
        namespace: biological_process
        [Term]
        id: XYZ:8
        [Term]
        id: bare
        name: no prefix
        [Typedef]
        id: odd_link
        name: is_oddly linked to
        inverse_of: odder_link
        [Typedef]
        id: odder_link
        name: oddly links
        [Typedef]
        id: adjacent_to
        is_symmetric: true
        """;

    [Fact]
    public async Task Terms_in_use_become_nodes_with_types_and_names()
    {
        OboOntology ontology = await Toy.ReadAsync(Body);
        (InMemoryKnowledgeGraph graph, OboGraphReport report) = ontology.ToKnowledgeGraph();
        using (graph)
        {
            graph.Metadata.Name.ShouldBe("toy");
            graph.Metadata.Version.ShouldBe("v1");
            report.Nodes.ShouldBe(8);
            report.ObsoleteTerms.ShouldBe(1);
            (await TypeOf(graph, "HP:1")).ShouldBe("effect/phenotype");
            (await TypeOf(graph, "UBERON:5")).ShouldBe("anatomy");
            (await TypeOf(graph, "GO:7")).ShouldBe("biological_process");
            (await TypeOf(graph, "XYZ:8")).ShouldBe("XYZ");
            (await TypeOf(graph, "bare")).ShouldBe("term");
            (await graph.GetNodeAsync(new("HP:4"))).ShouldBeNull();
            KgNode finding = (await graph.GetNodeAsync(new("HP:2")))!;
            finding.Source.ShouldBe("HP");
            finding.Synonyms.ShouldBe(["HP:20", "Kindred", "Narrower", "Sign"]);
            (await graph.GetNodeAsync(new("HP:3")))!.Synonyms.ShouldBe(["HP:4"], "the id of the term that it replaced");
            report.Synonyms.ShouldBe(5);
        }
    }

    [Fact]
    public async Task Statements_become_edges_from_the_special_to_the_general_term()
    {
        OboOntology ontology = await Toy.ReadAsync(Body);
        (InMemoryKnowledgeGraph graph, OboGraphReport report) = ontology.ToKnowledgeGraph();
        using (graph)
        {
            NeighborBatch batch = await graph.GetNeighborsAsync([new("HP:3"), new("HP:6")]);

            batch[0].Select(n => (n.Node.Value, n.Relation.Value, n.IsForward)).ShouldBe(
            [
                ("HP:1", "adjacent_to", true),
                ("HP:2", "is_a", true),
                ("HP:2", "odd_link", true),
                ("HP:6", "is_a", false),
                ("UBERON:5", "lacks_part", true),
                ("UBERON:5", "part_of", true),
            ]);
            batch[1].Select(n => (n.Node.Value, n.IsForward)).ShouldBe([("HP:3", true)], "the term that took the obsolete one's place");
            report.Edges.ShouldBe(7);
            graph.EdgeCount.ShouldBe(7);
            report.RedirectedEdges.ShouldBe(2);
            report.EdgesToUnknownTerms.ShouldBe(1);
            report.UnknownTerms.ShouldBe([new NodeId("HP:9")]);
            report.ConditionalEdges.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Relations_read_aloud_and_know_their_polarity()
    {
        OboOntology ontology = await Toy.ReadAsync(Body);
        (InMemoryKnowledgeGraph graph, _) = ontology.ToKnowledgeGraph();
        using (graph)
        {
            graph.Relations.Select(r => (r.Relation.Value, r.DisplayName, r.ForwardPhrase, r.ReversePhrase, r.Polarity, r.IsSymmetric)).ShouldBe(
            [
                ("adjacent_to", "adjacent to", "is adjacent to", "is adjacent to", Polarity.Affirmed, true),
                ("is_a", "is a", "is a kind of", "includes", Polarity.Affirmed, false),
                ("lacks_part", "lacks part", "lacks the part", "is a part lacking in", Polarity.Absent, false),
                ("odd_link", "is oddly linked to", "is oddly linked to", "oddly links", Polarity.Affirmed, false),
                ("part_of", "part of", "is part of", "has as a part", Polarity.Affirmed, false),
            ]);
        }
    }

    [Fact]
    public async Task A_relationship_that_nothing_is_said_of_reads_by_its_id()
    {
        OboOntology ontology = await Toy.ReadAsync("[Term]\nid: T:1\nrelationship: never_seen_in T:1\nrelationship: strange_tie T:1\n");
        (InMemoryKnowledgeGraph graph, _) = ontology.ToKnowledgeGraph();
        using (graph)
        {
            graph.Relations[0].Polarity.ShouldBe(Polarity.Absent);
            graph.Relations[1].ForwardPhrase.ShouldBe("strange tie");
            graph.Relations[1].ReversePhrase.ShouldBe("is linked by \"strange tie\" from");
        }
    }

    [Fact]
    public async Task Options_choose_scopes_types_names_and_old_ids()
    {
        OboOntology ontology = await Toy.ReadAsync(Body);
        var options = new OboGraphOptions
        {
            Name = "mine",
            Version = "7",
            SynonymScopes = [OboSynonymScope.Broad],
            AddsAlternateIds = false,
            NodeTypes = new Dictionary<string, NodeType> { ["XYZ"] = new("thing") },
        };
        (InMemoryKnowledgeGraph graph, _) = ontology.ToKnowledgeGraph(options);
        using (graph)
        {
            graph.Metadata.Name.ShouldBe("mine");
            graph.Metadata.Version.ShouldBe("7");
            (await graph.GetNodeAsync(new("HP:2")))!.Synonyms.ShouldBe(["Broader"]);
            (await TypeOf(graph, "XYZ:8")).ShouldBe("thing");
            (await TypeOf(graph, "HP:1")).ShouldBe("HP");
        }
    }

    [Fact]
    public async Task Several_ontologies_make_one_graph_with_statements_across_them()
    {
        OboOntology first = await Toy.ReadAsync("[Term]\nid: HP:1\nname: first\nrelationship: located_in UBERON:50\n", "one");
        OboOntology second = await Toy.ReadAsync("[Term]\nid: UBERON:5\nname: liver\nalt_id: UBERON:50\n[Term]\nid: HP:1\nname: second\n", "two");
        var builder = new KnowledgeGraphBuilder();
        OboGraphReport report = builder.AddOntologies([first, second]);
        using InMemoryKnowledgeGraph graph = builder.Build();

        graph.Metadata.Name.ShouldBe("one+two");
        graph.Metadata.Version.ShouldBe("v1+v1");
        report.RepeatedTerms.ShouldBe(1);
        (await graph.GetNodeAsync(new("HP:1")))!.Name.ShouldBe("first");
        (await graph.GetNeighborsAsync([new("HP:1")]))[0].ShouldHaveSingleItem().Node.Value.ShouldBe("UBERON:5");
    }

    [Fact]
    public async Task The_Human_Phenotype_Ontology_becomes_a_graph_with_one_root()
    {
        OboOntology ontology = await OboReader.ReadAsync(TestData.Require("ontologies/hp.obo.gz"));
        (InMemoryKnowledgeGraph graph, OboGraphReport report) = ontology.ToKnowledgeGraph();
        using (graph)
        {
            report.Nodes.ShouldBe(11_785 - 112);
            report.EdgesToUnknownTerms.ShouldBe(0);
            report.Edges.ShouldBe(graph.EdgeCount);
            graph.NodeTypes.ShouldBe([new NodeType("effect/phenotype")]);

            // A root is a node that is a kind of nothing; the branches that name no finding hang directly below it.
            var roots = new List<string>();
            for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
            {
                if (graph.GetRelationCodes(ordinal).IndexOf((ushort)0) < 0)
                {
                    roots.Add(graph.GetNode(ordinal).Name);
                }
            }

            graph.Relations.ShouldHaveSingleItem().Relation.ShouldBe(OboGraphExtensions.IsA);
            roots.ShouldBe(["All"]);
            NeighborBatch below = await graph.GetNeighborsAsync([new("HP:0000001")]);
            IReadOnlyList<KgNode?> branches = await graph.GetNodesAsync([.. below[0].Where(n => !n.IsForward).Select(n => n.Node)]);
            branches.Select(node => node!.Name).ShouldContain("Phenotypic abnormality");
            branches.Select(node => node!.Name).ShouldContain("Mode of inheritance");
        }
    }

    [Fact]
    public async Task The_Disease_Ontology_becomes_a_graph()
    {
        OboOntology ontology = await OboReader.ReadAsync(TestData.Require("ontologies/doid.obo.gz"));
        (InMemoryKnowledgeGraph graph, OboGraphReport report) = ontology.ToKnowledgeGraph();
        using (graph)
        {
            report.Nodes.ShouldBe(9_243 - 2_369);
            report.EdgesToUnknownTerms.ShouldBe(0);
            KgNode node = (await graph.GetNodeAsync(new("DOID:0001816")))!;
            node.Name.ShouldBe("angiosarcoma");
            node.Type.Value.ShouldBe("disease");
            node.Synonyms.ShouldContain("hemangiosarcoma");
        }
    }

    private static async Task<string> TypeOf(InMemoryKnowledgeGraph graph, string id) => (await graph.GetNodeAsync(new NodeId(id)))!.Type.Value;
}
