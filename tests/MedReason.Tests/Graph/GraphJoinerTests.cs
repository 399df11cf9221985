namespace MedReason.Tests.Graph;

/// <summary>Graphs are joined by identifier and by stated equivalence, within a type and a vocabulary; the rest stays apart and is reported.</summary>
public sealed class GraphJoinerTests
{
    [Fact]
    public async Task Nodes_of_one_identifier_are_one_and_keep_the_first_name_and_all_others_as_synonyms()
    {
        GraphJoinInput first = Input("first", [Node("DOID:1", "gout", "disease")], []);
        GraphJoinInput second = Input("second", [Node("DOID:1", "podagra", "disease"), Node("DOID:2", "", "disease")], []);
        GraphJoinInput third = Input("third", [Node("DOID:2", "asthma", "disease")], []);

        GraphJoinResult result = GraphJoiner.Join([first, second, third]);

        IReadOnlyList<KgNode?> nodes = await result.Graph.GetNodesAsync([new NodeId("DOID:1"), new NodeId("DOID:2")]);
        (nodes[0]!.Name, nodes[1]!.Name).ShouldBe(("gout", "asthma"));
        nodes[0]!.Synonyms.ShouldBe(["podagra"]);
        result.SharedIdCount.ShouldBe(2);
        result.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stated_equivalence_joins_also_through_an_entry_that_no_graph_holds()
    {
        GraphJoinInput graph = Input("graph", [Node("DOID:893", "hepatolenticular degeneration", "disease")], []);
        GraphJoinInput annotations = Input(
            "annotations", [Node("OMIM:277900", "Wilson disease", "disease"), Node("HP:1", "ring", "phenotype")], [Edge("OMIM:277900", "has", "HP:1")]);
        GraphJoinInput ontology = Input(
            "ontology", [Node("MONDO:5", "Wilson disease", "disease")], [], [("DOID:893", "UMLS:C1"), ("MONDO:5", "UMLS:C1"), ("MONDO:5", "OMIM:277900")]);

        GraphJoinResult result = GraphJoiner.Join([graph, annotations, ontology]);

        result.Graph.NodeCount.ShouldBe(2);
        KgNode wilson = (await result.Graph.GetNodesAsync([new NodeId("DOID:893")]))[0]!;
        wilson.Name.ShouldBe("hepatolenticular degeneration");
        wilson.Synonyms.ShouldBe(["MONDO:5", "OMIM:277900", "Wilson disease"]);
        (await result.Graph.GetNeighborsAsync([wilson.Id]))[0].Single().Node.Value.ShouldBe("HP:1");
        result.Events.Select(item => item.Kind).Distinct().ShouldBe([GraphJoinEventKind.Joined]);
    }

    [Fact]
    public void Different_types_and_two_identifiers_of_one_vocabulary_stay_apart_and_are_reported()
    {
        GraphJoinInput graph = Input(
            "graph", [Node("DOID:1", "ketosis", "disease"), Node("UMLS:C1", "ketosis", "effect"), Node("DOID:2", "other", "disease")], []);
        GraphJoinInput annotations = Input("annotations", [Node("OMIM:1", "ketosis of Omim", "disease")], [], [("DOID:1", "UMLS:C1"), ("DOID:1", "OMIM:1"), ("DOID:2", "OMIM:1")]);

        GraphJoinResult result = GraphJoiner.Join([graph, annotations]);

        result.Events.Select(item => (item.Kind, item.Id.Value, item.OtherId.Value)).ShouldBe(
        [
            (GraphJoinEventKind.Joined, "DOID:1", "OMIM:1"),
            (GraphJoinEventKind.TypeDiffers, "DOID:1", "UMLS:C1"),
            (GraphJoinEventKind.SameVocabulary, "DOID:1", "DOID:2"),
            (GraphJoinEventKind.Twin, "DOID:1", "UMLS:C1"),
        ]);
        result.Graph.NodeCount.ShouldBe(3);
    }

    [Fact]
    public void Names_join_only_when_asked_for_and_only_within_a_type()
    {
        GraphJoinInput first = Input("first", [Node("A:1", "Gout", "disease"), Node("A:2", "gout", "effect")], []);
        GraphJoinInput second = Input("second", [Node("B:1", "gout!", "disease")], []);

        GraphJoiner.Join([first, second]).Graph.NodeCount.ShouldBe(3);
        GraphJoinResult joined = GraphJoiner.Join([first, second], new GraphJoinOptions { JoinsByName = true });
        joined.Graph.NodeCount.ShouldBe(2);
        joined.Events.ShouldContain(item => item.Kind == GraphJoinEventKind.JoinedByName && item.Id.Value == "A:1" && item.OtherId.Value == "B:1");
    }

    [Fact]
    public void A_possessive_and_its_bare_form_are_one_name_also_within_a_source()
    {
        GraphJoinInput ontology = Input("ontology", [Node("DOID:1", "Huntington's disease", "disease"), Node("DOID:2", "Crohn\u2019s disease", "disease")], []);
        GraphJoinInput annotations = Input(
            "annotations",
            [Node("OMIM:1", "Huntington disease", "disease"), Node("ORPHA:1", "Crohn disease", "disease"), Node("OMIM:2", "Gout", "disease"), Node("ORPHA:2", "gout", "disease")],
            []);

        GraphJoinResult result = GraphJoiner.Join([ontology, annotations], new GraphJoinOptions { JoinsByName = true });

        result.Events.Select(item => (item.Kind, item.Id.Value, item.OtherId.Value)).ShouldBe(
        [
            (GraphJoinEventKind.JoinedByName, "DOID:1", "OMIM:1"),
            (GraphJoinEventKind.JoinedByName, "DOID:2", "ORPHA:1"),
            (GraphJoinEventKind.JoinedByName, "OMIM:2", "ORPHA:2"),
        ]);
    }

    [Fact]
    public void A_name_that_two_nodes_of_one_vocabulary_share_joins_neither()
    {
        GraphJoinInput ontology = Input("ontology", [Node("DOID:1", "imperforate anus", "disease")], []);
        GraphJoinInput annotations = Input(
            "annotations", [Node("OMIM:1", "Imperforate anus", "disease"), Node("OMIM:2", "Imperforate anus", "disease"), Node("ORPHA:1", "Imperforate anus", "disease")], []);

        GraphJoinResult result = GraphJoiner.Join([ontology, annotations], new GraphJoinOptions { JoinsByName = true });

        result.Events.Where(item => item.Kind == GraphJoinEventKind.JoinedByName).Select(item => item.OtherId.Value).ShouldBe(["ORPHA:1"]);
    }

    [Fact]
    public async Task What_a_source_states_to_be_narrower_becomes_a_kind_with_the_cross_reference_as_its_origin()
    {
        GraphJoinInput ontology = Input(
            "ontology",
            [Node("DOID:13515", "tuberous sclerosis", "disease"), Node("DOID:0050736", "autosomal dominant disease", "disease")],
            [Edge("DOID:13515", "is_a", "DOID:0050736")],
            narrowMatches: [("DOID:13515", "OMIM:191100"), ("DOID:13515", "OMIM:613254"), ("DOID:13515", "OMIM:9"), ("DOID:13515", "UMLS:C1")]);
        GraphJoinInput annotations = Input(
            "annotations",
            [Node("OMIM:191100", "Tuberous sclerosis-1", "disease"), Node("OMIM:613254", "Tuberous sclerosis-2", "disease"), Node("UMLS:C1", "Tuber", "effect/phenotype")],
            []);

        GraphJoinResult result = GraphJoiner.Join([ontology, annotations]);

        KgNeighbor broader = (await result.Graph.GetNeighborsAsync([new NodeId("OMIM:191100")]))[0].ShouldHaveSingleItem();
        (broader.Node.Value, broader.Relation.Value, broader.IsForward).ShouldBe(("DOID:13515", "is_a", true));
        KgEdgeAttributes stated = (await result.Graph.GetAttributesAsync([Edge("OMIM:191100", "is_a", "DOID:13515")]))[0].ShouldHaveSingleItem();
        stated.Sources.ShouldBe(["ontology"]);
        stated.Additional.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, string>("cross_reference", "DOID:13515 OMIM:191100"));
        result.Graph.EdgeCount.ShouldBe(3);
        result.Events.Select(item => (item.Kind, item.Id.Value, item.OtherId.Value)).ShouldBe(
        [
            (GraphJoinEventKind.TypeDiffers, "DOID:13515", "UMLS:C1"),
            (GraphJoinEventKind.Narrower, "DOID:13515", "OMIM:191100"),
            (GraphJoinEventKind.Narrower, "DOID:13515", "OMIM:613254"),
        ]);
        result.RelationConflicts.ShouldBeEmpty();
    }

