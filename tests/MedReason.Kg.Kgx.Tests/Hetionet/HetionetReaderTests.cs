using System.Text;
using MedReason.Tests;

namespace MedReason.Kg.Kgx.Tests;

/// <summary>Hetionet's own tables, in files of their shape that are written here.</summary>
public sealed class HetionetReaderTests
{
    private const string Nodes =
        """
        id	name	kind
        Anatomy::UBERON:0000178	blood	Anatomy
        Biological Process::GO:0071357	cellular response to type I interferon	Biological Process
        Cellular Component::GO:0005634	nucleus	Cellular Component
        Compound::DB00014	Goserelin	Compound
        Compound::DB00635	Prednisone	Compound
        Disease::DOID:263	kidney cancer	Disease
        Disease::DOID:3312	bipolar disorder	Disease
        Gene::9021	SOCS3	Gene
        Gene::2063	NR2F6	Gene
        Molecular Function::GO:0003677	DNA binding	Molecular Function
        Pathway::PC7_1230	Acetylation	Pathway
        Pathway::WP15_r77046	Selenium Pathway	Pathway
        Pharmacologic Class::N0000000109	Serotonin Uptake Inhibitors	Pharmacologic Class
        Side Effect::C0000737	Abdominal pain	Side Effect
        Symptom::D018908	Muscle Weakness	Symptom

        """;

    private const string Header = "source\tmetaedge\ttarget\n";

    [Fact]
    public async Task Nodes_have_the_ids_types_and_sources_of_Hetionet_in_PrimeKG_columns()
    {
        GraphReadResult result = await ReadAsync(Header);

        (await Describe(result.Graph)).ShouldBe(
            [
                "DOID:263 disease DOID", "DOID:3312 disease DOID", "DrugBank:DB00014 drug DrugBank", "DrugBank:DB00635 drug DrugBank",
                "GO:0003677 molecular_function GO", "GO:0005634 cellular_component GO", "GO:0071357 biological_process GO", "MESH:D018908 effect/phenotype MESH",
                "NCBI:2063 gene/protein NCBI", "NCBI:9021 gene/protein NCBI", "NDFRT:N0000000109 pharmacologic_class NDFRT", "UBERON:0000178 anatomy UBERON",
                "UMLS:C0000737 effect/phenotype UMLS", "WikiPathways:PC7_1230 pathway WikiPathways", "WikiPathways:WP15_r77046 pathway WikiPathways",
            ]);
    }

    [Fact]
    public async Task All_24_kinds_of_edges_become_relations_from_source_to_target()
    {
        string[] edges =
        [
            "Anatomy::UBERON:0000178\tAdG\tGene::9021", "Anatomy::UBERON:0000178\tAeG\tGene::9021", "Anatomy::UBERON:0000178\tAuG\tGene::9021",
            "Compound::DB00014\tCbG\tGene::9021", "Compound::DB00014\tCcSE\tSide Effect::C0000737", "Compound::DB00014\tCdG\tGene::9021",
            "Compound::DB00014\tCpD\tDisease::DOID:263", "Compound::DB00635\tCrC\tCompound::DB00014", "Compound::DB00014\tCtD\tDisease::DOID:263",
            "Compound::DB00014\tCuG\tGene::9021", "Disease::DOID:263\tDaG\tGene::9021", "Disease::DOID:263\tDdG\tGene::9021",
            "Disease::DOID:263\tDlA\tAnatomy::UBERON:0000178", "Disease::DOID:263\tDpS\tSymptom::D018908", "Disease::DOID:263\tDrD\tDisease::DOID:3312",
            "Disease::DOID:263\tDuG\tGene::9021", "Gene::9021\tGcG\tGene::2063", "Gene::9021\tGiG\tGene::2063",
            "Gene::9021\tGpBP\tBiological Process::GO:0071357", "Gene::9021\tGpCC\tCellular Component::GO:0005634",
            "Gene::9021\tGpMF\tMolecular Function::GO:0003677", "Gene::9021\tGpPW\tPathway::PC7_1230", "Gene::2063\tGr>G\tGene::9021",
            "Pharmacologic Class::N0000000109\tPCiC\tCompound::DB00014",
        ];

        GraphReadResult result = await ReadAsync(Header + string.Join('\n', edges));

        result.Graph.EdgeCount.ShouldBe(24);
        string[] relations = [.. result.Graph.Relations.Select(relation => relation.Relation.Value)];
        relations.Length.ShouldBe(24);
        relations.ShouldContain("anatomy_expresses_gene");
        relations.ShouldContain("gene_participates_biological_process");
        string[] written = [.. TableText.Format(result.Graph)];
        written.ShouldContain("DrugBank:DB00014 drug_treats_disease DOID:263");
        written.ShouldContain("NCBI:2063 gene_regulates_gene NCBI:9021");
        written.ShouldContain("DrugBank:DB00635 drug_resembles_drug DrugBank:DB00014");
        result.Graph.Relations.Where(relation => relation.IsSymmetric).Select(relation => relation.Relation.Value).ShouldBe(
            ["disease_associates_gene", "disease_resembles_disease", "drug_resembles_drug", "gene_covaries_gene", "gene_interacts_gene"]);
    }

