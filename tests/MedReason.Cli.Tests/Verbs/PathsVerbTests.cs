using System.Text.Json;

namespace MedReason.Cli.Tests;

public sealed class PathsVerbTests
{
    [Fact]
    public async Task A_pair_is_answered_with_its_distance_count_and_best_paths()
    {
        CommandRun run = await RunAsync("{\"id\":7,\"from\":\"Lisinopril\",\"to\":\"STARTER:gene-ACE\"}");

        JsonElement row = run.Rows.ShouldHaveSingleItem();
        row.GetProperty("id").GetInt32().ShouldBe(7);
        row.GetProperty("outcome").GetString().ShouldBe("found");
        row.GetProperty("distance").GetInt32().ShouldBe(1);
        row.GetProperty("shortest_paths").GetInt64().ShouldBe(1);
        JsonElement path = row.GetProperty("paths")[0];
        path.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()).ShouldBe(["Lisinopril", "ACE"]);
        JsonElement relation = path.GetProperty("hops")[0][0];
        relation.GetProperty("relation").GetString().ShouldBe("drug_protein/target");
        relation.GetProperty("forward").GetBoolean().ShouldBeTrue();
        relation.GetProperty("polarity").GetString().ShouldBe("affirmed");
    }

    [Fact]
    public async Task Every_pair_has_a_typed_outcome_and_the_exit_code_is_done()
    {
        CommandRun run = await RunAsync(
            """
            {"id":"same","from":"Lisinopril","to":"lisinopril"}
            {"id":"unknown","from":"Lisinopril","to":"Unobtainium"}
            {"id":"ambiguous","from":"HYPERTENSION","to":"Lisinopril"}
            {"id":"island","from":"scurvy","to":"Lisinopril"}
            """);

        run.Rows.Select(row => row.GetProperty("outcome").GetString()).ShouldBe(["same_node", "unknown_name", "ambiguous_name", "disconnected"]);
        run.Rows[0].GetProperty("distance").GetInt32().ShouldBe(0);
        run.Rows[1].GetProperty("end").GetString().ShouldBe("to");
        run.Rows[2].GetProperty("candidates").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Contraindications_and_absences_are_not_walked()
    {
        CommandRun run = await RunAsync("{\"id\":1,\"from\":\"Lisinopril\",\"to\":\"bilateral renal artery stenosis\"}");

        run.Rows[0].GetProperty("distance").GetInt32().ShouldBeGreaterThan(1);
        run.Rows[0].GetProperty("paths").EnumerateArray()
            .SelectMany(path => path.GetProperty("hops").EnumerateArray())
            .SelectMany(hop => hop.EnumerateArray())
            .ShouldAllBe(relation => relation.GetProperty("polarity").GetString() == "affirmed");
    }

    [Fact]
    public async Task A_length_that_does_not_reach_is_too_far()
    {
        CommandRun run = await RunAsync("{\"id\":1,\"from\":\"Lisinopril\",\"to\":\"bilateral renal artery stenosis\"}", "--max-length", "1");

        run.Rows[0].GetProperty("outcome").GetString().ShouldBe("too_far");
        run.Rows[0].GetProperty("distance").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priors_are_learned_from_curated_paths_and_keep_these_unless_only_patterns_are_asked_for(bool patternsOnly)
    {
        using var folder = new TemporaryFolder();
        string curated = folder.Write(
            "curated.jsonl",
            string.Join('\n', Enumerable.Range(0, 3).Select(i =>
                $"{{\"id\":{i},\"from\":\"STARTER:drug-lisinopril\",\"to\":\"STARTER:bioprocess-regulation-of-blood-pressure\",\"paths\":[[\"STARTER:drug-lisinopril\",\"STARTER:gene-ACE\",\"STARTER:bioprocess-regulation-of-blood-pressure\"]]}}")));
        string[] flag = patternsOnly ? ["--patterns-only"] : [];

        CommandRun learn = await CommandRun.OfAsync(
            ["paths", "learn", "--kg", await Graphs.StarterAsync(), "--input", curated, "--output", folder.PathOf("priors.json"), .. flag]);

        learn.ExitCode.ShouldBe(0, learn.Error);
        File.ReadAllText(folder.PathOf("priors.json")).Contains("STARTER:gene-ACE", StringComparison.Ordinal).ShouldBe(!patternsOnly);
        CommandRun paths = await RunAsync(
            "{\"id\":1,\"from\":\"Lisinopril\",\"to\":\"STARTER:bioprocess-regulation-of-blood-pressure\"}", "--priors", folder.PathOf("priors.json"));
        paths.Rows[0].GetProperty("paths")[0].GetProperty("nodes")[1].GetProperty("name").GetString().ShouldBe("ACE");
    }

    [Fact]
    public async Task Curated_paths_without_an_inner_node_leave_nothing_to_learn()
    {
        using var folder = new TemporaryFolder();
        string curated = folder.Write(
            "curated.jsonl",
            "{\"id\":1,\"from\":\"STARTER:drug-lisinopril\",\"to\":\"STARTER:gene-ACE\",\"paths\":[[\"STARTER:drug-lisinopril\",\"STARTER:gene-ACE\"]]}");

        CommandRun learn = await CommandRun.OfAsync("paths", "learn", "--kg", await Graphs.StarterAsync(), "--input", curated, "--output", folder.PathOf("priors.json"));

        learn.ExitCode.ShouldBe(2);
        learn.Error.Trim().ShouldContain("nothing to learn");
        learn.Error.Trim().ShouldNotContain('\n');
    }

    private static async Task<CommandRun> RunAsync(string pairs, params string[] more)
    {
        using var folder = new TemporaryFolder();
        CommandRun run = await CommandRun.OfAsync(["paths", "--kg", await Graphs.StarterAsync(), "--input", folder.Write("pairs.jsonl", pairs), .. more]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run;
    }
}
