using System.IO.Compression;
using System.Text;
using System.Text.Json;
using MedReason.Tests;

namespace MedReason.Cli.Tests;

public sealed class GenerateVerbTests
{
    [Fact]
    public async Task All_MedQA_questions_over_Hetionet_come_out_once_and_every_accepted_chain_stands_in_the_csv()
    {
        using var folder = new TemporaryFolder();
        string kg = await Graphs.HetionetAsync();
        CommandRun run = await CommandRun.OfAsync(
            "generate", "--provider", "offline", "--kg", kg, "--questions", TestData.Require("questions/medqa_test.jsonl"), "--format", "medqa", "--split", "test", "--allow-benchmark-source", "--min-grade", "none", "--run", folder.PathOf("run"));
        run.ExitCode.ShouldBe(0, run.Error);

        JsonElement[] rows = Rows(folder.PathOf("run"));
        rows.Select(row => row.GetProperty("id_in_dataset").GetInt32()).ShouldBe(Enumerable.Range(0, 1273));
        rows.ShouldAllBe(row => Outcomes.Contains(row.GetProperty("outcome").GetString()));
        rows.Where(row => row.GetProperty("outcome").GetString() != "accepted")
            .ShouldAllBe(row => row.GetProperty("reason").GetString()!.Length > 0 && row.GetProperty("stage").GetString()!.Length > 0);
        JsonElement[] accepted = [.. rows.Where(row => row.GetProperty("outcome").GetString() == "accepted")];
        accepted.Length.ShouldBeGreaterThanOrEqualTo(200);

        HashSet<(string Source, string Relation, string Target)> edges = ReadEdges(TestData.Require("hetionet/kg.csv.gz"));
        int claims = 0;
        foreach (JsonElement claim in accepted.SelectMany(row => row.GetProperty("steps").EnumerateArray()).SelectMany(step => step.GetProperty("claims").EnumerateArray()))
        {
            claims++;
            edges.ShouldContain((claim.GetProperty("subject").GetString()!, claim.GetProperty("relation").GetString()!, claim.GetProperty("object").GetString()!));
            claim.GetProperty("polarity").GetString().ShouldBe("affirmed");
        }

        claims.ShouldBeGreaterThan(accepted.Length);
    }

    [Fact]
    public async Task The_bytes_are_the_same_at_any_concurrency_and_run_after_run()
    {
        using var folder = new TemporaryFolder();
        string kg = await Graphs.HetionetAsync();
        foreach ((string name, string concurrency) in new[] { ("one", "1"), ("eight", "8"), ("again", "8") })
        {
            CommandRun run = await CommandRun.OfAsync(
                "generate", "--kg", kg, "--questions", TestData.Require("questions/medqa_test.jsonl"), "--format", "medqa", "--split", "test", "--allow-benchmark-source", "--run", folder.PathOf(name), "--concurrency", concurrency, "--limit", "150");
            run.ExitCode.ShouldBe(0, run.Error);
        }

        byte[] expected = File.ReadAllBytes(Path.Combine(folder.PathOf("one"), "results.jsonl"));
        File.ReadAllBytes(Path.Combine(folder.PathOf("eight"), "results.jsonl")).ShouldBe(expected);
        File.ReadAllBytes(Path.Combine(folder.PathOf("again"), "results.jsonl")).ShouldBe(expected);
    }

