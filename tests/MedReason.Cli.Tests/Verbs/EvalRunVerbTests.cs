using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MedReason.Cli.Tests;

public sealed class EvalRunVerbTests
{
    private const int Questions = 12;

    [Fact]
    public async Task Runs_are_kept_resumed_without_a_further_call_and_compared()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(Answer);
        string bank = folder.Write("bank.jsonl", Bank());

        CommandRun weak = await RunAsync(server, bank, folder.PathOf("weak"), "weak");
        weak.ExitCode.ShouldBe(0, weak.Error);
        CommandRun strong = await RunAsync(server, bank, folder.PathOf("strong"), "strong");
        strong.ExitCode.ShouldBe(0, strong.Error);
        server.Requests.Count.ShouldBe(2 * Questions);

        byte[] rows = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("strong"), "results.jsonl"));
        CommandRun again = await RunAsync(server, bank, folder.PathOf("strong"), "strong");
        again.ExitCode.ShouldBe(0, again.Error);
        server.Requests.Count.ShouldBe(2 * Questions);
        (await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("strong"), "results.jsonl"))).ShouldBe(rows);

        CommandRun compared = await CommandRun.OfAsync(
            "eval", "compare", folder.PathOf("weak"), folder.PathOf("strong"), "--json", "--html", folder.PathOf("page.html"), "--rows", folder.PathOf("items.jsonl"));
        compared.ExitCode.ShouldBe(0, compared.Error);
        JsonElement report = compared.Rows.ShouldHaveSingleItem();
        report.GetProperty("runs")[0].GetProperty("accuracy").GetProperty("correct").GetInt32().ShouldBe(0);
        report.GetProperty("runs")[1].GetProperty("accuracy").GetProperty("correct").GetInt32().ShouldBe(Questions);
        report.GetProperty("pairs")[0].GetProperty("difference").GetDouble().ShouldBe(1);
        report.GetProperty("pairs")[0].GetProperty("p_value").GetDouble().ShouldBe(Math.Pow(2, 1 - Questions), 1e-9);
        File.ReadLines(folder.PathOf("items.jsonl")).Count().ShouldBe(Questions);
        (await File.ReadAllTextAsync(folder.PathOf("page.html"))).ShouldContain("100.0 %");

        CommandRun markdown = await CommandRun.OfAsync("eval", "compare", folder.PathOf("weak"), folder.PathOf("strong"));
        markdown.Output.ShouldContain("| strong | 12 | 100.0 % |");
    }

    [Fact]
    public async Task Options_are_shuffled_samples_vote_and_what_is_excluded_is_not_asked()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(Answer);
        string bank = folder.Write("bank.jsonl", Bank());
        CommandRun run = await RunAsync(
            server, bank, folder.PathOf("run"), "strong",
            "--shuffle-options", "3", "--permutations", "2", "--samples", "2", "--shots", "1", "--exclude-ids", folder.Write("ids.txt", "q2\nq3\n"), "--contaminated-ids", folder.Write("seen.jsonl", "{\"id\":\"q4\"}\n{\"id\":\"other\",\"content_hash\":\"x\"}\n"));
        run.ExitCode.ShouldBe(0, run.Error);
        server.Requests.Count.ShouldBe((Questions - 3) * 4);
        JsonElement[] rows = [.. File.ReadLines(Path.Combine(folder.PathOf("run"), "results.jsonl")).Select(CommandRun.Parse)];
        rows.Length.ShouldBe(Questions);
        rows.Select(row => row.GetProperty("reason").GetString()).Take(4).ShouldBe(["example", null, "excluded_id", "excluded_id"]);
        rows.Where(row => row.GetProperty("outcome").GetString() == "scored").ShouldAllBe(row => row.GetProperty("correct").GetBoolean() && row.GetProperty("consistency").GetDouble() == 1);
        rows[4].GetProperty("contaminated").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Examples_of_another_bank_cost_no_question_of_this_one()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(Answer);
        string bank = folder.Write("bank.jsonl", Bank());
        string training = folder.Write("train.jsonl", Bank().Replace("number", "of kind", StringComparison.Ordinal));
        CommandRun run = await RunAsync(server, bank, folder.PathOf("run"), "strong", "--shots", "2", "--shots-from", training);
        run.ExitCode.ShouldBe(0, run.Error);
        server.Requests.Count.ShouldBe(Questions);
        server.Requests.ShouldAllBe(request => request.Body.Contains("Which is the drug of kind 1?"));

        CommandRun otherwise = await RunAsync(server, bank, folder.PathOf("run"), "strong", "--shots", "2");
        otherwise.ExitCode.ShouldBe(2);
        otherwise.Error.ShouldContain("shots_from");
    }

    [Fact]
    public async Task A_graphs_evidence_is_shown_beside_the_question()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(LoopbackReply.Chat("The answer is A."));
        CommandRun run = await CommandRun.OfAsync(
            "eval", "run", "--questions", Graphs.StarterQuestions, "--format", "generic", "--run", folder.PathOf("run"), "--kg", await Graphs.StarterAsync(),
            "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint);
        run.ExitCode.ShouldBe(0, run.Error);
        server.Requests.ShouldAllBe(request => request.Body.Contains("evidence"));
    }

    [Fact]
    public async Task Runs_that_were_asked_otherwise_are_not_compared()
    {
        using var folder = new TemporaryFolder();
        await using var server = new LoopbackServer(Answer);
        string bank = folder.Write("bank.jsonl", Bank());
        await RunAsync(server, bank, folder.PathOf("a"), "weak");
        await RunAsync(server, bank, folder.PathOf("b"), "strong", "--max-output-tokens", "77");
        CommandRun refused = await CommandRun.OfAsync("eval", "compare", folder.PathOf("a"), folder.PathOf("b"));
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("max_output_tokens: 2048 and 77");
        CommandRun allowed = await CommandRun.OfAsync("eval", "compare", folder.PathOf("a"), folder.PathOf("b"), "--allow", "max_output_tokens");
        allowed.ExitCode.ShouldBe(0, allowed.Error);
        CommandRun missing = await CommandRun.OfAsync("eval", "compare", folder.PathOf("a"), folder.PathOf("nowhere"));
        missing.ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("needs a model", "--provider", "offline")]
    [InlineData("--shots-from needs --shots N", "--provider", "openai", "--model", "m", "--endpoint", "http://127.0.0.1:1/v1", "--shots-from", "bank.jsonl")]
    [InlineData("--permutations needs --shuffle-options", "--provider", "openai", "--model", "m", "--endpoint", "http://127.0.0.1:1/v1", "--permutations", "3")]
    public async Task A_call_that_cannot_be_is_told_in_one_line(string expected, params string[] options)
    {
        using var folder = new TemporaryFolder();
        CommandRun run = await CommandRun.OfAsync(["eval", "run", "--questions", folder.Write("bank.jsonl", Bank()), "--format", "generic", "--run", folder.PathOf("run"), .. options]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.Trim().ShouldNotContain('\n');
    }

    private static Task<CommandRun> RunAsync(LoopbackServer server, string bank, string run, string model, params string[] options) => CommandRun.OfAsync(
        ["eval", "run", "--questions", bank, "--format", "generic", "--run", run, "--provider", "openai", "--model", model, "--endpoint", server.Endpoint, .. options]);

    private static string Bank()
    {
        var bank = new StringBuilder();
        for (int i = 0; i < Questions; i++)
        {
            bank.AppendLine(CultureInfo.InvariantCulture, $"{{\"id\":\"q{i}\",\"question\":\"Which is the drug number {i}?\",\"options\":{{\"A\":\"right {i}\",\"B\":\"wrong {i}\",\"C\":\"odd {i}\"}},\"answer\":\"A\"}}");
        }

        return bank.ToString();
    }

    // The strong model finds the right option wherever it stands, the weak one the wrong.
    private static LoopbackReply Answer(LoopbackRequest request, int index)
    {
        string sought = request.Json.GetProperty("model").GetString() == "strong" ? "right" : "wrong";
        JsonElement content = request.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content");
        string text = content.ValueKind == JsonValueKind.String ? content.GetString()! : content[0].GetProperty("text").GetString()!;
        string line = text.Split('\n').Last(line => line.Length > 3 && line[1] == '.' && line.Contains(sought, StringComparison.Ordinal));
        return LoopbackReply.Chat($"Some thoughts.\nThe answer is {line[0]}.");
    }
}
