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
