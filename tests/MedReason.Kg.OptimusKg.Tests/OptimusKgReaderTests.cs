using MedReason.Tests;

namespace MedReason.Kg.OptimusKg.Tests;

/// <summary>OptimusKG's tables, in files of their shape that are written here: the published files were not at hand.</summary>
public sealed class OptimusKgReaderTests
{
    // The relations by label that the published schema lists, with PrimeKG's name where it has one.
    public static TheoryData<string, string, string> Relations => new()
    {
        { "ANA-ANA", "PARENT", "anatomy_anatomy" }, { "ANA-GEN", "EXPRESSION_PRESENT", "anatomy_protein_present" },
        { "ANA-GEN", "EXPRESSION_ABSENT", "anatomy_protein_absent" }, { "BPO-BPO", "IS_A", "bioprocess_bioprocess" },
        { "BPO-GEN", "INTERACTS_WITH", "bioprocess_protein" }, { "CCO-CCO", "IS_A", "cellcomp_cellcomp" }, { "CCO-GEN", "INTERACTS_WITH", "cellcomp_protein" },
        { "DIS-DIS", "PARENT", "disease_disease" }, { "DIS-GEN", "ASSOCIATED_WITH", "disease_protein" },
        { "DIS-PHE", "PHENOTYPE_PRESENT", "disease_phenotype_positive" }, { "DIS-PHE", "PHENOTYPE_ABSENT", "disease_phenotype_negative" },
        { "DRG-BPO", "INDICATION", "indication" }, { "DRG-DIS", "INDICATION", "indication" }, { "DRG-DIS", "CONTRAINDICATION", "contraindication" },
        { "DRG-DIS", "OFF_LABEL_USE", "off-label use" }, { "DRG-DRG", "SYNERGISTIC_INTERACTION", "drug_drug" },
        { "DRG-GEN", "TARGET", "drug_protein/target" }, { "DRG-GEN", "ENZYME", "drug_protein/enzyme" }, { "DRG-GEN", "CARRIER", "drug_protein/carrier" },
        { "DRG-GEN", "TRANSPORTER", "drug_protein/transporter" }, { "DRG-GEN", "NEGATIVE_ALLOSTERIC_MODULATOR", "drug_protein/negative_allosteric_modulator" },
        { "DRG-GEN", "ANTAGONIST", "drug_protein/antagonist" }, { "DRG-PHE", "ADVERSE_DRUG_REACTION", "drug_effect" },
        { "DRG-PHE", "ASSOCIATED_WITH", "associated_with" }, { "DRG-PHE", "CONTRAINDICATION", "contraindication" },
        { "EXP-BPO", "INTERACTS_WITH", "exposure_bioprocess" }, { "EXP-CCO", "INTERACTS_WITH", "exposure_cellcomp" },
        { "EXP-DIS", "LINKED_TO", "exposure_disease" }, { "EXP-EXP", "PARENT", "associated_with" }, { "EXP-GEN", "INTERACTS_WITH", "exposure_protein" },
        { "EXP-MFN", "INTERACTS_WITH", "exposure_molfunc" }, { "GEN-GEN", "INTERACTS_WITH", "protein_protein" },
        { "MFN-GEN", "INTERACTS_WITH", "molfunc_protein" }, { "MFN-MFN", "IS_A", "molfunc_molfunc" }, { "PHE-GEN", "ASSOCIATED_WITH", "phenotype_protein" },
        { "PHE-PHE", "PARENT", "phenotype_phenotype" }, { "PWY-GEN", "INTERACTS_WITH", "pathway_protein" }, { "PWY-PWY", "PARENT", "pathway_pathway" },
    };

