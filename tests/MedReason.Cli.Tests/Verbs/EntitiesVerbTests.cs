using System.Text.Json;

namespace MedReason.Cli.Tests;

public sealed class EntitiesVerbTests
{
    [Fact]
    public async Task A_line_a_mention_tells_span_node_method_and_assertion()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("in.jsonl", "{\"id\":\"a\",\"text\":\"She denies fever but has a cough.\"}");

        CommandRun run = await CommandRun.OfAsync("entities", "--kg", await Graphs.StarterAsync(), "--input", input, "--output", folder.PathOf("out.jsonl"));

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement[] rows = [.. File.ReadLines(folder.PathOf("out.jsonl")).Select(CommandRun.Parse)];
        rows.Select(row => row.GetProperty("text").GetString()).ShouldBe(["fever", "cough"]);
        rows.Select(row => row.GetProperty("assertion").GetString()).ShouldBe(["absent", "present"]);
        rows[0].GetProperty("start").GetInt32().ShouldBe(11);
        rows[0].GetProperty("node_type").GetString().ShouldBe("effect/phenotype");
        rows[0].GetProperty("method").GetString().ShouldBe("exact");
        rows[0].GetProperty("score").GetDouble().ShouldBe(1);
    }

    [Theory]
    [InlineData("de", "absent")]
    [InlineData("de-AT", "absent")]
    [InlineData("en", "present")]
    public async Task A_text_is_read_in_the_language_that_is_named(string language, string assertion)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("in.jsonl", "{\"id\":\"a\",\"text\":\"Kein Fever.\"}");

        CommandRun run = await CommandRun.OfAsync("entities", "--kg", await Graphs.StarterAsync(), "--input", input, "--language", language);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows.ShouldHaveSingleItem().GetProperty("assertion").GetString().ShouldBe(assertion);
    }

    [Theory]
    [InlineData("entities")]
    [InlineData("explain")]
    [InlineData("generate")]
    [InlineData("verify")]
    public async Task An_unknown_language_is_one_line_that_lists_the_known_ones(string verb)
    {
        CommandRun run = await CommandRun.OfAsync(
            [verb, "--kg", "g", .. verb == "explain" ? ["--question", "q"] : verb == "generate" ? ["--questions", "q", "--run", "r"] : (string[])["--input", "i"], "--language", "xx"]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--language takes de or en, found 'xx'");
        run.Error.Trim().ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_value_is_read_into_a_finding_when_that_is_asked_for_and_marked()
    {
        using var folder = new TemporaryFolder();
        string input = folder.Write("in.jsonl", "{\"id\":\"a\",\"text\":\"Her temperature is 39.2°C.\"}");
        string[] arguments = ["entities", "--kg", await Graphs.StarterAsync(), "--input", input];

        CommandRun plain = await CommandRun.OfAsync(arguments);
        CommandRun derived = await CommandRun.OfAsync([.. arguments, "--derive-findings"]);

        plain.Rows.ShouldBeEmpty();
        JsonElement row = derived.Rows.ShouldHaveSingleItem();
        row.GetProperty("node_name").GetString().ShouldBe("Fever");
        row.GetProperty("method").GetString().ShouldBe("derived");
        JsonElement mark = row.GetProperty("derived");
        mark.GetProperty("value").GetDouble().ShouldBe(39.2);
        mark.GetProperty("unit").GetString().ShouldBe("°C");
        mark.GetProperty("high").GetDouble().ShouldBe(38);
        mark.GetProperty("source").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Values_are_read_in_English_only()
    {
        CommandRun run = await CommandRun.OfAsync("entities", "--kg", "g", "--input", "i", "--derive-findings", "--language", "de");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--derive-findings reads English only");
    }

    [Theory]
    [InlineData("chat", "--provider")]
    [InlineData("hybrid", "--provider")]
    public async Task A_model_that_is_not_named_is_asked_for_in_one_line(string extractor, string expected)
    {
        using var folder = new TemporaryFolder();

        CommandRun run = await CommandRun.OfAsync(
            "entities", "--kg", await Graphs.StarterAsync(), "--input", folder.Write("in.jsonl", "{\"id\":1,\"text\":\"x\"}"), "--extractor", extractor);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.Trim().ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_model_that_finds_what_the_lexicon_does_not_is_taken_with_the_lexicons_finds()
    {
        using var folder = new TemporaryFolder();
        await using LoopbackServer server = new(
            LoopbackReply.Chat("{\"mentions\":[]}"), LoopbackReply.Chat("{\"mentions\":[]}"), LoopbackReply.Chat("{\"choices\":[]}"));
        string input = folder.Write("in.jsonl", "{\"id\":1,\"text\":\"He takes lisinopril.\"}");

        CommandRun run = await CommandRun.OfAsync(
            "entities", "--kg", await Graphs.StarterAsync(), "--input", input, "--extractor", "hybrid", "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint.ToString());

        run.ExitCode.ShouldBe(0, run.Error);
        run.Rows.ShouldHaveSingleItem().GetProperty("node_id").GetString().ShouldBe("STARTER:drug-lisinopril");
    }

    [Fact]
    public async Task A_model_that_cannot_be_reached_fails_the_work_in_one_line()
    {
        using var folder = new TemporaryFolder();
        await using LoopbackServer server = new(LoopbackReply.Error(401, "no"));

        CommandRun run = await CommandRun.OfAsync(
            "entities", "--kg", await Graphs.StarterAsync(), "--input", folder.Write("in.jsonl", "{\"id\":1,\"text\":\"He takes something odd.\"}"),
            "--extractor", "chat", "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint.ToString(), "--output", folder.PathOf("out.jsonl"));

        run.ExitCode.ShouldBe(1);
        run.Error.Trim().ShouldNotContain('\n');
        File.Exists(folder.PathOf("out.jsonl")).ShouldBeFalse();
    }
}