    [Fact]
    public async Task Only_regulates_has_a_direction_between_ends_of_one_kind()
    {
        GraphReadResult result = await ReadAsync(
            Header + "Gene::9021\tGr>G\tGene::2063\nGene::2063\tGr>G\tGene::9021\nGene::9021\tGiG\tGene::2063\nGene::2063\tGiG\tGene::9021\n");

        TableText.Format(result.Graph).ShouldBe(
            ["NCBI:2063 gene_regulates_gene NCBI:9021", "NCBI:9021 gene_interacts_gene NCBI:2063", "NCBI:9021 gene_regulates_gene NCBI:2063"],
            ignoreOrder: true);
        result.MergedRowCount.ShouldBe(1);
    }

    [Theory]
    [InlineData("Gene::9021\tGxG\tGene::2063", "the field metaedge: expected an abbreviation of Hetionet v1.0 such as CtD, found GxG")]
    [InlineData("Gene::9021\tGr>G\tGene::1", "the field target: expected the id of a row of the nodes, found Gene::1")]
    [InlineData("9021\tGr>G\tGene::2063", "the field source: expected the id of a row of the nodes, found 9021")]
    [InlineData("Gene::9021\tCtD\tDisease::DOID:263", "the field metaedge: expected CtD from Compound to Disease, found Gene and Disease")]
    [InlineData("Disease::DOID:263\tDpS\tSide Effect::C0000737", "the field metaedge: expected DpS from Disease to Symptom, found Disease and Side Effect")]
    [InlineData("Gene::9021\t\tGene::2063", "the field metaedge is empty")]
    [InlineData("Gene::9021\tGr>G", "expected 3 fields, found 2")]
    public async Task A_wrong_edge_is_refused_with_file_and_line(string row, string detail)
    {
        string edges = Header + "Gene::9021\tGr>G\tGene::2063\n" + row + "\n";

        GraphReadResult result = await ReadAsync(edges, options: TableText.Reporting);
        InputFormatException failure = await Should.ThrowAsync<InputFormatException>(() => ReadAsync(edges));

        RefusedRow refused = result.Refused.Single();
        (refused.File, refused.Line, refused.Detail).ShouldBe(("edges", 3, detail));
        (failure.File, failure.Line, failure.Message).ShouldBe(("edges", 3, detail));
        result.Graph.EdgeCount.ShouldBe(1);
    }

    [Theory]
    [InlineData("Gene::9022\tx\tDisease", RefusalReasons.InvalidValue)]
    [InlineData("Genome::9022\tx\tGenome", RefusalReasons.InvalidValue)]
    [InlineData("9022\tx\tGene", RefusalReasons.InvalidValue)]
    [InlineData("Gene::\tx\tGene", RefusalReasons.InvalidValue)]
    [InlineData("Gene::9022\t\tGene", RefusalReasons.EmptyField)]
    [InlineData("Gene::9021\tother\tGene", RefusalReasons.DuplicateId)]
    public async Task A_wrong_node_is_refused_with_file_and_line(string row, string reason)
    {
        GraphReadResult result = await ReadAsync(Header, Nodes + row + "\n", TableText.Reporting);

        RefusedRow refused = result.Refused.Single();
        (refused.File, refused.Line, refused.Reason).ShouldBe(("nodes", 17, reason));
        result.Graph.NodeCount.ShouldBe(15);
    }

    [Fact]
    public async Task Names_in_quotes_are_unquoted()
    {
        GraphReadResult result = await ReadAsync(Header, "id\tname\tkind\nBiological Process::GO:1\t\"\"\"de novo\"\" folding\"\tBiological Process\n");

        (await result.Graph.GetNodeAsync(new NodeId("GO:1")))!.Name.ShouldBe("\"de novo\" folding");
    }

    [Fact]
    public async Task Tables_without_their_columns_are_refused()
    {
        InputFormatException nodes = await Should.ThrowAsync<InputFormatException>(() => ReadAsync(Header, "id\tname\n"));
        InputFormatException edges = await Should.ThrowAsync<InputFormatException>(() => ReadAsync("a\tb\tc\n"));
        InputFormatException empty = await Should.ThrowAsync<InputFormatException>(() => ReadAsync(""));

        nodes.Message.ShouldBe("expected a column kind, found the columns id, name");
        edges.Message.ShouldBe("expected a column source, found the columns a, b, c");
        empty.Message.ShouldBe("the file is empty: expected a header with the columns source, metaedge, target");
    }

    [Fact]
    public async Task A_cancelled_reading_ends()
    {
        using var stop = new CancellationTokenSource();
        using var nodes = new MemoryStream(Encoding.UTF8.GetBytes(Nodes));
        using var edges = new MemoryStream(Encoding.UTF8.GetBytes(Header));
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => HetionetReader.ReadAsync(nodes, edges, cancellationToken: stop.Token));
    }

    private static async Task<GraphReadResult> ReadAsync(string edges, string nodes = Nodes, GraphReadOptions? options = null)
    {
        using var nodeStream = new MemoryStream(Encoding.UTF8.GetBytes(nodes));
        using var edgeStream = new MemoryStream(Encoding.UTF8.GetBytes(edges));
        return await HetionetReader.ReadAsync(nodeStream, edgeStream, options);
    }

    private static async Task<List<string>> Describe(InMemoryKnowledgeGraph graph)
    {
        var nodes = new List<string>();
        for (int ordinal = 0; ordinal < graph.NodeCount; ordinal++)
        {
            KgNode node = (await graph.GetNodeAsync(graph.GetId(ordinal)))!;
            nodes.Add($"{node.Id} {node.Type} {node.Source}");
        }

        return nodes;
    }
}