    [Fact]
    public void A_kind_that_would_make_the_hierarchy_a_circle_or_stand_under_itself_is_left_out()
    {
        // OMIM:1 is by its name the class above the class of which it is stated to be a kind; OMIM:2 is by its name that class itself.
        GraphJoinInput ontology = Input(
            "ontology",
            [Node("DOID:1", "ataxia", "disease"), Node("DOID:2", "episodic ataxia", "disease"), Node("DOID:3", "episodic ataxia type 2", "disease")],
            [Edge("DOID:3", "is_a", "DOID:2"), Edge("DOID:2", "is_a", "DOID:1")],
            narrowMatches: [("DOID:3", "OMIM:1"), ("DOID:2", "OMIM:2"), ("DOID:2", "OMIM:3")]);
        GraphJoinInput annotations = Input(
            "annotations", [Node("OMIM:1", "Ataxia", "disease"), Node("OMIM:2", "Episodic ataxia", "disease"), Node("OMIM:3", "Episodic ataxia 3", "disease")], []);

        GraphJoinResult result = GraphJoiner.Join([ontology, annotations], new GraphJoinOptions { JoinsByName = true });

        result.Graph.EdgeCount.ShouldBe(3);
        result.Events.Where(item => item.Kind == GraphJoinEventKind.Narrower).Select(item => item.OtherId.Value).ShouldBe(["OMIM:3"]);
    }