    [Fact]
    public async Task Nodes_have_CURIEs_PrimeKG_types_names_and_synonyms()
    {
        GraphReadResult result = await Tables.ReadAsync();

        InMemoryKnowledgeGraph graph = result.Graph;
        string[] nodes = [.. Enumerable.Range(0, graph.NodeCount).Select(ordinal => graph.GetId(ordinal).Value)];
        nodes.ShouldBe(
            [
                "CHEMBL.COMPOUND:CHEMBL25", "CHEMBL.COMPOUND:CHEMBL941", "DrugBank:DB00945", "ENSEMBL:ENSG00000141510", "GO:0006915", "HP:0001945",
                "MESH:D000082", "MONDO:0005015", "MONDO:0005148", "REACTOME:R-HSA-109581", "UBERON:0000178",
            ]);
        KgNode gene = (await graph.GetNodeAsync(new NodeId("ENSEMBL:ENSG00000141510")))!;
        (gene.Name, gene.Type.Value, gene.Source).ShouldBe(("TP53", "gene/protein", "ENSEMBL"));
        gene.Synonyms.ShouldBe(["LFS1", "p53", "tumor protein p53"]);
        KgNode drug = (await graph.GetNodeAsync(new NodeId("CHEMBL.COMPOUND:CHEMBL25")))!;
        (drug.Name, drug.Type.Value).ShouldBe(("ASPIRIN", "drug"));
        drug.Synonyms.ShouldBe(["Bayer"]);
        (await graph.GetNodeAsync(new NodeId("DrugBank:DB00945")))!.Name.ShouldBeEmpty();
        graph.Metadata.Name.ShouldBe("OptimusKG");
        result.Remarks.ShouldBe(["properties of nodes that are not kept: biotype, is_approved"]);
    }

    [Theory]
    [MemberData(nameof(Relations))]
    public async Task Every_relation_of_the_schema_has_a_meaning(string label, string relation, string expected)
    {
        string[] labels = label.Split('-');
        GraphReadResult result = await Tables.ReadAsync([["A_1", labels[0], null], ["B_2", labels[1], null]], [Tables.Edge("A_1", "B_2", label, relation)]);

        RelationInfo info = result.Graph.Relations.ShouldHaveSingleItem();
        info.Relation.Value.ShouldBe(expected);
        info.Meaning.ShouldNotBe(RelationMeaning.Unspecified);
        result.UndeclaredRelations.ShouldBeEmpty();
        GraphEdges.Of(result.Graph).Select(GraphEdges.Format).ShouldBe([$"A:1 {expected} B:2"]);
    }

    [Theory]
    [InlineData("DIS-PHE", "phenotype present", "disease_phenotype_positive")]
    [InlineData("DRG-DIS", "off-label use", "off-label use")]
    public async Task Relations_in_the_words_of_earlier_versions_are_the_same(string label, string relation, string expected) =>
        (await Tables.ReadAsync(Tables.Edge("A_1", "B_2", label, relation))).Graph.Relations.ShouldHaveSingleItem().Relation.Value.ShouldBe(expected);

    [Fact]
    public async Task Properties_become_a_statement()
    {
        GraphReadResult result = await Tables.ReadAsync(
            Tables.Edge(
                "MONDO_0005148",
                "HP_0001945",
                "DIS-PHE",
                "PHENOTYPE_PRESENT",
                """
                {"sources":{"direct":["OPEN_TARGETS"],"indirect":["HPO"]},"aspect":["P"],"evidence_type":["PCS","TAS"],"frequency":["7/10"],
                "onset":["HP:0003577"],
                "modifiers":[],"sexes":["female"],"qualifier_not":false,"references":["PMID:12565827","OMIM:125853"],"evidence_score":0.5,"number_of_pmids":3}
                """));

        KgEdge edge = GraphEdges.Of(result.Graph).ShouldHaveSingleItem();
        KgEdgeAttributes stated = (await result.Graph.GetService<IEdgeAttributes>()!.GetAttributesAsync([edge]))[0].ShouldHaveSingleItem();
        stated.Sources.ShouldBe(["OPEN_TARGETS", "HPO"]);
        stated.Publications.ShouldBe(["PMID:12565827", "OMIM:125853"]);
        stated.EvidenceCodes.ShouldBe(["PCS", "TAS"]);
        stated.Frequency!.Text.ShouldBe("7/10");
        (stated.Onset, stated.Sex, stated.Confidence).ShouldBe(("HP:0003577", "female", 0.5));
        stated.Additional.ShouldBe(new Dictionary<string, string> { ["aspect"] = "P" });
        result.Remarks.ShouldContain("properties of edges that are not kept: number_of_pmids");
    }

