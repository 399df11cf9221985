using MedReason.Runs;
using Microsoft.Extensions.AI;

namespace MedReason.Cli.Tests;

public sealed partial class RunVerbTests
{
    [Fact]
    public async Task A_run_that_was_begun_goes_on_is_refused_under_other_options_and_can_be_forked()
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 40);
        await using var server = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        string[] command = await CommandAsync(folder, bank, server);
        (await CommandRun.OfAsync(command)).ExitCode.ShouldBe(0);
        int needed = server.Requests.Count;
        byte[] results = await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("run"), "results.jsonl"));
        File.Delete(Path.Combine(folder.PathOf("run"), "results.jsonl"));

        CommandRun again = await CommandRun.OfAsync(command);

        again.ExitCode.ShouldBe(0, again.Error);
        again.Error.ShouldStartWith("medreason: 40 questions\n");
        (await File.ReadAllBytesAsync(Path.Combine(folder.PathOf("run"), "results.jsonl"))).ShouldBe(results);
        server.Requests.Count.ShouldBe(needed);

        CommandRun changed = await CommandRun.OfAsync([.. command, "--seed", "5", "--mode", "answer"]);
        changed.ExitCode.ShouldBe(2);
        changed.Error.ShouldBe(
            $"medreason: {folder.PathOf("run")}: the run was begun otherwise (mode: was explain, is answer; seed: was 0, is 5); give the same options, or --fork DIR to begin another run with its replies\n");

        // Only concurrency and rates differ for what is no part of a run.
        (await CommandRun.OfAsync([.. command, "--concurrency", "3", "--requests-per-minute", "100000", "--tokens-per-minute", "100000000"])).ExitCode.ShouldBe(0);

        CommandRun forked = await CommandRun.OfAsync([.. command, "--split", "train", "--fork", folder.PathOf("fork")]);
        forked.ExitCode.ShouldBe(0, forked.Error);
        server.Requests.Count.ShouldBe(needed, "the split is no part of any call");
        File.ReadLines(Path.Combine(folder.PathOf("fork"), "results.jsonl")).Count().ShouldBe(40);
    }

    [Fact]
    public async Task Money_is_estimated_capped_and_told()
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 60);
        string prices = folder.Write("prices.json", """{"m":{"input":1000,"output":1000,"max_output_tokens":500}}""");
        await using var server = new LoopbackServer((request, _) => LoopbackReply.Json(
            System.Text.Encoding.UTF8.GetString(LoopbackModel.Answer(request).Body).Replace("\"completion_tokens\":7", "\"completion_tokens\":400", StringComparison.Ordinal)));
        string[] command = await CommandAsync(folder, bank, server);

        CommandRun capped = await CommandRun.OfAsync([.. command, "--prices", prices, "--max-cost", "20"]);
        capped.ExitCode.ShouldBe(1, capped.Error);
        capped.Error.ShouldContain("medreason: estimate from 1 rows: the other 59 take about");
        capped.Error.ShouldContain("medreason: stopped: the next call may cost ");
        capped.Error.ShouldContain("the same command goes on from there");
        (server.Requests.Count * 0.411m).ShouldBeLessThanOrEqualTo(20);
        File.Exists(Path.Combine(folder.PathOf("run"), "results.jsonl")).ShouldBeFalse();

        string page = folder.PathOf("report.html");
        CommandRun report = await CommandRun.OfAsync("report", "--run", folder.PathOf("run"), "--output", page);
        report.ExitCode.ShouldBe(0, report.Error);
        int done = File.ReadLines(Path.Combine(folder.PathOf("run"), "results.jsonl")).Count();
        done.ShouldBeInRange(1, 59);
        report.Error.ShouldContain($"not finished; {done} of 60 questions have a result, and these are read");
        (await File.ReadAllTextAsync(page)).ShouldContain($"Not finished: {done} of 60 questions have a result.");
        DollarsIn(await File.ReadAllTextAsync(page)).ShouldBe(server.Requests.Count * 0.411m);

        CommandRun rest = await CommandRun.OfAsync([.. command, "--prices", prices, "--max-cost", "1000"]);
        rest.ExitCode.ShouldBe(0, rest.Error);
        rest.Error.ShouldContain($"  requests: {server.Requests.Count} answered, 0 failed, 0 without an answer and possibly billed; {server.Requests.Count * 11} tokens sent, {server.Requests.Count * 400} received");
        rest.Error.ShouldContain(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"  cost: ${server.Requests.Count * 0.411m:0.00####}, and $0.00 that"));

        CommandRun again = await CommandRun.OfAsync("report", "--run", folder.PathOf("run"), "--output", page);
        again.ExitCode.ShouldBe(0, again.Error);
        again.Error.ShouldBeEmpty();
        (await File.ReadAllTextAsync(page)).ShouldNotContain("Not finished");
        DollarsIn(await File.ReadAllTextAsync(page)).ShouldBe(server.Requests.Count * 0.411m);
    }

    [Theory]
    [InlineData("0", "0", "replies without their tokens")]
    [InlineData("-11", "7", "replies without their tokens")]
    [InlineData("11", "-7", "replies without their tokens")]
    [InlineData("2147483647", "7", "replies without their tokens")]
    [InlineData("11", "2147483647", "stopped: the provider wrote more than the 20 tokens")]
    [InlineData("11", "21", "stopped: the provider wrote more than the 20 tokens")]
    [InlineData("11", "2147483648", "replies without their tokens")]
    [InlineData("11", "7.5", "replies without their tokens")]
    [InlineData("11", "\"7\"", "replies without their tokens")]
    [InlineData("null", "null", "replies without their tokens")]
    public async Task A_cap_holds_whatever_a_provider_reports(string input, string output, string expected)
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 30);
        string prices = folder.Write("prices.json", """{"m":{"input":1000,"output":1000,"max_output_tokens":20}}""");
        await using var server = new LoopbackServer((request, _) =>
        {
            string body = System.Text.Encoding.UTF8.GetString(LoopbackModel.Answer(request).Body);
            return LoopbackReply.Json(body.Replace("\"prompt_tokens\":11", $"\"prompt_tokens\":{input}", StringComparison.Ordinal)
                .Replace("\"completion_tokens\":7", $"\"completion_tokens\":{output}", StringComparison.Ordinal));
        });
        string[] command = await CommandAsync(folder, bank, server);

        CommandRun capped = await CommandRun.OfAsync([.. command, "--prices", prices, "--max-cost", "20", "--concurrency", "1"]);

        capped.ExitCode.ShouldBe(1, capped.Error);
        capped.Error.ShouldContain(expected);
        capped.Error.ShouldContain("medreason: stopped: ");
        server.Requests.ShouldAllBe(request => request.Json.GetProperty("max_tokens").GetInt32() == 20);
        using RunReader reader = RunReader.Open(folder.PathOf("run"));
        RunSpending spending = reader.ReadSpending();
        (spending.Answered + spending.PossiblyBilled).ShouldBe(server.Requests.Count);
        (spending.Cost + spending.PossibleCost).ShouldBeInRange(server.Requests.Count * 0.5m, 20, "each call at its worst case of some hundred bytes at least");
    }

    [Fact]
    public async Task A_limit_on_replies_is_sent_with_every_call_and_is_part_of_the_run()
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 3);
        string prices = folder.Write("prices.json", """{"m":{"input":1,"output":1}}""");
        await using var server = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        string[] command = await CommandAsync(folder, bank, server);

        CommandRun run = await CommandRun.OfAsync([.. command, "--max-output-tokens", "33", "--prices", prices, "--max-cost", "20", "--control-share", "1"]);
        CommandRun explain = await CommandRun.OfAsync(
            "explain", "--kg", await Graphs.StarterAsync(), "--question", "Which drug treats hypertension?", "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint,
            "--max-output-tokens", "33");

        run.ExitCode.ShouldBe(0, run.Error);
        explain.ExitCode.ShouldBe(0, explain.Error);
        server.Requests.ShouldAllBe(request => request.Json.GetProperty("max_tokens").GetInt32() == 33);
        (await CommandRun.OfAsync([.. command, "--prices", prices, "--control-share", "1"])).Error.ShouldContain("max_output_tokens: was 33, is not given");
    }

    [Theory]
    [InlineData("--max-cost needs --prices", "--max-cost", "5")]
    [InlineData("--max-cost needs a limit on replies: --max-output-tokens, or \"max_output_tokens\" in PRICES", "--max-cost", "5", "--prices", "PRICES")]
    [InlineData("--max-output-tokens takes 1 to 1000000", "--max-output-tokens", "0")]
    [InlineData("--max-output-tokens needs --provider openai or anthropic, and --model", "--provider", "offline", "--max-output-tokens", "5")]
    [InlineData("--max-cost needs the price of m in ", "--max-cost", "5", "--prices", "OTHER")]
    [InlineData("--max-cost takes 0 to 1000000", "--max-cost", "-1", "--prices", "PRICES")]
    [InlineData("--requests-per-minute takes 1 to 100000000", "--requests-per-minute", "0")]
    [InlineData("--prices and --max-cost need --provider openai or anthropic", "--provider", "offline", "--max-cost", "5")]
    [InlineData("--requests-per-minute and --tokens-per-minute need --provider openai or anthropic", "--provider", "offline", "--tokens-per-minute", "5")]
    [InlineData("BAD: expected an object for the model \"m\"", "--prices", "BAD")]
    public async Task Limits_that_make_no_sense_are_refused_in_one_line(string expected, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var files = new Dictionary<string, string>
        {
            ["OTHER"] = folder.Write("other.json", """{"n":{"input":1,"output":1}}"""),
            ["PRICES"] = folder.Write("prices.json", """{"m":{"input":1,"output":1}}"""),
            ["BAD"] = folder.Write("bad.json", """{"m":1}"""),
        };
        string[] provider = options[0] == "--provider" ? [] : ["--provider", "openai", "--model", "m", "--endpoint", "http://127.0.0.1:1/v1"];

        CommandRun run = await CommandRun.OfAsync(
        [
            "generate", "--kg", await Graphs.StarterAsync(), "--questions", RunBank.Write(folder, 1), "--format", "generic", "--run", folder.PathOf("run"),
            .. provider, .. options.Select(option => files.GetValueOrDefault(option, option)),
        ]);

        run.ExitCode.ShouldBe(2, run.Error);
        run.Error.ShouldStartWith("medreason: " + files.Aggregate(expected, (text, file) => text.Replace(file.Key, file.Value, StringComparison.Ordinal)));
        run.Error.Count(character => character == '\n').ShouldBe(1);
    }

    [Fact]
    public async Task A_folder_that_is_none_and_a_database_that_is_damaged_are_told_in_one_line()
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 3);
        string file = folder.Write("file", "x");
        CommandRun none = await OfflineAsync(bank, Path.Combine(file, "run"));
        none.ExitCode.ShouldBe(2);
        none.Error.ShouldContain("expected a folder that can be written to");
        none.Error.Count(character => character == '\n').ShouldBe(1);

        (await OfflineAsync(bank, folder.PathOf("run"))).ExitCode.ShouldBe(0);
        string database = Path.Combine(folder.PathOf("run"), "run.db");
        byte[] bytes = await File.ReadAllBytesAsync(database);
        bytes.AsSpan(4096).Fill(0x5A);
        await File.WriteAllBytesAsync(database, bytes);
        CommandRun damaged = await OfflineAsync(bank, folder.PathOf("run"));
        damaged.ExitCode.ShouldBe(1);
        damaged.Error.ShouldBe($"medreason: {database}: the database is damaged; restore the folder from a copy, or begin a run in another one\n");
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public void Every_provider_tells_the_model_whose_price_counts(string provider)
    {
        using IChatClient client = ChatProviderFactory.CreateChatClient(
            new ChatProviderOptions { Provider = provider, Model = "the-model", Endpoint = "http://127.0.0.1:1/v1" }, _ => null, TimeProvider.System)!;
        (client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)!.DefaultModelId.ShouldBe("the-model");
        client.GetService(typeof(IGatedChatClient)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_run_that_was_broken_off_is_exported_as_far_as_it_is_and_its_old_results_do_not_outlive_new_work()
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 60);
        string prices = folder.Write("prices.json", """{"m":{"input":1000,"output":1000,"max_output_tokens":20}}""");
        await using var server = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        string[] command = await CommandAsync(folder, bank, server);
        string results = Path.Combine(folder.PathOf("run"), "results.jsonl");

        (await CommandRun.OfAsync([.. command, "--prices", prices, "--max-cost", "4"])).ExitCode.ShouldBe(1);
        CommandRun compared = await CommandRun.OfAsync("decontaminate", "--run", folder.PathOf("run"), "--against", bank, "--format", "generic");
        compared.ExitCode.ShouldBe(0, compared.Error);
        int early = File.ReadLines(results).Count();

        (await CommandRun.OfAsync([.. command, "--prices", prices, "--max-cost", "8"])).ExitCode.ShouldBe(1);
        File.Exists(results).ShouldBeFalse("the results of the session before are not those of the run");
        CommandRun export = await CommandRun.OfAsync("export", "--run", folder.PathOf("run"), "--format", "medreason", "--output", folder.PathOf("export.jsonl"), "--keep-contaminated");
        export.Error.ShouldContain("not finished; ");
        File.ReadLines(results).Count().ShouldBeGreaterThan(early);
    }

    [Fact]
    public async Task What_a_run_was_steered_to_before_is_named_where_it_holds_in_place_of_the_command()
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 30);
        string prices = folder.Write("prices.json", """{"m":{"input":1000,"output":1000,"max_output_tokens":20}}""");
        await using var server = new LoopbackServer((request, _) => LoopbackModel.Answer(request));
        string[] command = [.. await CommandAsync(folder, bank, server), "--prices", prices, "--concurrency", "2", "--max-cost"];
        CommandRun first = await CommandRun.OfAsync([.. command, "2"]);
        first.ExitCode.ShouldBe(1, first.Error);
        first.Error.ShouldNotContain("steered");
        (await CommandRun.OfAsync("run", "retune", "--run", folder.PathOf("run"), "--max-cost", "3", "--tokens-per-minute", "1000000")).ExitCode.ShouldBe(0);

        CommandRun steered = await CommandRun.OfAsync([.. command, "1000"]);

        steered.ExitCode.ShouldBe(1, steered.Error);
        steered.Error.ShouldStartWith("medreason: the run is steered by \"medreason run\": --tokens-per-minute is 1000000; --max-cost is 3, not 1000\n");
        (await CommandRun.OfAsync("run", "retune", "--run", folder.PathOf("run"), "--max-cost", "own", "--tokens-per-minute", "own")).ExitCode.ShouldBe(0);
        CommandRun own = await CommandRun.OfAsync([.. command, "1000"]);
        own.ExitCode.ShouldBe(0, own.Error);
        own.Error.ShouldNotContain("steered");
    }

    [Fact]
    public async Task A_wrong_address_is_a_wrong_call_and_a_server_that_is_not_there_a_failure_for_every_verb()
    {
        using var folder = new TemporaryFolder();
        string bank = RunBank.Write(folder, 1);
        string graph = await Graphs.StarterAsync();
        string[][] verbs =
        [
            ["generate", "--kg", graph, "--questions", bank, "--format", "generic", "--run"],
            ["report", "--output", folder.PathOf("report.html"), "--run"],
            ["run", "status", "--run"],
            ["run", "fetch", "--output", folder.PathOf("fetched"), "--run"],
        ];

        CommandRun[] wrong = await Task.WhenAll(verbs.Select(static verb => CommandRun.OfAsync([.. verb, "postgres://w:secret@db/runs?run=A"])));
        CommandRun[] absent = await Task.WhenAll(verbs.Select(static verb => CommandRun.OfAsync([.. verb, "postgres://w:secret@127.0.0.1:1/runs"])));

        wrong.ShouldAllBe(static run => run.ExitCode == 2 && run.Error == "medreason: run=NAME takes lower-case letters, digits and underscores, at most 40\n");
        absent.ShouldAllBe(static run =>
            run.ExitCode == 1 && run.Error.StartsWith("medreason: postgres://127.0.0.1:1/runs?run=default: the server cannot be reached", StringComparison.Ordinal));
        (await CommandRun.OfAsync("run", "status", "--run", folder.PathOf("none"))).ExitCode.ShouldBe(2);
    }

    private static async Task<CommandRun> OfflineAsync(string bank, string run) =>
        await CommandRun.OfAsync("generate", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "generic", "--run", run);

    private static async Task<string[]> CommandAsync(TemporaryFolder folder, string bank, LoopbackServer server) =>
    [
        "generate", "--kg", await Graphs.StarterAsync(), "--questions", bank, "--format", "generic", "--run", folder.PathOf("run"),
        "--provider", "openai", "--model", "m", "--endpoint", server.Endpoint, "--min-grade", "none",
    ];

    private static decimal DollarsIn(string page) => decimal.Parse(
        DollarsCell().Match(page).Groups[1].Value, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture);

    [System.Text.RegularExpressions.GeneratedRegex("<dt>Dollars</dt>\\s*<dd>([^<]+)</dd>")]
    private static partial System.Text.RegularExpressions.Regex DollarsCell();
}