    [Fact]
    public async Task The_starter_questions_have_the_outcomes_they_were_written_for()
    {
        using var folder = new TemporaryFolder();
        CommandRun run = await CommandRun.OfAsync(
            "generate", "--kg", await Graphs.StarterAsync(), "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf("run"));
        run.ExitCode.ShouldBe(0, run.Error);

        var rows = Rows(folder.PathOf("run")).ToDictionary(row => row.GetProperty("id_in_dataset").GetString()!);
        rows.Count.ShouldBe(32);
        rows.Values.Count(row => row.GetProperty("outcome").GetString() == "accepted").ShouldBeGreaterThanOrEqualTo(24);
        rows["starter-027"].GetProperty("reason").GetString().ShouldBe("no_path");
        rows["starter-028"].GetProperty("reason").GetString().ShouldBe("no_argument");
    }

    [Fact]
    public async Task What_generate_accepts_verify_accepts()
    {
        using var folder = new TemporaryFolder();
        string kg = await Graphs.StarterAsync();
        (await CommandRun.OfAsync("generate", "--kg", kg, "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf("run"))).ExitCode.ShouldBe(0);
        JsonElement[] accepted = [.. Rows(folder.PathOf("run")).Where(row => row.GetProperty("outcome").GetString() == "accepted")];
        string input = folder.Write("accepted.jsonl", string.Join('\n', accepted.Select(row => row.GetRawText())));

        CommandRun run = await CommandRun.OfAsync("verify", "--kg", kg, "--input", input);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows.Count.ShouldBe(accepted.Length);
        run.Rows.ShouldAllBe(row => row.GetProperty("status").GetString() == "accepted");
    }

    [Fact]
    public async Task A_question_that_hidden_attempts_fail_may_be_shown_its_answer_and_its_row_says_so()
    {
        using var folder = new TemporaryFolder();
        string kg = await Graphs.StarterAsync();
        string[] call = ["generate", "--kg", kg, "--questions", Graphs.StarterQuestions, "--format", "generic", "--writer-sees", "hidden"];
        (await CommandRun.OfAsync([.. call, "--run", folder.PathOf("hidden")])).ExitCode.ShouldBe(0);
        (await CommandRun.OfAsync([.. call, "--show-after-hidden", "--run", folder.PathOf("both")])).ExitCode.ShouldBe(0);

        JsonElement[] hidden = Rows(folder.PathOf("hidden"));
        JsonElement[] both = Rows(folder.PathOf("both"));
        JsonElement[] shown = [.. both.Where(row => row.GetProperty("provenance").GetProperty("hidden_attempts").GetInt32() == 1)];
        shown.ShouldNotBeEmpty();
        shown.ShouldAllBe(row => row.GetProperty("provenance").GetProperty("writer_sees").GetString() == "shown");
        shown.Count(IsAccepted).ShouldBeGreaterThan(0);
        both.Count(IsAccepted).ShouldBe(hidden.Count(IsAccepted) + shown.Count(IsAccepted));

        static bool IsAccepted(JsonElement row) => row.GetProperty("outcome").GetString() == "accepted";
    }

    [Fact]
    public async Task Free_text_of_others_is_read_as_far_as_it_links_and_the_rest_is_counted()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("chains.jsonl", """
            {"id":1,"reasoning":"hypertension -> Lisinopril -> flux capacitor\nMetformin is indicated for type 2 diabetes mellitus. Lisinopril helps in hypertension. Nobody knows why."}
            {"id":2,"question":"Which drug?","options":{"A":"Lisinopril","B":"Amlodipine"},"answer":"Lisinopril","reasoning":"Qwertz uiop asdf. The answer is A."}
            """.ReplaceLineEndings("\n"));

        CommandRun run = await CommandRun.OfAsync("verify", "--kg", await Graphs.StarterAsync(), "--input", input);

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement arrows = run.Rows[0].GetProperty("arrow_paths");
        (int Found, int Names, int Linked) counted = (arrows.GetProperty("found").GetInt32(), arrows.GetProperty("names").GetInt32(), arrows.GetProperty("linked_names").GetInt32());
        counted.ShouldBe((1, 3, 2));
        arrows.GetProperty("unlinked").EnumerateArray().Select(name => name.GetString()).ShouldBe(["flux capacitor"]);
        JsonElement sentences = run.Rows[0].GetProperty("sentences");
        sentences.GetProperty("found").GetInt32().ShouldBe(3);

        // Two nodes of the graph are called hypertension: the one that the statement is true of is meant.
        sentences.GetProperty("mentions").GetInt32().ShouldBe(4);
        sentences.GetProperty("linked_mentions").GetInt32().ShouldBe(4);
        sentences.GetProperty("pairs").GetInt32().ShouldBe(2);
        sentences.GetProperty("pairs_in_graph").GetInt32().ShouldBe(2);
        run.Rows[1].GetProperty("concluded").GetString().ShouldBe("A");
        run.Rows[1].GetProperty("sentences").GetProperty("pairs").GetInt32().ShouldBe(0);
        run.Rows.ShouldAllBe(row => row.GetProperty("status").GetString() != "accepted");
    }

    [Fact]
    public async Task A_bank_with_an_id_twice_is_refused_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        string bank = folder.Write("q.jsonl", "{\"id\":\"a\",\"question\":\"one\",\"answer\":\"x\"}\n{\"id\":\"a\",\"question\":\"two\",\"answer\":\"y\"}");

        CommandRun run = await CommandRun.OfAsync("generate", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "generic", "--run", folder.PathOf("run"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("line 2");
        File.Exists(Path.Combine(folder.PathOf("run"), "results.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public async Task Empty_and_over_long_questions_are_outcomes()
    {
        using var folder = new TemporaryFolder();
        string bank = folder.Write("q.jsonl", $"{{\"id\":1,\"question\":\"\",\"answer\":\"Lisinopril\"}}\n{{\"id\":2,\"question\":\"{new string('x', 1_000_000)}\",\"answer\":\"Lisinopril\"}}");

        CommandRun run = await CommandRun.OfAsync("generate", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "generic", "--run", folder.PathOf("run"));

        run.ExitCode.ShouldBe(0, run.Error);
        Rows(folder.PathOf("run")).Select(row => row.GetProperty("reason").GetString()).ShouldBe(["empty_question", "text_too_long"]);
    }

    private static readonly string?[] Outcomes = ["accepted", "rejected", "failed"];

    private static JsonElement[] Rows(string run) => [.. File.ReadLines(Path.Combine(run, "results.jsonl")).Select(CommandRun.Parse)];

    // The second check reads the file by a reader of its own and keeps what each edge's first row says.
    private static HashSet<(string Source, string Relation, string Target)> ReadEdges(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] header = SplitRow(reader.ReadLine()!);
        int Column(string name) => Array.IndexOf(header, name);
        (int relation, int xSource, int xId, int ySource, int yId) = (Column("relation"), Column("x_source"), Column("x_id"), Column("y_source"), Column("y_id"));
        var edges = new HashSet<(string, string, string)>();
        while (reader.ReadLine() is string line)
        {
            string[] row = SplitRow(line);
            (string source, string target) = ($"{row[xSource]}:{row[xId]}", $"{row[ySource]}:{row[yId]}");
            if (!edges.Contains((target, row[relation], source)))
            {
                edges.Add((source, row[relation], target));
            }
        }

        return edges;
    }

    private static string[] SplitRow(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = !isQuoted;
                }
            }
            else if (line[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }
}
