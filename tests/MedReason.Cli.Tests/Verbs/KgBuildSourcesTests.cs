using System.Text.Json;
using MedReason.Kg.OptimusKg.Tests;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

/// <summary><c>kg build</c> over several sources: groups of options, joins, provenance, relation tables.</summary>
public sealed class KgBuildSourcesTests
{
    [Theory]
    [InlineData("primekg", 32_769)]
    [InlineData("csv", 65_537)]
    [InlineData("kgx", 65_537)]
    public async Task More_types_of_nodes_than_a_graph_holds_are_told_with_the_limit_the_line_and_what_to_do(string source, int line)
    {
        using var folder = new TemporaryFolder();
        string[] inputs = source switch
        {
            "primekg" => [folder.Write("many", "relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source\n"
                + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"r,r,{2 * i},{2 * i},t{i},d{i},M,{(2 * i) + 1},{(2 * i) + 1},u{i},e{i},D\n")))],
            "csv" => [folder.Write("many", "id,name,type\n" + string.Concat(Enumerable.Range(0, 70_000).Select(i => $"A:{i},n{i},t{i}\n"))), folder.Write("edges", "source,relation,target\nA:1,r,A:2\n")],
            _ => [folder.Write("many", "id\tcategory\tname\n" + string.Concat(Enumerable.Range(0, 70_000).Select(i => $"A:{i}\tbiolink:T{i}\tn{i}\n"))), folder.Write("edges", "subject\tpredicate\tobject\nA:1\tbiolink:related_to\tA:2\n")],
        };

        CommandRun run = await CommandRun.OfAsync(["kg", "build", "--source", source, .. inputs.SelectMany(input => new[] { "--input", input }), "--output", folder.PathOf("g.mrkg")]);

        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.Trim().Split('\n')[^1].ShouldStartWith($"medreason: {inputs[0]}, line {line}: expected at most 65535 node types in a graph, found more; ");
        run.Error.ShouldContain("Group the types, or build several graphs");
        File.Exists(folder.PathOf("g.mrkg")).ShouldBeFalse();
    }

    private const string Header = "relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source\n";
    private const string Ontology = "format-version: 1.2\nontology: toy\n\n[Term]\nid: DOID:893\nname: Wilson disease\nxref: OMIM:277900\n"
        + "\n[Term]\nid: HP:0200032\nname: Kayser-Fleischer ring\n";
    private const string Annotations = "#version: 2023\ndatabase_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration\n"
        + "OMIM:277900\tWilson disease\t\tHP:0200032\tPMID:1\tPCS\t\t9/17\t\t\tP\tHPO:x[2022-04-28]\n";

    [Fact]
    public async Task Sources_are_joined_and_info_reports_nodes_edges_and_licences_of_each()
    {
        using var folder = new TemporaryFolder();
        string graph = folder.Write("kg.csv", Header + "indication,indication,0,DB1,drug,Penicillamine,DrugBank,1,893,disease,hepatolenticular degeneration,DOID\n");
        string output = folder.PathOf("all.mrkg");

        CommandRun build = await CommandRun.OfAsync(
            "kg", "build", "--source", "primekg", "--input", graph, "--name", "Toy", "--version", "7", "--license", "CC0",
            "--source", "obo", "--input", folder.Write("toy.obo", Ontology), "--license", "CC BY",
            "--source", "hpoa", "--input", folder.Write("phenotype.hpoa", Annotations), "--output", output, "--report", folder.PathOf("report.jsonl"));

        build.ExitCode.ShouldBe(0, build.Error);
        build.Error.ShouldContain("joined by cross-reference: 1");
        (await File.ReadAllTextAsync(folder.PathOf("report.jsonl"))).ShouldContain("\"join\":\"joined\",\"id\":\"DOID:893\",\"other_id\":\"OMIM:277900\"");
        JsonElement info = (await CommandRun.OfAsync("kg", "info", output, "--json")).Rows[0];
        info.GetProperty("nodes").GetInt32().ShouldBe(3);
        JsonElement[] sources = [.. info.GetProperty("sources").EnumerateArray()];
        sources.Select(source => source.GetProperty("name").GetString()).ShouldBe(["HPO annotations", "Toy", "toy"]);
        sources[1].GetProperty("version").GetString().ShouldBe("7");
        sources.Select(source => source.GetProperty("license").GetString()).ShouldBe([string.Empty, "CC0", "CC BY"]);
        sources.ShouldAllBe(source => source.GetProperty("sha256").GetString()!.Length == 64);
        (await CommandRun.OfAsync("kg", "info", output)).Output.ShouldContain("source        Toy 7: 2 nodes, 1 edges, licence CC0, sha256 ");

        CommandRun explain = await CommandRun.OfAsync(
            "explain", "--kg", output, "--question", "A woman has a Kayser-Fleischer ring. What is the diagnosis?", "--answer", "Wilson disease", "--json");
        JsonElement reference = explain.Rows[0].GetProperty("references").EnumerateArray().Single();
        JsonElement statement = reference.GetProperty("attributes").EnumerateArray().Single();
        statement.GetProperty("frequency").GetString().ShouldBe("9/17");
        statement.GetProperty("publications").EnumerateArray().Single().GetString().ShouldBe("PMID:1");
    }

    [Fact]
    public async Task A_finding_of_a_form_that_a_cross_reference_names_argues_for_the_disease()
    {
        using var folder = new TemporaryFolder();
        string ontology = folder.Write("toy.obo", "format-version: 1.2\nontology: toy\n\n[Term]\nid: DOID:13515\nname: tuberous sclerosis\n"
            + "xref: OMIM:191100\nxref: OMIM:613254\n\n[Term]\nid: HP:0009720\nname: Adenoma sebaceum\n");
        string annotations = folder.Write("phenotype.hpoa", Annotations[..(Annotations.IndexOf("biocuration", StringComparison.Ordinal) + 12)]
            + "OMIM:191100\tTuberous sclerosis-1\t\tHP:0009720\tPMID:1\tPCS\t\t9/17\t\t\tP\tHPO:x[2022-04-28]\n");
        string output = folder.PathOf("all.mrkg");

        CommandRun build = await CommandRun.OfAsync(
            "kg", "build", "--source", "obo", "--input", ontology, "--source", "hpoa", "--input", annotations, "--output", output, "--report", folder.PathOf("report.jsonl"));

        build.ExitCode.ShouldBe(0, build.Error);
        build.Error.ShouldContain("kinds of a node by cross-reference: 1");
        (await File.ReadAllTextAsync(folder.PathOf("report.jsonl"))).ShouldContain("\"join\":\"narrower\",\"id\":\"DOID:13515\",\"other_id\":\"OMIM:191100\"");
        CommandRun explain = await CommandRun.OfAsync(
            "explain", "--kg", output, "--question", "A child has adenoma sebaceum. What is the diagnosis?", "--answer", "tuberous sclerosis", "--json");
        JsonElement path = explain.Rows[0].GetProperty("paths")[0];
        path.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()).ShouldBe(["HP:0009720", "OMIM:191100", "DOID:13515"]);
        path.GetProperty("argument").GetString().ShouldBe("the finding is a feature of a kind of the answer");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OptimusKG_is_built_from_its_folder_or_from_both_of_its_tables(bool isFolder)
    {
        using var folder = new TemporaryFolder();
        string output = folder.PathOf("optimuskg.mrkg");
        (string nodes, string edges) = (folder.PathOf("nodes.parquet"), folder.PathOf("edges.parquet"));
        await File.WriteAllBytesAsync(nodes, (await Tables.WriteNodesAsync(Tables.Nodes)).ToArray());
        string?[][] rows = [Tables.Edge("CHEMBL25", "MONDO_0005148", "DRG-DIS", "CONTRAINDICATION"), Tables.Edge("CHEMBL25", "MONDO_0005148", "DRG", "INDICATION")];
        await File.WriteAllBytesAsync(edges, (await Tables.WriteEdgesAsync(rows)).ToArray());
        string[] inputs = isFolder ? ["--input", Path.GetDirectoryName(nodes)!] : ["--input", nodes, "--input", edges];

        CommandRun run = await CommandRun.OfAsync(["kg", "build", "--source", "optimuskg", .. inputs, "--output", output, "--on-error", "report", "--license", "MIT"]);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Error.ShouldContain("13 rows read, 0 merged into edges that stood before, 1 refused");
        run.Error.ShouldContain("11 nodes, 1 edges written");
        CommandRun info = await CommandRun.OfAsync("kg", "info", output, "--json");
        info.Rows[0].GetProperty("name").GetString().ShouldBe("OptimusKG");
    }

    [Theory]
    [InlineData("--source obo takes one --input; found 0", "--source", "obo", "--source", "primekg", "--input", "a.csv")]
    [InlineData("--source hetionet takes two --input: the nodes, then the edges; found 1", "--source", "hetionet", "--input", "a.tsv")]
    [InlineData("--source optimuskg takes one --input, the folder of nodes.parquet and edges.parquet, or two: the nodes, then the edges; found 1", "--source", "optimuskg", "--input", "nodes.parquet")]
    [InlineData("--source primekg: --name is given twice; each --source begins a group of its own", "--name", "a", "--input", "a.csv", "--name", "b")]
    public async Task A_group_that_does_not_hold_what_its_format_takes_is_refused(string expected, params string[] options)
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await CommandRun.OfAsync(["kg", "build", .. options, "--output", folder.PathOf("g.mrkg")]);

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain(expected);
    }

    [Fact]
    public async Task Two_sources_of_one_name_are_refused()
    {
        using var folder = new TemporaryFolder();
        string ontology = folder.Write("toy.obo", Ontology);

        CommandRun run = await CommandRun.OfAsync(
            "kg", "build", "--source", "obo", "--input", ontology, "--source", "obo", "--input", ontology, "--output", folder.PathOf("g.mrkg"));

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain("two sources have the name 'toy'; give each a --name of its own");
    }

    [Fact]
    public async Task A_relation_whose_name_denies_stops_the_build_until_a_table_describes_it_and_never_supports_an_answer()
    {
        using var folder = new TemporaryFolder();
        string input = TestData.Require("cases_public_reports/k01_polarity/contra.csv");
        string output = folder.PathOf("g.mrkg");

        CommandRun stopped = await CommandRun.OfAsync("kg", "build", "--input", input, "--output", output);
        stopped.ExitCode.ShouldBe(ExitCodes.BadInput);
        stopped.Error.ShouldContain("does_not_treat,does not treat,is not treated by,absent,treats,false,does_not_treat");
        File.Exists(output).ShouldBeFalse();

        string table = folder.Write(
            "relations.csv",
            "relation,forward_phrase,reverse_phrase,polarity,meaning,symmetric,family\ndoes_not_treat,does not treat,is not treated by,absent,treats,false,does_not_treat\n");
        (await CommandRun.OfAsync("kg", "build", "--input", input, "--relations", table, "--output", output)).ExitCode.ShouldBe(0);
        foreach (string drug in (string[])["Metoprolol", "Aspirin"])
        {
            CommandRun explain = await CommandRun.OfAsync(
                "explain", "--kg", output, "--question", "A man has asthma. Which drug should he be given?", "--answer", drug, "--json");
            explain.Rows[0].GetProperty("outcome").GetString().ShouldBe("rejected");
        }
    }

    [Fact]
    public async Task A_graph_is_exported_as_KGX_and_built_from_it_again()
    {
        using var folder = new TemporaryFolder();
        string first = folder.PathOf("first.mrkg");
        string second = folder.PathOf("second.mrkg");
        string source = folder.Write("toy.obo", Ontology);
        (await CommandRun.OfAsync("kg", "build", "--source", "obo", "--input", source, "--output", first)).ExitCode.ShouldBe(0);

        foreach (string format in (string[])["kgx", "kgx-jsonl"])
        {
            CommandRun export = await CommandRun.OfAsync("kg", "export", first, "--format", format, "--output", folder.PathOf(format));
            export.ExitCode.ShouldBe(0, export.Error);
            string extension = format == "kgx" ? "tsv" : "jsonl";
            string nodes = Path.Combine(folder.PathOf(format), "nodes." + extension);
            CommandRun build = await CommandRun.OfAsync("kg", "build", "--source", "kgx", "--input", nodes, "--output", second);
            build.ExitCode.ShouldBe(0, build.Error);
            JsonElement before = (await CommandRun.OfAsync("kg", "info", first, "--json")).Rows[0];
            JsonElement after = (await CommandRun.OfAsync("kg", "info", second, "--json")).Rows[0];
            after.GetProperty("content_hash").GetString().ShouldBe(before.GetProperty("content_hash").GetString());
        }
    }

    [Fact]
    public async Task Morphine_is_never_accepted_for_fever_over_DrugMechDB()
    {
        using var folder = new TemporaryFolder();
        string output = folder.PathOf("g.mrkg");
        CommandRun build = await CommandRun.OfAsync("kg", "build", "--input", TestData.Require("drugmechdb/kg.csv.gz"), "--name", "DrugMechDB", "--output", output);
        build.ExitCode.ShouldBe(0, build.Error);

        foreach (string drug in (string[])["Morphine", "morphine"])
        {
            CommandRun explain = await CommandRun.OfAsync(
                "explain", "--kg", output, "--question", "A man has a fever. Which drug should he be given?", "--answer", drug, "--json");
            explain.Rows[0].GetProperty("outcome").GetString().ShouldBe("rejected");
        }
    }
}