    [Fact]
    public async Task Several_frequencies_onsets_or_sexes_are_kept_as_text()
    {
        GraphReadResult result = await Tables.ReadAsync(Tables.Edge(
            "MONDO_0005148",
            "HP_0001945",
            "DIS-PHE",
            "PHENOTYPE_PRESENT",
            """{"frequency":["7/10","0/3"],"onset":["HP:0003577","HP:0003581"],"sexes":["male","female"]}"""));

        KgEdge edge = GraphEdges.Of(result.Graph).ShouldHaveSingleItem();
        KgEdgeAttributes stated = (await result.Graph.GetService<IEdgeAttributes>()!.GetAttributesAsync([edge]))[0].ShouldHaveSingleItem();
        (stated.Frequency, stated.Onset, stated.Sex).ShouldBe((null, null, null));
        stated.Additional.ShouldBe(
            new Dictionary<string, string> { ["frequency"] = "7/10|0/3", ["onset"] = "HP:0003577|HP:0003581", ["sexes"] = "male|female" });
        edge.Relation.Value.ShouldBe("disease_phenotype_positive");
    }

    [Theory]
    [InlineData("""{"qualifier_not":true}""")]
    [InlineData("""{"qualifier_not":"true"}""")]
    [InlineData("""{"frequency":["0/12"]}""")]
    public async Task What_is_denied_is_the_denied_relation(string properties)
    {
        GraphReadResult result = await Tables.ReadAsync(Tables.Edge("MONDO_0005148", "HP_0001945", "DIS-PHE", "PHENOTYPE_PRESENT", properties));

        RelationInfo relation = result.Graph.Relations.ShouldHaveSingleItem();
        relation.Relation.Value.ShouldBe("disease_phenotype_positive/negated");
        relation.Polarity.ShouldBe(Polarity.Absent);
    }

    [Fact]
    public async Task What_is_absent_by_name_is_not_denied_twice()
    {
        GraphReadResult result = await Tables.ReadAsync(
            Tables.Edge("MONDO_0005148", "HP_0001945", "DIS-PHE", "PHENOTYPE_ABSENT", """{"qualifier_not":true}"""));

        RelationInfo relation = result.Graph.Relations.ShouldHaveSingleItem();
        (relation.Relation.Value, relation.Polarity).ShouldBe(("disease_phenotype_negative", Polarity.Absent));
    }

    [Fact]
    public async Task A_contraindication_does_not_hide_behind_an_indication()
    {
        GraphReadResult result = await Tables.ReadAsync(
            Tables.Edge(
                "CHEMBL25",
                "MONDO_0005148",
                "DRG-DIS",
                "INDICATION",
                """
                {"sources":{"direct":["OPEN_TARGETS","DRUG_CENTRAL"],"indirect":[]},"relation_conflict":true,
                "relation_assertions":[{"source":"OPEN_TARGETS","relation":"INDICATION"},{"source":"DRUG_CENTRAL","relation":"CONTRAINDICATION"}]}
                """));

        List<KgEdge> edges = GraphEdges.Of(result.Graph);
        edges.Select(edge => edge.Relation.Value).ShouldBe(["contraindication", "indication"], ignoreOrder: true);
        KgEdge contraindication = edges.Single(edge => edge.Relation.Value == "contraindication");
        (await result.Graph.GetService<IEdgeAttributes>()!.GetAttributesAsync([contraindication]))[0].ShouldHaveSingleItem().Sources.ShouldBe(["DRUG_CENTRAL"]);
        result.Remarks.ShouldContain("1 rows give one relation where their sources assert several; each has an edge of its own");
        (result.RowCount, result.MergedRowCount).ShouldBe((12, 0));
    }

