namespace MedReason.Cli.Tests;

public sealed class BadInputTests
{
    private const string Columns = "relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source\n";

    [Theory]
    [InlineData("entities", "{\"id\":1}", "\"text\"")]
    [InlineData("entities", "{\"text\":\"a\"}", "\"id\"")]
    [InlineData("entities", "{\"id\":1,\"text\":\"a\"}\n{\"id\":1,\"text\":\"b\"}", "line 2")]
    [InlineData("entities", "{\"id\":1,\"text\":", "line 1")]
    [InlineData("entities", "{\"id\":1.5,\"text\":\"a\"}", "\"id\"")]
    [InlineData("paths", "{\"id\":1,\"from\":\"a\"}", "\"to\"")]
    [InlineData("paths", "{\"id\":1,\"from\":3,\"to\":\"b\"}", "found a number")]
    [InlineData("verify", "{\"id\":1}", "chain")]
    [InlineData("verify", "{\"id\":1,\"paths\":[{\"nodes\":[]}],\"steps\":[]}", "line 1")]
    [InlineData("verify", "{\"id\":1,\"paths\":[],\"steps\":[{\"text\":\"a\",\"paths\":[\"x\"]}]}", "integers")]
    public async Task A_row_that_is_wrong_is_one_line_with_its_place_and_nothing_is_written(string verb, string text, string expected)
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await CommandRun.OfAsync(verb, "--kg", await Graphs.StarterAsync(), "--input", folder.Write("in.jsonl", text), "--output", folder.PathOf("out.jsonl"));

        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldContain(expected);
        run.Error.ShouldContain("in.jsonl, line ");
        run.Error.Trim().ShouldNotContain('\n');
        Directory.GetFiles(Path.GetDirectoryName(folder.PathOf("x"))!, "out.jsonl*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("entities")]
    [InlineData("paths")]
    [InlineData("verify")]
    public async Task Invalid_utf8_and_nul_bytes_and_missing_files_are_one_line(string verb)
    {
        using var folder = new TemporaryFolder();
        string kg = await Graphs.StarterAsync();
        foreach (string input in new[]
        {
            folder.Write("utf8.jsonl", [.. "{\"id\":1,\"text\":\""u8, 0xFF, 0xFE, .. "\"}"u8]),
            folder.Write("nul.jsonl", [.. "{\"id\":1,\"text\":\"a"u8, 0, .. "\"}"u8]),
            folder.PathOf("missing.jsonl"),
        })
        {
            CommandRun run = await CommandRun.OfAsync(verb, "--kg", kg, "--input", input);

            run.ExitCode.ShouldBe(2, run.Error);
            run.Output.ShouldBeEmpty();
            run.Error.Trim().ShouldNotContain('\n');
            run.Error.ShouldContain(Path.GetFileName(input));
        }
    }

    [Theory]
    [InlineData("no-such-verb")]
    [InlineData("entities")]
    [InlineData("paths", "--kg", "g", "--input", "i", "--top", "many")]
    [InlineData("paths", "--kg", "g", "--input", "i", "--max-length", "99")]
    [InlineData("generate", "--kg", "g", "--questions", "q", "--run", "r", "--format", "no-such-format")]
    [InlineData("explain", "--kg", "g", "--question", "q", "--option", "no label")]
    [InlineData("explain", "--kg", "g", "--question", "q", "--option", "A=x", "--option", "A=y")]
    [InlineData("explain", "--kg", "g", "--question", "q", "--option", "A=x", "--answer", "other")]
    [InlineData("entities", "--kg", "missing.mrkg", "--input", "i")]
    public async Task A_call_that_is_wrong_exits_with_two_and_one_line(params string[] args)
    {
        CommandRun run = await CommandRun.OfAsync(args);

        run.ExitCode.ShouldBe(2, run.Error);
        run.Output.ShouldBeEmpty();
        run.Error.Trim().ShouldNotContain('\n');
        run.Error.ShouldStartWith("medreason: ");
    }

    [Fact]
    public async Task An_at_sign_and_brackets_at_the_start_of_a_question_are_text()
    {
        foreach (string question in new[] { "@notes.txt", "[suggest] what treats hypertension?" })
        {
            CommandRun run = await CommandRun.OfAsync("explain", "--kg", await Graphs.StarterAsync(), "--question", question, "--json");

            run.ExitCode.ShouldBe(0, run.Error);
            run.Rows[0].GetProperty("question").GetString().ShouldBe(question);
        }
    }

    [Fact]
    public async Task Byte_order_marks_carriage_returns_and_blank_lines_are_accepted_and_ids_echoed()
    {
        using var folder = new TemporaryFolder();
        byte[] text = [0xEF, 0xBB, 0xBF, .. "{\"id\":\"7\",\"text\":\"He takes lisinopril.\"}\r\n\r\n{\"id\":8,\"text\":\"Lisinopril again\"}\r\n"u8];

        CommandRun run = await CommandRun.OfAsync("entities", "--kg", await Graphs.StarterAsync(), "--input", folder.Write("in.jsonl", text));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows.Select(row => row.GetProperty("id").GetRawText()).ShouldBe(["\"7\"", "8"]);
        run.Rows[0].GetProperty("start").GetInt32().ShouldBe(9);
        run.Rows[0].GetProperty("end").GetInt32().ShouldBe(19);
        run.Rows[0].GetProperty("node_id").GetString().ShouldBe("STARTER:drug-lisinopril");
    }

    [Fact]
    public async Task Empty_text_is_an_outcome_without_mentions()
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await CommandRun.OfAsync("entities", "--kg", await Graphs.StarterAsync(), "--input", folder.Write("in.jsonl", "{\"id\":1,\"text\":\"\"}"));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hostile_names_in_a_graph_are_data()
    {
        using var folder = new TemporaryFolder();
        string csv = folder.Write("kg.csv", Columns + "indication,indication,1,D1,drug,\"<script>alert(1)</script>\",X,2,M1,disease,\"a\"\"b','c\",X\n");
        (await CommandRun.OfAsync("kg", "build", "--input", csv, "--output", folder.PathOf("g.mrkg"))).ExitCode.ShouldBe(0);

        CommandRun run = await CommandRun.OfAsync(
            "paths", "--kg", folder.PathOf("g.mrkg"), "--input", folder.Write("p.jsonl", "{\"id\":1,\"from\":\"<script>alert(1)</script>\",\"to\":\"a\\\"b','c\"}"));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows[0].GetProperty("outcome").GetString().ShouldBe("found");
    }
}
