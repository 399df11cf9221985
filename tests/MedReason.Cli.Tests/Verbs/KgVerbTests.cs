using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

public sealed class KgVerbTests
{
    [Fact]
    public async Task An_input_is_never_written_over_and_a_folder_is_no_file()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("kg.csv", "relation\n");
        CommandRun over = await CommandRun.OfAsync("kg", "build", "--input", input, "--output", input);
        over.ExitCode.ShouldBe(ExitCodes.BadInput);
        over.Error.ShouldBe($"medreason: {input}: --output would write over an input; name another file\n");
        (await File.ReadAllTextAsync(input)).ShouldBe("relation\n");
        string missing = folder.PathOf("nope.csv");
        (await CommandRun.OfAsync("kg", "build", "--input", missing, "--output", folder.PathOf("out.mrkg"))).Error.ShouldBe($"medreason: {missing}: cannot be read: no such file\n");

        folder.Write("results.jsonl", string.Empty);
        string run = folder.PathOf(string.Empty);
        string[][] calls = [["kg", "build", "--input", input], ["report", "--run", run]];
        foreach (string[] call in calls)
        {
            CommandRun toFolder = await CommandRun.OfAsync([.. call, "--output", run]);
            toFolder.ExitCode.ShouldBe(ExitCodes.BadInput);
            toFolder.Error.ShouldBe($"medreason: {run}: expected a file to write, found a folder\n");
        }
    }

    [Fact]
    public async Task Hetionet_gives_its_nodes_and_its_logical_edges_by_type_and_relation()
    {
        CommandRun run = await CommandRun.OfAsync("kg", "info", await Graphs.HetionetAsync(), "--json");

        JsonElement info = run.Rows.ShouldHaveSingleItem();
        info.GetProperty("nodes").GetInt64().ShouldBe(29_284);
        info.GetProperty("edges").GetInt64().ShouldBe(991_809);
        info.GetProperty("content_hash").GetString()!.Length.ShouldBe(64);
        JsonElement relations = info.GetProperty("relations");
        relations.EnumerateObject().Count().ShouldBe(20);
        relations.GetProperty("drug_treats_disease").GetProperty("edges").GetInt64().ShouldBe(755);
        relations.GetProperty("drug_palliates_disease").GetProperty("parts").GetProperty("drug_palliates_disease").GetInt64().ShouldBe(390);
        info.GetProperty("node_types").EnumerateObject().Sum(type => type.Value.GetInt64()).ShouldBe(29_284);
        relations.EnumerateObject().Sum(family => family.Value.GetProperty("edges").GetInt64()).ShouldBe(991_809);
    }

    [Fact]
    public async Task Real_PrimeKG_rows_are_all_read()
    {
        using var folder = new TemporaryFolder();
        CommandRun build = await CommandRun.OfAsync("kg", "build", "--source", "primekg", "--input", TestData.Require("primekg/kg_rows.csv"), "--output", folder.PathOf("g.mrkg"));

        build.ExitCode.ShouldBe(0, build.Error);
        build.Error.ShouldContain("23,728 rows read");
        build.Error.ShouldContain("0 refused");
        JsonElement info = (await CommandRun.OfAsync("kg", "info", folder.PathOf("g.mrkg"), "--json")).Rows[0];
        JsonElement targets = info.GetProperty("relations").GetProperty("drug_protein").GetProperty("parts");
        targets.TryGetProperty("drug_protein/target", out _).ShouldBeTrue();
        targets.TryGetProperty("drug_protein/enzyme", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Rows_that_cannot_be_used_end_the_work_or_are_each_reported()
    {
        using var folder = new TemporaryFolder();
        string input = TestData.Require("primekg/kg_slice_incomplete.csv.gz");

        CommandRun failed = await CommandRun.OfAsync("kg", "build", "--source", "primekg", "--input", input, "--output", folder.PathOf("g.mrkg"));
        failed.ExitCode.ShouldBe(2);
        failed.Error.ShouldContain("line ");
        failed.Error.Trim().ShouldNotContain('\n');
        File.Exists(folder.PathOf("g.mrkg")).ShouldBeFalse();

        CommandRun reported = await CommandRun.OfAsync(
            "kg", "build", "--source", "primekg", "--input", input, "--output", folder.PathOf("g.mrkg"), "--on-error", "report", "--report", folder.PathOf("refused.jsonl"));
        reported.ExitCode.ShouldBe(0, reported.Error);
        JsonElement[] refused = [.. File.ReadLines(folder.PathOf("refused.jsonl")).Select(CommandRun.Parse)];
        long rows = Number(reported.Error, @"([\d,]+) rows read");
        Number(reported.Error, @"([\d,]+) refused\b").ShouldBe(refused.Length);
        rows.ShouldBe(82_505);
        refused.Select(row => row.GetProperty("line").GetInt64()).Distinct().Count().ShouldBe(refused.Length);
        refused.ShouldAllBe(row => row.GetProperty("reason").GetString()!.Length > 0);
    }

    [Fact]
    public async Task The_same_input_gives_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "a.mrkg", "b.mrkg" })
        {
            (await CommandRun.OfAsync("kg", "build", "--source", "primekg", "--input", Graphs.StarterCsv, "--output", folder.PathOf(name))).ExitCode.ShouldBe(0);
        }

        File.ReadAllBytes(folder.PathOf("a.mrkg")).ShouldBe(File.ReadAllBytes(folder.PathOf("b.mrkg")));
    }

    [Fact]
    public async Task An_ontology_becomes_a_graph_and_lends_its_synonyms()
    {
        using var folder = new TemporaryFolder();
        string hpo = TestData.Require("ontologies/hp.obo.gz");

        (await CommandRun.OfAsync("kg", "build", "--source", "obo", "--input", hpo, "--output", folder.PathOf("hp.mrkg"))).ExitCode.ShouldBe(0);
        JsonElement info = (await CommandRun.OfAsync("kg", "info", folder.PathOf("hp.mrkg"), "--json")).Rows[0];
        info.GetProperty("nodes").GetInt64().ShouldBeInRange(11_000, 11_785);
        info.GetProperty("relations").GetProperty("is_a").GetProperty("edges").GetInt64().ShouldBeGreaterThan(11_000);

        // PrimeKG writes HP:0001945 (Fever) and HP:0000822 (Hypertension) without prefix and zeros.
        string csv = folder.Write(
            "kg.csv",
            "relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source\n"
            + "phenotype_phenotype,parent-child,1,1945,effect/phenotype,Fever,HPO,2,822,effect/phenotype,Hypertension,HPO\n");
        CommandRun enriched = await CommandRun.OfAsync("kg", "build", "--source", "primekg", "--input", csv, "--synonyms", hpo, "--output", folder.PathOf("g.mrkg"));
        enriched.ExitCode.ShouldBe(0, enriched.Error);
        Number(enriched.Error, @"([\d,]+) synonyms added").ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Definitions_are_read_for_findings_when_asked_for_and_what_names_none_is_reported()
    {
        using var folder = new TemporaryFolder();
        string phenotypes = folder.Write("hp.obo", "ontology: hp\n\n[Term]\nid: HP:1\nname: Fever\n");
        string diseases = folder.Write(
            "doid.obo", "ontology: doid\n\n[Term]\nid: DOID:1\nname: typhus\ndef: \"It has_symptom fever, and has_symptom mirth.\" []\n");
        string[] build = ["kg", "build", "--source", "obo", "--input", phenotypes, "--source", "obo", "--input", diseases, "--output", folder.PathOf("g.mrkg")];

        (await CommandRun.OfAsync(build)).Error.ShouldContain("2 nodes, 0 edges written");
        CommandRun read = await CommandRun.OfAsync([.. build, "--read-definitions", "--report", folder.PathOf("report.jsonl")]);

        read.ExitCode.ShouldBe(0, read.Error);
        read.Error.ShouldContain("1 statements of definitions read as 1 edges; 1 name no finding of the graph");
        read.Error.ShouldContain("2 nodes, 1 edges written");
        File.ReadLines(folder.PathOf("report.jsonl")).Last()
            .ShouldBe("""{"definition":"unresolved","id":"DOID:1","relation":"has_symptom","text":"mirth"}""");
        JsonElement info = (await CommandRun.OfAsync("kg", "info", folder.PathOf("g.mrkg"), "--json")).Rows[0];
        info.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("name").GetString()).ShouldBe(["definitions", "doid", "hp"]);

        CommandRun taken = await CommandRun.OfAsync(
            "kg", "build", "--source", "obo", "--input", diseases, "--name", "definitions", "--read-definitions", "--output", folder.PathOf("g.mrkg"));
        taken.ExitCode.ShouldBe(2);
        taken.Error.ShouldContain("'definitions' is the name of what --read-definitions reads");
    }

    [Fact]
    public async Task What_an_ontology_holds_beside_its_terms_is_named()
    {
        using var folder = new TemporaryFolder();
        string odd = string.Concat(Enumerable.Range(0, 7).Select(i => $"odd line {i}\n"));
        string input = folder.Write("x.obo", $"import: ms.obo\n[Term]\nname: lost\n[Term]\nid: X:1\nis_a: MS:1\nis-a: X:2\n{odd}[Instance]\nid: I:1\n");
        string[] build = ["kg", "build", "--source", "obo", "--input", input, "--output", folder.PathOf("g.mrkg")];

        CommandRun failed = await CommandRun.OfAsync(build);
        failed.ExitCode.ShouldBe(2);
        failed.Error.Trim().ShouldEndWith("x.obo, line 2: the stanza has no id");

        CommandRun reported = await CommandRun.OfAsync([.. build, "--on-error", "report", "--report", folder.PathOf("odd.jsonl")]);
        reported.ExitCode.ShouldBe(0, reported.Error);
        string[] named =
        [
            "1 edges to unknown terms", "import: ms.obo", "X:1 is_a MS:1 (unknown_term)", "reported (bad_id): 1", "reported (not_a_tag): 7", "and 4 more",
            "not used (tag 'is-a'): 1", "not used (stanza [Instance]): 1",
        ];
        named.ShouldAllBe(text => reported.Error.Contains(text, StringComparison.Ordinal));
        reported.Error.ShouldNotContain("odd line 6");
        string[] reasons = [.. File.ReadLines(folder.PathOf("odd.jsonl")).Select(line => CommandRun.Parse(line).GetProperty("reason").GetString()!)];
        reasons.ShouldBe(["import_not_read", "bad_id", .. Enumerable.Repeat("not_a_tag", 7), "unknown_term"]);
    }

    [Theory]
    [InlineData("format-version: 1.2\n", "at least one [Term], found none")]
    [InlineData("[Term]\nid: X:1\nis_obsolete: true\n", "expected a term in use")]
    public async Task An_ontology_without_terms_is_an_error(string text, string expected)
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await CommandRun.OfAsync("kg", "build", "--source", "obo", "--input", folder.Write("x.obo", text), "--output", folder.PathOf("g.mrkg"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.Trim().ShouldNotContain('\n');
        File.Exists(folder.PathOf("g.mrkg")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_snapshot_that_is_none_is_one_line()
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await CommandRun.OfAsync("kg", "info", folder.Write("g.mrkg", "not a graph"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("g.mrkg");
        run.Error.Trim().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("relation,x\na,b\n", "column")]
    [InlineData("", "header")]
    [InlineData("relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source\nindication,indication,1,A\n", "line 2")]
    [InlineData("relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source\nindication,indication,1,A,drug,\"open,DrugBank,2,B,disease,b,MONDO\n", "line 2")]
    public async Task A_malformed_file_is_one_line_with_what_was_expected(string text, string expected)
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await CommandRun.OfAsync("kg", "build", "--input", folder.Write("kg.csv", text), "--output", folder.PathOf("g.mrkg"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.Trim().ShouldNotContain('\n');
        Directory.GetFiles(Path.GetDirectoryName(folder.PathOf("x"))!, "g.mrkg*").ShouldBeEmpty();
    }

    private static long Number(string text, string pattern) => long.Parse(
        System.Text.RegularExpressions.Regex.Match(text, pattern).Groups[1].Value,
        System.Globalization.NumberStyles.AllowThousands,
        System.Globalization.CultureInfo.InvariantCulture);
}