    [Fact]
    public async Task A_presence_that_others_deny_stands_beside_the_denial()
    {
        GraphReadResult result = await Tables.ReadAsync(
            Tables.Edge(
                "MONDO_0005148",
                "HP_0001945",
                "DIS-PHE",
                "PHENOTYPE_ABSENT",
                """
                {"qualifier_not":true,
                "relation_assertions":[{"source":"HPO","relation":"PHENOTYPE_ABSENT"},{"source":"HPO","relation":"PHENOTYPE_PRESENT"}]}
                """));

        result.Graph.Relations.Select(relation => relation.Relation.Value).ShouldBe(["disease_phenotype_negative", "disease_phenotype_positive"]);
    }

    [Fact]
    public async Task Edges_stated_from_both_ends_are_one_and_reversed_ends_are_turned()
    {
        GraphReadResult result = await Tables.ReadAsync(
            Tables.Edge("CHEMBL941", "CHEMBL25", "DRG-DRG", "SYNERGISTIC_INTERACTION"),
            Tables.Edge("CHEMBL25", "CHEMBL941", "DRG-DRG", "SYNERGISTIC_INTERACTION"),
            Tables.Edge("ENSG00000141510", "GO_0006915", "BPO-GEN", "INTERACTS_WITH"));

        GraphEdges.Of(result.Graph).Select(GraphEdges.Format).ShouldBe(
            [
                "CHEMBL.COMPOUND:CHEMBL25 drug_drug CHEMBL.COMPOUND:CHEMBL941", "GO:0006915 bioprocess_protein ENSEMBL:ENSG00000141510",
            ]);
        result.MergedRowCount.ShouldBe(1);
    }

    [Fact]
    public async Task Nodes_that_edges_alone_name_have_the_type_of_the_label()
    {
        GraphReadResult result = await Tables.ReadAsync(
            Tables.Edge("NCBIGene_7157", "ENSG00000000003", "GEN-GEN", "INTERACTS_WITH"),
            Tables.Edge("CHEMBL25", "10019211", "DRG-PHE", "ADVERSE_DRUG_REACTION"),
            Tables.Edge("CHEMBL25", "odd", "DRG-DIS", "INDICATION"));

        (await result.Graph.GetNodeAsync(new NodeId("NCBIGene:7157")))!.Type.Value.ShouldBe("gene/protein");
        (await result.Graph.GetNodeAsync(new NodeId("MEDDRA:10019211")))!.Type.Value.ShouldBe("effect/phenotype");
        (await result.Graph.GetNodeAsync(new NodeId("OptimusKG:odd")))!.Type.Value.ShouldBe("disease");
        result.Remarks.ShouldContain("4 nodes are named by edges only: they have no name and the type that the label of the edge states");
    }

    [Fact]
    public async Task Ends_of_other_types_than_the_label_are_kept_and_counted()
    {
        GraphReadResult result = await Tables.ReadAsync(Tables.Edge("CHEMBL25", "HP_0001945", "DRG-DIS", "INDICATION"));

        GraphEdges.Of(result.Graph).Select(GraphEdges.Format).ShouldBe(["CHEMBL.COMPOUND:CHEMBL25 indication HP:0001945"]);
        result.Remarks.ShouldContain("1 edges have ends of other types than their label states; they are kept as they are written");
    }

