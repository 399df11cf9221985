using System.Text.Json;

namespace MedReason.Cli.Tests;

public sealed class DiagnoseVerbTests
{
    private const string Nodes = "id,name,type\nHP:1,Ptosis,effect/phenotype\nHP:2,Tremor,effect/phenotype\nOMIM:1,Myasthenia,disease\nORPHA:2,Parkinson,disease\n";
    private const string Edges = "source,relation,target,publications\nOMIM:1,has_phenotype,HP:1,PMID:5\nORPHA:2,has_phenotype,HP:2,\n";

    [Fact]
    public async Task A_case_is_answered_with_ranked_diseases_and_the_match_of_each_finding()
    {
        CommandRun run = await RunAsync("{\"id\":7,\"observed\":[\"HP:1\",{\"id\":\"HP:2\",\"label\":\"Tremor\"}],\"excluded\":[\"tremor\"],\"sex\":\"MALE\",\"pmids\":[\"5\"]}");

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement row = run.Rows.ShouldHaveSingleItem();
        row.GetProperty("id").GetInt32().ShouldBe(7);
        row.GetProperty("outcome").GetString().ShouldBe("ranked");
        row.GetProperty("unresolved").GetArrayLength().ShouldBe(0);
        JsonElement disease = row.GetProperty("ranked")[0];
        disease.GetProperty("id").GetString().ShouldBe("OMIM:1");
        disease.GetProperty("name").GetString().ShouldBe("Myasthenia");
        disease.GetProperty("score").GetDouble().ShouldBeGreaterThan(0);
        JsonElement[] evidence = [.. disease.GetProperty("evidence").EnumerateArray()];
        evidence.Select(match => match.GetProperty("finding").GetString()).ShouldBe(["HP:1", "HP:2"]);
        evidence.Select(match => match.GetProperty("relation").GetString()).ShouldBe(["exact", "missing"]);
        evidence[0].GetProperty("matched").GetString().ShouldBe("HP:1");
        evidence[0].GetProperty("publications")[0].GetString().ShouldBe("PMID:5");
        evidence[0].GetProperty("stated_by_name").GetBoolean().ShouldBeFalse();
        evidence[1].GetProperty("matched").ValueKind.ShouldBe(JsonValueKind.Null);
        row.GetProperty("ranked")[1].GetProperty("excluded")[0].GetProperty("finding").GetString().ShouldBe("HP:2");
    }

    [Fact]
    public async Task The_publications_of_the_case_and_other_vocabularies_are_left_out_on_request()
    {
        const string Case = "{\"id\":1,\"observed\":[\"HP:1\",\"HP:2\"],\"pmids\":[5]}";

        Ids(await RunAsync(Case)).ShouldBe(["OMIM:1", "ORPHA:2"]);
        Ids(await RunAsync(Case, "--exclude-publications-of-case")).ShouldBe(["ORPHA:2"]);
        Ids(await RunAsync(Case, "--diseases", "OMIM")).ShouldBe(["OMIM:1"]);
        Ids(await RunAsync(Case, "--top", "1")).ShouldBe(["OMIM:1"]);
    }

    [Fact]
    public async Task A_finding_that_is_no_node_is_reported_and_its_label_is_tried()
    {
        CommandRun run = await RunAsync("{\"id\":1,\"observed\":[\"HP:404\",{\"id\":\"HP:405\",\"label\":\"ptosis\"},{\"label\":\"hiccup\"}]}");

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement row = run.Rows.ShouldHaveSingleItem();
        row.GetProperty("ranked")[0].GetProperty("id").GetString().ShouldBe("OMIM:1");
        row.GetProperty("unresolved").EnumerateArray().Select(item => item.GetProperty("finding").GetString()).ShouldBe(["HP:404", "hiccup"]);
        row.GetProperty("unresolved")[0].GetProperty("reason").GetString().ShouldBe("unknown_name");
        run.Error.ShouldContain("2 findings");
    }

    [Theory]
    [InlineData("{\"id\":1}", "expected an array \"observed\", found nothing")]
    [InlineData("{\"id\":1,\"observed\":\"HP:1\"}", "expected an array \"observed\", found")]
    [InlineData("{\"id\":1,\"observed\":[4]}", "expected in \"observed\"")]
    [InlineData("{\"id\":1,\"observed\":[],\"sex\":3}", "expected a string \"sex\"")]
    [InlineData("{\"observed\":[]}", "expected an \"id\"")]
    [InlineData("{\"id\":1,\"observed\":[],\"pmids\":[true]}", "expected in \"pmids\"", "--exclude-publications-of-case")]
    public async Task Bad_input_is_one_line_with_file_and_line(string row, string message, params string[] more)
    {
        CommandRun run = await RunAsync("{\"id\":\"first\",\"observed\":[]}\n" + row, more);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("cases.jsonl");
        run.Error.ShouldContain("2");
        run.Error.ShouldContain(message);
        run.Error.Trim().ShouldNotContain('\n');
    }

    private static IEnumerable<string?> Ids(CommandRun run) =>
        run.Rows[0].GetProperty("ranked").EnumerateArray().Select(disease => disease.GetProperty("id").GetString());

    private static async Task<CommandRun> RunAsync(string cases, params string[] more)
    {
        using var folder = new TemporaryFolder();
        string graph = folder.PathOf("graph.mrkg");
        await File.WriteAllTextAsync(folder.PathOf("nodes.csv"), Nodes);
        await File.WriteAllTextAsync(folder.PathOf("edges.csv"), Edges);
        await File.WriteAllTextAsync(folder.PathOf("cases.jsonl"), cases);
        await File.WriteAllTextAsync(folder.PathOf("relations.csv"), "relation,forward_phrase,reverse_phrase,polarity,meaning,symmetric,family\nhas_phenotype,presents with,is a feature of,affirmed,presents,false,has_phenotype\n");
        CommandRun built = await CommandRun.OfAsync(
            "kg", "build", "--source", "csv", "--input", folder.PathOf("nodes.csv"), "--input", folder.PathOf("edges.csv"),
            "--relations", folder.PathOf("relations.csv"), "--output", graph);
        built.ExitCode.ShouldBe(0, built.Error);
        return await CommandRun.OfAsync(["diagnose", "--kg", graph, "--input", folder.PathOf("cases.jsonl"), .. more]);
    }
}