    [Fact]
    public void Narrower_nodes_need_no_hierarchy_in_any_source()
    {
        GraphJoinInput names = Input("names", [Node("DOID:1", "porphyria", "disease")], [], narrowMatches: [("DOID:1", "OMIM:1"), ("DOID:1", "OMIM:1")]);
        GraphJoinInput annotations = Input("annotations", [Node("OMIM:1", "Porphyria variegata", "disease")], []);

        InMemoryKnowledgeGraph graph = GraphJoiner.Join([names, annotations]).Graph;

        (graph.EdgeCount, graph.Relations.Single().Meaning).ShouldBe((1, RelationMeaning.IsA));
        GraphJoiner.Join([annotations, names]).Graph.Metadata.ContentHash.ShouldBe(graph.Metadata.ContentHash);
    }

    [Fact]
    public async Task Every_statement_names_its_source_and_the_sources_are_counted()
    {
        KgEdge edge = Edge("A:1", "r", "A:2");
        KgNode[] nodes = [Node("A:1", "one", "t"), Node("A:2", "two", "t")];
        GraphJoinInput plain = Input("plain", nodes, [edge]);
        GraphJoinInput stated = Input("stated", nodes, [edge with { Attributes = [new KgEdgeAttributes { Publications = ["PMID:1"] }] }, Edge("A:2", "r", "A:1")]);

        InMemoryKnowledgeGraph graph = GraphJoiner.Join([plain, stated], new GraphJoinOptions { Name = "both" }).Graph;

        (await graph.GetAttributesAsync([edge]))[0].ShouldBe(
            [new KgEdgeAttributes { Sources = ["plain"] }, new KgEdgeAttributes { Sources = ["stated"], Publications = ["PMID:1"] }]);
        graph.Metadata.Name.ShouldBe("both");
        graph.Metadata.Sources.Select(source => (source.Name, source.NodeCount, source.EdgeCount)).ShouldBe([("plain", 2, 1), ("stated", 2, 2)]);
        GraphJoiner.Join([stated, plain]).Graph.Metadata.ContentHash.ShouldBe(graph.Metadata.ContentHash);
        Should.Throw<ArgumentException>(() => GraphJoiner.Join([plain, plain]));
    }

    private static GraphJoinInput Input(
        string name, KgNode[] nodes, KgEdge[] edges, (string Id, string Other)[]? equivalences = null, (string Id, string Narrower)[]? narrowMatches = null)
    {
        var builder = new KnowledgeGraphBuilder { Name = name };
        foreach (KgNode node in nodes)
        {
            builder.AddNode(node);
        }

        foreach (KgEdge edge in edges)
        {
            builder.AddEdge(edge);
        }

        return new GraphJoinInput
        {
            Graph = builder.Build(),
            Source = new KgSource { Name = name },
            Equivalences = [.. (equivalences ?? []).Select(pair => new NodeEquivalence { Id = new NodeId(pair.Id), EquivalentId = new NodeId(pair.Other) })],
            NarrowMatches = [.. (narrowMatches ?? []).Select(pair => new NodeNarrowMatch { Id = new NodeId(pair.Id), NarrowerId = new NodeId(pair.Narrower) })],
        };
    }

    private static KgNode Node(string id, string name, string type) => new() { Id = new NodeId(id), Name = name, Type = new NodeType(type) };

    private static KgEdge Edge(string source, string relation, string target) =>
        new() { Source = new NodeId(source), Target = new NodeId(target), Relation = new RelationType(relation) };
}