    [Fact]
    public async Task Unknown_relations_are_listed_and_those_that_deny_stop()
    {
        (await Tables.ReadAsync(Tables.Edge("CHEMBL25", "CHEMBL941", "DRG-DRG", "PARENT"))).UndeclaredRelations.Select(relation => relation.Value)
            .ShouldBe(["PARENT"]);

        await Should.ThrowAsync<UndeclaredRelationException>(() => Tables.ReadAsync(Tables.Edge("CHEMBL25", "MONDO_0005148", "DRG-DIS", "NO_EFFECT_ON")));
    }

    [Fact]
    public async Task The_table_of_the_caller_comes_first()
    {
        var table = new RelationVocabulary(
            "own", [RelationInfo.FromName(new RelationType("drug_protein/agonist"), "stimulates") with { Meaning = RelationMeaning.Regulates }]);
        GraphReadResult result = await Tables.ReadAsync(
            Tables.Nodes, [Tables.Edge("CHEMBL25", "ENSG00000141510", "DRG-GEN", "AGONIST")], new GraphReadOptions { Relations = table });

        result.Graph.Relations.ShouldHaveSingleItem().Meaning.ShouldBe(RelationMeaning.Regulates);
    }

    [Fact]
    public async Task The_graph_does_not_depend_on_row_groups_and_progress_ends_at_the_last_row()
    {
        string?[][] edges =
        [
            Tables.Edge("MONDO_0005015", "MONDO_0005148", "DIS-DIS", "PARENT"), Tables.Edge("CHEMBL25", "MONDO_0005148", "DRG-DIS", "CONTRAINDICATION"),
            Tables.Edge("UBERON_0000178", "ENSG00000141510", "ANA-GEN", "EXPRESSION_ABSENT", """{"call_quality":"gold quality"}"""),
        ];
        using MemoryStream nodes = await Tables.WriteNodesAsync(Tables.Nodes, rowsPerGroup: 2);
        using MemoryStream rows = await Tables.WriteEdgesAsync(edges, rowsPerGroup: 1);
        var seen = new List<GraphReadProgress>();

        GraphReadResult result = await OptimusKgReader.ReadAsync(nodes, rows, progress: new Recorder(seen));

        result.Graph.Metadata.ContentHash.ShouldBe((await Tables.ReadAsync(edges)).Graph.Metadata.ContentHash);
        seen.Select(step => step.Rows).ShouldBe([2, 4, 6, 8, 10, 11, 12, 13, 14]);
        seen.ShouldAllBe(step => step.BytesRead <= step.TotalBytes);
    }

    [Fact]
    public async Task Files_are_read_by_path_and_named_in_errors()
    {
        using var folder = new TemporaryFolder();
        (string nodes, string edges) = (folder.File("nodes.parquet"), folder.File("edges.parquet"));
        await File.WriteAllBytesAsync(nodes, (await Tables.WriteNodesAsync(Tables.Nodes)).ToArray());
        await File.WriteAllBytesAsync(edges, (await Tables.WriteEdgesAsync([Tables.Edge("CHEMBL25", "MONDO_0005148", "DRG", "INDICATION")])).ToArray());

        InputFormatException error = await Should.ThrowAsync<InputFormatException>(() => OptimusKgReader.ReadAsync(nodes, edges));

        error.ToLine().ShouldBe($"{edges}, line 1: the field label: expected two labels of nodes such as DIS-GEN, found DRG");
    }

    [Fact]
    public async Task A_cancelled_reading_throws()
    {
        using MemoryStream nodes = await Tables.WriteNodesAsync(Tables.Nodes);
        using MemoryStream edges = await Tables.WriteEdgesAsync([]);

        await Should.ThrowAsync<OperationCanceledException>(
            () => OptimusKgReader.ReadAsync(nodes, edges, cancellationToken: new CancellationToken(canceled: true)));
    }

    private sealed class Recorder(List<GraphReadProgress> seen) : IProgress<GraphReadProgress>
    {
        public void Report(GraphReadProgress value) => seen.Add(value);
    }
}
